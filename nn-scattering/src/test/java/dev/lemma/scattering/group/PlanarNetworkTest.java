package dev.lemma.scattering.group;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.group.PointGroup;
import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Update;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.testkit.golden.Golden;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class PlanarNetworkTest {

    private static final Array NONE = Array.zeros(DType.FLOAT64, Shape.of(0));

    private static Lattice lattice(String padding, int kernel) {
        return switch (padding) {
            case "valid" -> Lattice.of(kernel);
            case "zeros" -> Lattice.of(kernel).same();
            default -> Lattice.of(kernel).same().asCircular();
        };
    }

    @ParameterizedTest
    @CsvSource({
        "p4_circular, p4, circular, 3",
        "p4m_circular, p4m, circular, 3",
        "p4_valid, p4, valid, 5",
        "p4m_zeros, p4m, zeros, 3"
    })
    void isTheStoredCorrelation(String name, String which, String padding, int kernel) {
        Golden golden = Golden.read("group/planar");
        PointGroup group = which.equals("p4") ? PointGroup.P4 : PointGroup.P4M;
        Array x = golden.get(name + ".x");
        Array w1 = golden.get(name + ".w1");
        Array w2 = golden.get(name + ".w2");
        Shape image =
                Shape.of(x.shape().extent(1), x.shape().extent(2), x.shape().extent(3));
        Layer lift = new Lifting(group, w1.shape().extent(0), lattice(padding, kernel)).noBias();
        Layer convolve = new GroupConvolution(group, w2.shape().extent(0), lattice(padding, kernel)).noBias();
        Array lifted = Network.of(image, lift).as(DType.FLOAT64).values(flat(w1), x);
        assertThat(Golden.discrepancy(lifted, golden.get(name + ".lift"))).isLessThan(1e-12);
        Network both = Network.of(image, Sequential.of(lift, Activations.TANH, convolve))
                .as(DType.FLOAT64);
        Array y = both.values(joined(w1, w2), x);
        assertThat(Golden.discrepancy(y, golden.get(name + ".gconv_of_tanh"))).isLessThan(1e-12);
        Shape field = y.shape();
        Shape one = Shape.of(field.extent(1), field.extent(2), field.extent(3), field.extent(4));
        assertThat(Golden.discrepancy(
                        Network.of(one, new GroupPooling()).as(DType.FLOAT64).values(NONE, y),
                        golden.get(name + ".group_max")))
                .isLessThan(1e-12);
        assertThat(Golden.discrepancy(
                        Network.of(one, new GroupPooling(GroupPooling.Kind.MEAN))
                                .as(DType.FLOAT64)
                                .values(NONE, y),
                        golden.get(name + ".group_mean")))
                .isLessThan(1e-12);
        assertThat(Golden.discrepancy(
                        Network.of(one, new InvariantHead()).as(DType.FLOAT64).values(NONE, y),
                        golden.get(name + ".invariant")))
                .isLessThan(1e-12);

        Array cotangent = golden.get(name + ".cotangent");
        List<Array> gradients = Program.of(Fused.executor(), in -> {
                    Tensor risk =
                            both.apply(in.get(0), in.get(1)).times(in.get(2)).sum();
                    return Derivatives.gradient(risk, List.of(in.get(0), in.get(1)));
                })
                .callAll(List.of(joined(w1, w2), x, cotangent));
        assertThat(Golden.discrepancy(gradients.get(0), joined(golden.get(name + ".d_w1"), golden.get(name + ".d_w2"))))
                .isLessThan(1e-12);
        assertThat(Golden.discrepancy(gradients.get(1), golden.get(name + ".d_x")))
                .isLessThan(1e-12);
    }

    private static Array flat(Array w) {
        return w.reshape(w.shape().size());
    }

    private static Array joined(Array a, Array b) {
        double[] both = new double[a.shape().size() + b.shape().size()];
        System.arraycopy(a.toDoubles(), 0, both, 0, a.shape().size());
        System.arraycopy(b.toDoubles(), 0, both, a.shape().size(), b.shape().size());
        return Array.vector(both);
    }

    static Stream<Arguments> wholeNetworks() {
        return Stream.of(PointGroup.P2, PointGroup.PM, PointGroup.P4, PointGroup.P4M)
                .flatMap(group -> Stream.of(8, 9).map(side -> Arguments.of(group, side)));
    }

    /** Lifting, normalisation, a step of two, pooling, another convolution: before and after training, every element, even and odd sizes. */
    @ParameterizedTest
    @MethodSource("wholeNetworks")
    void wholeNetworksCommuteWithEveryElement(PointGroup group, int side) {
        int half = side / 2;
        Layer features = Sequential.of(
                new Lifting(group, 3, Lattice.of(3).same()),
                new BatchNorm(),
                Activations.RELU,
                new GroupConvolution(group, 4, Lattice.of(side % 2 == 0 ? 2 : 3).stride(2)),
                Activations.TANH,
                new PlacePooling(group, 2, 1, GroupPooling.Kind.MAX),
                new GroupConvolution(group, 2, Lattice.of(3).same().asCircular()));
        Network net = Network.of(Shape.of(1, side, side), features).as(DType.FLOAT64);
        assertThat(net.output()).isEqualTo(Shape.of(2, group.order(), half - 1, half - 1));
        Array x = Fixtures.normal(3, 6, 1, side, side);
        Trained fresh = trained(net, x, 0);
        Trained trained = trained(net, x, 8);
        assertThat(Golden.discrepancy(trained.thetaArray(), fresh.thetaArray())).isGreaterThan(1e-3);
        for (Trained state : List.of(fresh, trained)) {
            Array y = state.predict(x);
            for (int u = 0; u < group.order(); u++) {
                Array turned = state.predict(Fixtures.chosen(x, group.moved(u, side, side)));
                Array expected = Fixtures.chosen(y, group.movedField(u, half - 1, half - 1));
                assertThat(Golden.discrepancy(turned, expected))
                        .as("%s, element %s", group.name(), u)
                        .isLessThan(1e-12);
            }
        }
    }

    private static Trained trained(Network net, Array x, int steps) {
        int size = net.output().size();
        Array targets = Fixtures.normal(4, 6, size).reshape(net.output().batch(6));
        return Trainer.of(net, Losses.SQUARE, (gradient, slots) -> Update.by(gradient.times(-0.1)))
                .batchSize(3)
                .steps(Math.max(1, steps))
                .seed(1)
                .fit(Dataset.of(x, targets));
    }

    /** A classifier with an invariant head gives the same scores for all positions of an image. */
    @Test
    void anInvariantHeadForgetsThePosition() {
        PointGroup group = PointGroup.P4M;
        Network net = Network.of(
                        Shape.of(1, 7, 7),
                        Sequential.of(
                                new Lifting(group, 4, 3),
                                Activations.RELU,
                                new InvariantHead(GroupPooling.Kind.MAX),
                                new Dense(3)))
                .as(DType.FLOAT64);
        Array theta = net.initialArray(Key.of(2));
        Array x = Fixtures.normal(5, 2, 1, 7, 7);
        double[] scores = net.values(theta, x).toDoubles();
        for (int u = 0; u < group.order(); u++) {
            assertThat(net.values(theta, Fixtures.chosen(x, group.moved(u, 7, 7)))
                            .toDoubles())
                    .containsExactly(scores, within(1e-12));
        }
    }

    /** With the group of one element both layers are ordinary convolutions. */
    @Test
    void theTrivialGroupGivesAnOrdinaryConvolution() {
        Network plain =
                Network.of(Shape.of(2, 5, 6), new Convolution2D(3, 3).same()).as(DType.FLOAT64);
        Network lifted =
                Network.of(Shape.of(2, 5, 6), new Lifting(PointGroup.P1, 3, 3)).as(DType.FLOAT64);
        Array theta = plain.initialArray(Key.of(1));
        Array x = Fixtures.normal(6, 2, 2, 5, 6);
        assertThat(lifted.values(theta, x).toDoubles())
                .containsExactly(plain.values(theta, x).toDoubles(), within(1e-13));
    }

    @Test
    void sizesThatBreakItAreRefused() {
        PointGroup group = PointGroup.P4;
        assertThatThrownBy(() -> Network.of(
                        Shape.of(1, 8, 8), new Lifting(group, 1, Lattice.of(3).stride(2))))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("leaves 1 places out on one side")
                .hasMessageContaining("commute with p4")
                .hasMessageContaining("9 places");
        assertThatThrownBy(() -> Network.of(Shape.of(1, 8, 6), new Lifting(group, 1, 3)))
                .hasMessageContaining("8 × 6");
        assertThatThrownBy(() -> Lattice.of(4).same()).hasMessageContaining("no middle");
        assertThatThrownBy(() -> Network.of(Shape.of(1, 2, 2), new Lifting(group, 1, Lattice.of(3))))
                .hasMessageContaining("a filter of 3");
        Layer lift = new Lifting(group, 1, 3);
        assertThatThrownBy(() -> Network.of(Shape.of(1, 7, 7), Sequential.of(lift, new PlacePooling(group, 2))))
                .hasMessageContaining("place pooling")
                .hasMessageContaining("8 places");
        assertThatThrownBy(() -> Network.of(Shape.of(1, 7, 7), new GroupConvolution(group, 1, 3)))
                .hasMessageContaining("Lifting");
        assertThatThrownBy(() -> Network.of(Shape.of(1, 7, 7), Sequential.of(lift, new Lifting(group, 1, 3))))
                .hasMessageContaining("GroupConvolution");
        assertThatThrownBy(() ->
                        Network.of(Shape.of(1, 7, 7), Sequential.of(lift, new GroupConvolution(PointGroup.P4M, 1, 3))))
                .hasMessageContaining("[N, C, 8, H, W]");
        assertThatThrownBy(() -> Network.of(Shape.of(3), new GroupPooling())).hasMessageContaining("group pooling");
        assertThatThrownBy(() -> Network.of(Shape.of(3), new InvariantHead())).hasMessageContaining("invariant head");
    }

    /** Other steps are allowed where nothing turns. */
    @Test
    void theTrivialGroupMayLeavePlacesOut() {
        assertThat(Network.of(
                                Shape.of(1, 8, 7),
                                new Lifting(PointGroup.P1, 1, Lattice.of(3).stride(2)))
                        .output())
                .isEqualTo(Shape.of(1, 1, 3, 3));
    }
}
