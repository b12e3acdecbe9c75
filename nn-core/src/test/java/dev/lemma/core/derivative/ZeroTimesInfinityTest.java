package dev.lemma.core.derivative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.loss.Losses;
import java.util.Arrays;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A cotangent that is exactly 0 leaves no trace, however steep what it meets; limits at infinity are values. */
class ZeroTimesInfinityTest {

    private static final double INF = Double.POSITIVE_INFINITY;

    private static Stream<Arguments> functions() {
        UnaryOperator<Tensor> root = x -> Tensor.select(x.greaterThan(0), x.sqrt(), x);
        UnaryOperator<Tensor> log = x -> Tensor.select(x.greaterThan(0), x.log(), x.square());
        UnaryOperator<Tensor> reciprocal = x -> Tensor.select(x.equalTo(0), x, x.reciprocal());
        UnaryOperator<Tensor> exp = x -> Tensor.select(x.lessThan(0), x.square().exp(), x);
        UnaryOperator<Tensor> product =
                x -> Tensor.select(x.greaterThan(0), x, x.times(x.filled(INF)).times(x));
        UnaryOperator<Tensor> power = x -> x.pow(x.filled(0).times(x.sin().stopGradient()));
        UnaryOperator<Tensor> norm = x -> x.square().sqrt();
        return Stream.of(
                Arguments.of(Named.of("root, left", root), -4.0, 1, 1),
                Arguments.of(Named.of("root, left, twice", root), -4.0, 2, 0),
                Arguments.of(Named.of("root, left, three times", root), -4.0, 3, 0),
                Arguments.of(Named.of("log, left", log), -3.0, 1, -6),
                Arguments.of(Named.of("log at 0", log), 0.0, 2, 2),
                Arguments.of(Named.of("reciprocal at 0", reciprocal), 0.0, 1, 1),
                Arguments.of(Named.of("reciprocal at 0, twice", reciprocal), 0.0, 2, 0),
                Arguments.of(Named.of("exp beyond the range", exp), 1e3, 1, 1),
                Arguments.of(Named.of("exp beyond the range, twice", exp), 1e3, 2, 0),
                Arguments.of(Named.of("an infinite factor", product), 2.0, 1, 1),
                Arguments.of(Named.of("x to the 0", power), 0.0, 1, 0),
                Arguments.of(Named.of("x to the 0, twice", power), 0.0, 2, 0),
                Arguments.of(Named.of("the norm at 0", norm), 0.0, 1, 0));
    }

    @ParameterizedTest
    @MethodSource("functions")
    void leavesNoTrace(UnaryOperator<Tensor> f, double at, int order, double expected) {
        for (Executor executor : List.of(new ReferenceExecutor(), Fused.executor())) {
            for (DType type : DType.values()) {
                Array x = Array.of(Shape.of(1), new double[] {at}).as(type);
                Program reverse = Program.of(executor, in -> {
                    Tensor y = f.apply(in.get(0));
                    for (int i = 0; i < order; i++) {
                        y = Derivatives.vjp(y, in.get(0), y.filled(1));
                    }
                    return List.of(y);
                });
                Program forward = Program.of(executor, in -> {
                    Tensor y = f.apply(in.get(0));
                    for (int i = 0; i < order; i++) {
                        y = Derivatives.jvp(y, in.get(0), y.filled(1));
                    }
                    return List.of(y);
                });
                assertThat(reverse.call(x).get(0))
                        .as("reverse, %s, %s", executor.name(), type)
                        .isEqualTo(expected);
                assertThat(forward.call(x).get(0))
                        .as("forward, %s, %s", executor.name(), type)
                        .isEqualTo(expected);
            }
        }
    }

    private static Stream<Arguments> logits() {
        return Stream.of(
                Arguments.of(new double[] {INF, 0}, new double[] {1, 0}),
                Arguments.of(new double[] {-INF, -INF}, new double[] {0.5, 0.5}),
                Arguments.of(new double[] {-INF, 3}, new double[] {0, 1}),
                Arguments.of(new double[] {INF, INF}, new double[] {0.5, 0.5}),
                Arguments.of(new double[] {1e20, -1e20}, new double[] {1, 0}));
    }

    /** The gradient of log Σ exp is softmax, whose Jacobian is diag p − ppᵀ; log softmax has gradient 1 − k p. */
    @ParameterizedTest
    @MethodSource("logits")
    void sumsOfExponentialsHaveLimits(double[] x, double[] p) {
        for (DType type : DType.values()) {
            Array at = Array.of(Shape.of(2), x).as(type);
            assertThat(run(type, at, Tensor::logSumExp, 1)).containsExactly(p);
            assertThat(run(type, at, t -> t.softmax(0), 0)).containsExactly(p);
            double[] curvature = {p[0] * p[1] - p[0] * p[1], 0};
            assertThat(run(type, at, t -> Derivatives.vjp(t.logSumExp(), t, Tensor.constant(type, 1)), 1))
                    .containsExactly(curvature);
            double[] sums = {1 - 2 * p[0], 1 - 2 * p[1]};
            assertThat(run(type, at, t -> t.logSoftmax(0), 1)).containsExactly(sums);
        }
    }

