package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.io.Npz;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What broadcasts, drops the batch or lacks a state by accident is refused before anything is trained. */
class SilentShapesTest {

    private static final Loss ABSOLUTE = (p, t) -> p.minus(t).abs();

    private static Trainer trainer(Network net, Loss loss) {
        return Trainer.of(net, loss, Examples.descent(0.01)).batchSize(8).steps(2);
    }

    private static Network wide(int outputs) {
        return Network.of(Shape.of(3), new Dense(outputs)).as(DType.FLOAT64);
    }

    @Test
    void targetsThatBroadcastAgainstTheOutputsAreRefused() {
        Dataset column = Examples.linear(24, 3);
        Dataset flat = column.withTargets(column.targetArray().reshape(24));
        assertThatCode(() -> trainer(wide(1), ABSOLUTE).fit(column)).doesNotThrowAnyException();
        assertThatThrownBy(() -> trainer(wide(1), ABSOLUTE).fit(flat))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[7, 7]")
                .hasMessageContaining("reshape");
        // Where the batch is as large as the output the same loss would even write itself.
        assertThatThrownBy(() -> trainer(wide(8), ABSOLUTE).fit(flat)).isInstanceOf(ShapeException.class);
        Loss transposed = (p, t) -> p.minus(t).abs().sum(0);
        assertThatThrownBy(() -> trainer(wide(1), transposed).fit(column)).hasMessageContaining("[1]");
        Loss scalar = (p, t) -> p.minus(t).abs().sum();
        assertThatCode(() -> trainer(wide(1), scalar).fit(column)).doesNotThrowAnyException();
    }

    /** Outputs of 7 and 9 numbers: the number of samples that is tried is another. */
    @Test
    void everyWidthOfTheOutputIsAllowed() {
        for (int outputs : new int[] {1, 2, 7, 9, 11}) {
            Dataset data = Examples.linear(24, 3).withTargets(Array.zeros(DType.FLOAT64, Shape.of(24, outputs)));
            assertThatCode(() -> trainer(wide(outputs), ABSOLUTE).fit(data)).doesNotThrowAnyException();
        }
    }

    @Test
    void aLayerThatDropsTheBatchIsRefused() {
        Layer mean = (scope, x) -> x.mean(0);
        assertThatThrownBy(() -> Network.of(Shape.of(3), Sequential.of(new Dense(4), mean)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("its layers give [4]")
                .hasMessageContaining("is the batch");
        // With two samples and two numbers it goes unnoticed at first.
        Layer hidden = (scope, x) -> x.sum(0).reshape(2, 1);
        Network two = Network.of(Shape.of(2), hidden);
        assertThatThrownBy(() ->
                        two.apply(Tensor.input("theta", DType.FLOAT32, 0), Tensor.input("x", DType.FLOAT32, 5, 2)))
                .hasMessageContaining("[2, 1], expected [5, 1]");
    }

    @Test
    void oneClassAndNoParametersAreRefused() {
        Dataset classes = Examples.linear(24, 3).withTargets(Array.zeros(DType.FLOAT64, Shape.of(24)));
        for (Loss loss : List.of(Losses.CROSS_ENTROPY, Losses.MULTI_MARGIN, Losses.crossEntropy(0.1))) {
            assertThatThrownBy(() -> trainer(wide(1), loss).fit(classes))
                    .isInstanceOf(ShapeException.class)
                    .hasMessageContaining("of one class");
        }
        Network fixed = Network.of(Shape.of(1), Activations.TANH);
        assertThatThrownBy(() -> trainer(fixed, Losses.SQUARE).fit(Examples.linear(9, 1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("no parameters");
    }

    // ------------------------------------------------------------------ the same θ, other numbers

    @Test
    void noNetworkWithStatisticsIsEvaluatedWithoutThem() {
        Network net = Network.of(Shape.of(3), Sequential.of(new BatchNorm(), new Dense(1)))
                .as(DType.FLOAT64);
        Dataset data = Examples.linear(24, 3);
        Trained trained = trainer(net, Losses.SQUARE).steps(40).fit(data);
        Array x = data.featureArray();
        assertThatThrownBy(() -> net.values(trained.thetaArray(), x))
                .hasMessageContaining("0/mean")
                .hasMessageContaining("values(theta, state, x)")
                .hasMessageContaining("withState");
        assertThatThrownBy(() -> net.apply(
                        Tensor.input("theta", DType.FLOAT64, net.parameterCount()),
                        Tensor.input("x", DType.FLOAT64, 2, 3)))
                .hasMessageContaining("running statistics");
        assertThatThrownBy(() -> net.values(trained.thetaArray(), Array.vector(1), x))
                .hasMessageContaining("state has 1");

        double[] expected = trained.predict(x).toDoubles();
        assertThat(net.values(trained.thetaArray(), net.initialState(), x).toDoubles())
                .isNotEqualTo(expected);
        assertThat(trained.fixed().stateCount()).isZero();
        assertThat(trained.fixed().values(trained.thetaArray(), x).toDoubles())
                .containsExactly(expected, within(1e-14));
        assertThat(trained.fixed().parameters()).isEqualTo(net.parameters());
        Program written = Program.of(Fused.executor(), in -> List.of(trained.apply(in.get(0))));
        assertThat(written.call(x).toDoubles()).containsExactly(expected, within(1e-14));
    }

    /** 33 examples in batches of 32: the last batch has one number per channel and no variance. */
    @Test
    void aSingleNumberPerChannelLeavesTheStatisticsAlone() {
        Network net = Network.of(Shape.of(3), Sequential.of(new BatchNorm(), new Dense(1)))
                .as(DType.FLOAT64);
        Dataset data = Examples.linear(33, 3);
        Trainer trainer = Trainer.of(net, Losses.SQUARE, Examples.descent(0.01)).batchSize(32);
        assertThat(trainer.steps(2).fit(data).stateArray())
                .isEqualTo(trainer.steps(1).fit(data).stateArray());
        assertThat(trainer.steps(3).fit(data).stateArray())
                .isNotEqualTo(trainer.steps(1).fit(data).stateArray());
    }

    // ------------------------------------------------------------------ numbers from files

    @Test
    void parametersThatAreNotFiniteAreNotLoaded(@TempDir Path folder) {
        Network net = wide(1);
        Map<String, Array> named = new LinkedHashMap<>(net.named(net.initialArray(Key.of(0))));
        named.replaceAll((name, array) -> name.endsWith("bias") ? Array.vector(1e300) : array);
        Npz.write(folder.resolve("large.npz"), named);
        assertThat(Trained.load(net, folder.resolve("large.npz")).thetaArray().get(3))
                .isEqualTo(1e300);
        assertThatThrownBy(() -> Trained.load(net.as(DType.FLOAT32), folder.resolve("large.npz")))
                .hasMessageContaining("\"bias\"")
                .hasMessageContaining("FLOAT64");
        named.replaceAll((name, array) -> name.endsWith("bias") ? Array.vector(Double.NaN) : array);
        Npz.write(folder.resolve("nan.npz"), named);
        assertThatThrownBy(() -> Trained.load(net, folder.resolve("nan.npz"))).hasMessageContaining("not finite");
        assertThatThrownBy(() -> net.named(Array.vector(1, 2))).hasMessageContaining("theta has 2 numbers, expected 4");
    }
}
