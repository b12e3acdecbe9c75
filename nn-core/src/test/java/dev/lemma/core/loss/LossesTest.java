package dev.lemma.core.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.derivative.DerivativeChecks;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class LossesTest {

    private static final Array CLASSES = Array.vector(2, 0, 1, 2);

    /** Losses with predictions and targets that suit them. */
    static List<Arguments> losses() {
        Array scores = DerivativeChecks.away(1, 4, 3);
        Array values = DerivativeChecks.away(2, 4, 3);
        Array signs = Array.of(Shape.of(4, 1), new double[] {1, -1, -1, 1});
        Array margins = DerivativeChecks.away(3, 4, 1);
        Array share = Array.of(Shape.of(4, 1), new double[] {1, 0, 0.3, 1});
        return List.of(
                Arguments.of(Losses.SQUARE, scores, values),
                Arguments.of(Losses.HALF_SQUARE, scores, values),
                Arguments.of(Losses.ABSOLUTE, scores, values),
                Arguments.of(Losses.huber(0.7), scores, values),
                Arguments.of(Losses.HINGE, margins, signs),
                Arguments.of(Losses.SQUARED_HINGE, margins, signs),
                Arguments.of(Losses.LOGISTIC, margins, signs),
                Arguments.of(Losses.EXPONENTIAL, margins, signs),
                Arguments.of(Losses.CROSS_ENTROPY, scores, CLASSES),
                Arguments.of(Losses.crossEntropy(0.1), scores, CLASSES),
                Arguments.of(Losses.BINARY_CROSS_ENTROPY, margins, share),
                Arguments.of(Losses.binaryCrossEntropy(2), margins, share),
                Arguments.of(Losses.MULTI_MARGIN, scores, CLASSES),
                Arguments.of(Losses.GAUSSIAN, DerivativeChecks.away(4, 4, 6), values),
                Arguments.of(Losses.ZERO_ONE, scores, CLASSES));
    }

    @ParameterizedTest
    @MethodSource("losses")
    void agreesWithDifferences(Loss loss, Array prediction, Array target) {
        DerivativeChecks.check(loss.toString(), x -> loss.apply(x.get(0), Tensor.literal(target)), prediction);
    }

    @Test
    void softTargetsHaveDerivativesToo() {
        DerivativeChecks.check(
                "cross-entropy",
                x -> Losses.CROSS_ENTROPY.apply(x.get(0), x.get(1)),
                DerivativeChecks.away(1, 4, 3),
                DerivativeChecks.away(2, 4, 3));
    }

    @Test
    void divergencesAgreeWithDifferences() {
        DerivativeChecks.check(
                "kl",
                x -> Divergences.gaussian(x.get(0), x.get(1), x.get(2), x.get(3)),
                DerivativeChecks.away(1, 2, 3),
                DerivativeChecks.away(2, 2, 3),
                DerivativeChecks.away(3, 2, 3),
                DerivativeChecks.away(4, 2, 3));
        DerivativeChecks.check(
                "kl to the standard normal law",
                x -> Divergences.standardGaussian(x.get(0), x.get(1)),
                DerivativeChecks.away(1, 2, 3),
                DerivativeChecks.away(2, 2, 3));
    }

    @Test
    void divergencesAgreeWithEachOther() {
        Tensor m = Tensor.literal(DerivativeChecks.normal(1, 5, 3));
        Tensor l = Tensor.literal(DerivativeChecks.normal(2, 5, 3));
        List<Array> numbers = ReferenceExecutor.evaluate(
                List.of(Divergences.standardGaussian(m, l), Divergences.gaussian(m, l, m.filled(0), l.filled(0))),
                Map.of());
        for (int i = 0; i < 5; i++) {
            assertThat(numbers.get(0).get(i)).isCloseTo(numbers.get(1).get(i), within(1e-14));
            assertThat(numbers.get(0).get(i)).isPositive();
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Losses.class,
            names = {"EXPONENTIAL", "GAUSSIAN"},
            mode = EnumSource.Mode.EXCLUDE)
    void isFiniteAtExtremeLogits(Losses loss) {
        boolean classes = loss == Losses.CROSS_ENTROPY || loss == Losses.MULTI_MARGIN || loss == Losses.ZERO_ONE;
        for (DType type : DType.values()) {
            Array prediction = Array.matrix(
                            new double[][] {{1e3, -1e3, 0}, {-1e3, 1e3, 1e3}, {1e3, 1e3, 1e3}, {-1e3, 0, 1}})
                    .as(type);
            Array target = classes
                    ? CLASSES.as(type)
                    : Array.matrix(new double[][] {{1, 1, 1}, {1, 0, 1}, {0, 0, 0}, {1, 0, 1}})
                            .as(type);
            Tensor p = Tensor.input("p", type, 4, 3);
            Tensor value = loss.apply(p, Tensor.literal(target));
            Tensor gradient = Derivatives.gradient(value.mean(), p);
            Tensor second = Derivatives.hessianVector(value.mean(), p, p.filled(1));
            for (Array array : ReferenceExecutor.evaluate(List.of(value, gradient, second), Map.of(p, prediction))) {
                assertThat(array.isFinite())
                        .as(loss + " in " + type + ": " + array)
                        .isTrue();
            }
        }
    }

    @Test
    void oneNumberPerSampleOrEntry() {
        Tensor f = Tensor.input("f", DType.FLOAT64, 4, 3);
        assertThat(Losses.SQUARE.apply(f, f).shape()).isEqualTo(Shape.of(4, 3));
        assertThat(Losses.CROSS_ENTROPY.apply(f, Tensor.literal(CLASSES)).shape())
                .isEqualTo(Shape.of(4));
        assertThat(Losses.CROSS_ENTROPY.apply(f, f).shape()).isEqualTo(Shape.of(4));
        assertThat(Losses.crossEntropy(0.1)
                        .apply(f.reshape(2, 2, 3), Tensor.literal(CLASSES).reshape(2, 2))
                        .shape())
                .isEqualTo(Shape.of(2, 2));
        assertThat(Losses.SQUARE.risk(f, f).shape()).isEqualTo(Shape.scalar());
    }

    @Test
    void zeroOneCountsMistakes() {
        Array scores = Array.matrix(new double[][] {{0, 1, 5}, {3, 3, 0}, {3, 1, 2}, {0, 9, 1}});
        assertThat(value(Losses.ZERO_ONE.apply(Tensor.literal(scores), Tensor.literal(CLASSES))))
                .isEqualTo(Array.vector(0, 0, 1, 1));
        Tensor binary = Tensor.literal(Array.of(Shape.of(4, 1), new double[] {0.3, -2, 1, 0}));
        Tensor signs = Tensor.literal(Array.vector(1, -1, -1, 1));
        assertThat(value(Losses.ZERO_ONE.apply(binary, signs)).toDoubles()).containsExactly(0, 0, 1, 1);
        Tensor edges = Tensor.literal(Array.vector(0, Double.NaN, Double.NEGATIVE_INFINITY));
        assertThat(value(Losses.ZERO_ONE.apply(edges, Tensor.literal(Array.vector(-1, 1, -1))))
                        .toDoubles())
                .containsExactly(0, Double.NaN, 0);
        Tensor rows = Tensor.literal(Array.matrix(new double[][] {{Double.NaN, 1}, {Double.POSITIVE_INFINITY, 1}}));
        assertThat(value(Losses.ZERO_ONE.apply(rows, Tensor.literal(Array.vector(1, 0))))
                        .toDoubles())
                .containsExactly(Double.NaN, 0);
    }

    private static Array value(Tensor tensor) {
        return ReferenceExecutor.evaluate(List.of(tensor), Map.of()).get(0);
    }

    @Test
    void targetsAreNeverBroadcast() {
        Tensor f = Tensor.input("f", DType.FLOAT64, 4, 1);
        Tensor y = Tensor.input("y", DType.FLOAT64, 4);
        assertThat(Losses.SQUARE.apply(f, y).shape()).isEqualTo(Shape.of(4, 1));
        Tensor wide = Tensor.input("f", DType.FLOAT64, 4, 3);
        assertThatThrownBy(() -> Losses.SQUARE.apply(wide, y))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[4, 3]")
                .hasMessageContaining("[4]");
        assertThatThrownBy(() -> Losses.CROSS_ENTROPY.apply(wide, Tensor.input("y", DType.FLOAT64, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("whole numbers");
        assertThatThrownBy(() -> Losses.MULTI_MARGIN.apply(wide, wide)).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> Losses.GAUSSIAN.apply(wide, wide)).hasMessageContaining("log variances");
        assertThatThrownBy(() -> Losses.huber(0)).hasMessageContaining("delta");
        assertThatThrownBy(() -> Losses.crossEntropy(1)).hasMessageContaining("smoothing");
    }

    @Test
    void regularizersAndPruning() {
        Array theta = DerivativeChecks.away(1, 50);
        for (Regularizer regularizer : List.of(
                Regularizers.l2(0.3), Regularizers.l1(0.3), Regularizers.distance(0.3, Array.vector(new double[50])))) {
            DerivativeChecks.check("penalty", x -> regularizer.penalty(x.get(0)), theta);
        }
        Tensor at = Tensor.literal(Array.vector(3, 4));
        assertThat(value(Regularizers.l2(0.1).penalty(at)).item()).isCloseTo(1.25, within(1e-15));
        assertThat(value(Regularizers.distance(0.1, Array.vector(3, 0)).penalty(at))
                        .item())
                .isCloseTo(0.8, within(1e-15));

        Pruning pruning = Pruning.random(2000, 0.9, Key.of(5));
        // 2000·0.1 kept, standard deviation 13.4.
        assertThat(pruning.kept()).isBetween(140, 260);
        assertThat(Pruning.random(2000, 0.9, Key.of(5)).mask()).isEqualTo(pruning.mask());
        Tensor x = Tensor.input("theta", DType.FLOAT64, 2000);
        Array ones = Array.full(DType.FLOAT64, Shape.of(2000), 1);
        Tensor gradient = Derivatives.gradient(pruning.apply(x).square().sum().times(0.5), x);
        assertThat(ReferenceExecutor.evaluate(List.of(gradient), Map.of(x, ones))
                        .get(0))
                .isEqualTo(pruning.mask());
        assertThat(pruning.apply(ones)).isEqualTo(pruning.mask());
    }
}