    /** Zeros without their signs. */
    private static double[] run(DType type, Array at, UnaryOperator<Tensor> f, int order) {
        double[] values = Program.of(Fused.executor(), in -> {
                    Tensor y = f.apply(in.get(0));
                    return List.of(order == 0 ? y : Derivatives.vjp(y, in.get(0), y.filled(1)));
                })
                .call(at)
                .toDoubles();
        return Arrays.stream(values).map(v -> v + 0.0).toArray();
    }

    /** Loss and gradient of infinite scores that agree with the target. */
    @ParameterizedTest
    @MethodSource("agreeing")
    void lossesOfCertaintyThatIsRightAreZero(Losses loss, double[] scores, double target) {
        for (DType type : DType.values()) {
            Array f = Array.of(Shape.of(1, scores.length), scores).as(type);
            Array y = Array.of(Shape.of(1), new double[] {target}).as(type);
            List<Array> both = Program.of(Fused.executor(), in -> {
                        Tensor value = loss.apply(in.get(0), in.get(1)).sum();
                        return List.of(value, Derivatives.gradient(value, in.get(0)));
                    })
                    .callAll(List.of(f, y));
            assertThat(both.get(0).item()).as("%s", loss).isZero();
            assertThat(both.get(1).toDoubles()).as("gradient of %s", loss).containsOnly(0.0);
        }
    }

    private static Stream<Arguments> agreeing() {
        return Stream.of(
                Arguments.of(Losses.CROSS_ENTROPY, new double[] {0, INF, -INF}, 1.0),
                Arguments.of(Losses.CROSS_ENTROPY, new double[] {0, -INF}, 0.0),
                Arguments.of(Losses.MULTI_MARGIN, new double[] {0, INF}, 1.0),
                Arguments.of(Losses.BINARY_CROSS_ENTROPY, new double[] {INF}, 1.0),
                Arguments.of(Losses.BINARY_CROSS_ENTROPY, new double[] {-INF}, 0.0),
                Arguments.of(Losses.LOGISTIC, new double[] {INF}, 1.0),
                Arguments.of(Losses.LOGISTIC, new double[] {-INF}, -1.0),
                Arguments.of(Losses.HINGE, new double[] {-INF}, -1.0),
                Arguments.of(Losses.EXPONENTIAL, new double[] {INF}, 1.0));
    }

    private static Stream<Arguments> activations() {
        return Stream.of(
                Arguments.of(Activations.GELU, 0.0, INF, 0.0, 1.0),
                Arguments.of(Activations.GELU_TANH, 0.0, INF, 0.0, 1.0),
                Arguments.of(Activations.SILU, 0.0, INF, 0.0, 1.0),
                Arguments.of(Activations.MISH, 0.0, INF, 0.0, 1.0),
                Arguments.of(Activations.SOFTPLUS, 0.0, INF, 0.0, 1.0),
                Arguments.of(Activations.LOG_SIGMOID, -INF, 0.0, 1.0, 0.0),
                Arguments.of(Activations.RELU, 0.0, INF, 0.0, 1.0),
                Arguments.of(Activations.LEAKY_RELU, -INF, INF, 0.01, 1.0),
                Arguments.of(Activations.ELU, -1.0, INF, 0.0, 1.0),
                Arguments.of(Activations.SOFTSIGN, -1.0, 1.0, 0.0, 0.0),
                Arguments.of(Activations.TANH, -1.0, 1.0, 0.0, 0.0),
                Arguments.of(Activations.SIGMOID, 0.0, 1.0, 0.0, 0.0),
                Arguments.of(Activations.ERF, -1.0, 1.0, 0.0, 0.0),
                Arguments.of(Activations.GAUSSIAN, 0.0, 0.0, 0.0, 0.0));
    }

    @ParameterizedTest
    @MethodSource("activations")
    void activationsHaveLimits(Activations f, double left, double right, double slopeLeft, double slopeRight) {
        Array ends = Array.of(Shape.of(2), new double[] {-INF, INF});
        assertThat(run(DType.FLOAT64, ends, f::apply, 0)).containsExactly(left, right);
        assertThat(run(DType.FLOAT64, ends, f::apply, 1)).containsExactly(slopeLeft, slopeRight);
        assertThat(run(DType.FLOAT64, ends, x -> Derivatives.vjp(f.apply(x), x, x.filled(1)), 1))
                .as("curvature")
                .containsExactly(0, 0);
        Array far = Array.of(Shape.of(2), new double[] {-1e20, 1e20});
        for (DType type : DType.values()) {
            assertThat(run(type, far.as(type), f::apply, 1)).doesNotContain(Double.NaN);
        }
    }
}
