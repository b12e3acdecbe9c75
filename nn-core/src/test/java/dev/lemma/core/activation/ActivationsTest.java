package dev.lemma.core.activation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.derivative.DerivativeChecks;
import dev.lemma.core.golden.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ActivationsTest {

    private static final Golden GOLDEN = Golden.read("layers/activations");

    static List<Arguments> stored() {
        return List.of(
                Arguments.of("relu", Activations.RELU),
                Arguments.of("leaky_relu", Activations.LEAKY_RELU),
                Arguments.of("elu", Activations.ELU),
                Arguments.of("elu_1.7", Activations.elu(1.7)),
                Arguments.of("selu", Activations.SELU),
                Arguments.of("gelu", Activations.GELU),
                Arguments.of("gelu_tanh", Activations.GELU_TANH),
                Arguments.of("silu", Activations.SILU),
                Arguments.of("softplus", Activations.SOFTPLUS),
                Arguments.of("tanh", Activations.TANH),
                Arguments.of("sigmoid", Activations.SIGMOID),
                Arguments.of("log_sigmoid", Activations.LOG_SIGMOID),
                Arguments.of("erf", Activations.ERF),
                Arguments.of("mish", Activations.MISH),
                Arguments.of("sin", Activations.SIN),
                Arguments.of("softsign", Activations.SOFTSIGN),
                Arguments.of("exp_minus_square", Activations.GAUSSIAN));
    }

    /** Value and derivatives to the given order at x. */
    private static List<Array> derivatives(Activation activation, Array at, int order) {
        Tensor x = Tensor.input("x", at.type(), at.shape().extents());
        List<Tensor> all = new ArrayList<>();
        all.add(activation.apply(x));
        for (int k = 0; k < order; k++) {
            all.add(Derivatives.gradient(all.get(k).sum(), x));
        }
        return ReferenceExecutor.evaluate(all, Map.of(x, at));
    }

    @ParameterizedTest
    @MethodSource("stored")
    void equalsStoredValuesAndThreeDerivatives(String name, Activation activation) {
        Array x = GOLDEN.get("x");
        List<Array> computed = derivatives(activation, x, 3);
        for (int order = 0; order <= 3; order++) {
            Array expected = GOLDEN.get(name + (order == 0 ? ".y" : ".d" + order));
            for (int i = 0; i < x.shape().size(); i++) {
                double e = expected.get(i);
                if (Double.isNaN(e)) {
                    continue;
                }
                // Relative, and absolute where terms of the size of x cancel (σ′ = σ(1 − σ) near σ = 1, and its like).
                double allowed = 1e-13 * Math.abs(e)
                        + (order == 0 ? 1e-300 : 1e-15 * Math.max(1, Math.abs(x.get(i))) * Math.pow(16, order - 1));
                assertThat(Math.abs(computed.get(order).get(i) - e))
                        .as(name + ", derivative " + order + " at " + x.get(i) + ": got "
                                + computed.get(order).get(i) + ", expected " + e)
                        .isLessThanOrEqualTo(allowed);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isFiniteFarOut(Activations activation) {
        double[] far = {-1e3, -100, -40, 0, 1e-300, 40, 100, 1e3};
        for (DType type : DType.values()) {
            int order = activation == Activations.SOFTSIGN && type == DType.FLOAT32 ? 1 : 3;
            for (Array array : derivatives(activation, Array.vector(far).as(type), order)) {
                assertThat(array.isFinite())
                        .as(activation + " in " + type + ": " + array)
                        .isTrue();
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void agreesWithDifferences(Activations activation) {
        DerivativeChecks.check(activation.toString(), x -> activation.apply(x.get(0)), DerivativeChecks.away(7, 20));
    }

    @Test
    void polynomialByHorner() {
        Array y = derivatives(Activations.polynomial(1, -2, 0, 3), Array.vector(2, -1), 1)
                .get(0);
        assertThat(y.toDoubles()).containsExactly(1 - 4 + 24, 1 + 2 - 3);
        assertThat(derivatives(Activations.polynomial(1, -2, 0, 3), Array.vector(2, -1), 1)
                        .get(1)
                        .toDoubles())
                .containsExactly(-2 + 36, -2 + 9);
        assertThatThrownBy(() -> Activations.polynomial()).hasMessageContaining("coefficients");
    }

    @Test
    void heavisideIsOneAboveZeroOnly() {
        assertThat(derivatives(Activations.HEAVISIDE, Array.vector(-1, 0, 1e-9), 0)
                        .get(0)
                        .toDoubles())
                .containsExactly(0, 0, 1);
    }

    @Test
    void refusesOptionsThatAreNotNumbers() {
        assertThatThrownBy(() -> Activations.leakyRelu(Double.NaN))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("slope");
        assertThatThrownBy(() -> Activations.elu(Double.POSITIVE_INFINITY)).hasMessageContaining("alpha");
    }
}
