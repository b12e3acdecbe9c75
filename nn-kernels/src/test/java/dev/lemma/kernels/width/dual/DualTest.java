package dev.lemma.kernels.width.dual;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.Region;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.compiler.scalar.ScalarFunction;
import dev.lemma.core.activation.Activations;
import dev.lemma.testkit.golden.Golden;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Gaussian expectations against values of a 40-digit computation, closed forms against quadrature of the same expression. */
class DualTest {

    private static Region region(Activation f) {
        Tensor x = Tensor.input("x", DType.FLOAT64);
        return new Region(x, f.apply(x));
    }

    private static QuadratureDual quadrature(Activation f) {
        return new QuadratureDual(ScalarFunction.of(region(f)));
    }

    /** T and Ṫ. */
    private static double[][] evaluate(Dual dual, double[] q1, double[] q2, double[] less, double[] more) {
        int n = q1.length;
        Tensor[] in = new Tensor[4];
        double[][] numbers = {q1, q2, less, more};
        Map<Tensor, Array> values = new java.util.IdentityHashMap<>();
        for (int i = 0; i < 4; i++) {
            in[i] = Tensor.input("in" + i, DType.FLOAT64, n);
            values.put(in[i], Array.of(Shape.of(n), numbers[i]));
        }
        Tensor k = in[0].times(in[1]).sqrt().times(in[3].minus(in[2]).times(0.5));
        Pair pair = new Pair(in[0], in[1], k, in[2], in[3]);
        List<Array> results = ReferenceExecutor.evaluate(List.of(dual.product(pair), dual.slope(pair)), values);
        return new double[][] {results.get(0).toDoubles(), results.get(1).toDoubles()};
    }

    private static Activation activation(String name) {
        return switch (name) {
            case "leaky_relu" -> Activations.leakyRelu(0.1);
            case "abs" -> Tensor::abs;
            case "sigmoid_like" ->
                x -> x.times(1 / 2.4020563531719796).erf().plus(1).times(0.5);
            default -> Activations.valueOf(name.toUpperCase(java.util.Locale.ROOT));
        };
    }

    static Stream<Arguments> stored() {
        return Stream.of("relu", "leaky_relu", "abs", "erf", "gelu", "sigmoid_like", "sin", "cos", "identity")
                .map(Arguments::of);
    }

    @ParameterizedTest
    @MethodSource("stored")
    void closedFormsEqualTheStoredValues(String name) {
        Golden golden = Golden.read("ntk/duals");
        Dual dual = Dual.of(region(activation(name)));
        assertThat(dual).isNotInstanceOf(QuadratureDual.class);
        check(golden, name, dual, 1e-12);
    }

    @ParameterizedTest
    @ValueSource(strings = {"relu", "abs", "gelu", "sin"})
    void quadratureOfTheExpressionEqualsTheStoredValues(String name) {
        check(Golden.read("ntk/duals"), name, quadrature(activation(name)), 4e-12);
    }

    private static void check(Golden golden, String name, Dual dual, double tolerance) {
        double[] rho = golden.get("rho").toDoubles();
        double[] less = new double[rho.length];
        double[] more = new double[rho.length];
        for (int i = 0; i < rho.length; i++) {
            less[i] = 1 - rho[i];
            more[i] = 1 + rho[i];
        }
        double[] q1 = golden.get("q1").toDoubles();
        double[] q2 = golden.get("q2").toDoubles();
        double[][] values = evaluate(dual, q1, q2, less, more);
        double[] t = golden.get(name + ".T").toDoubles();
        double[] slope = golden.get(name + ".Tdot").toDoubles();
        for (int i = 0; i < rho.length; i++) {
            String what = name + " q1 " + q1[i] + " q2 " + q2[i] + " rho " + rho[i];
            assertThat(values[0][i])
                    .as("T " + what)
                    .isCloseTo(
                            t[i],
                            within(tolerance * Math.max(Math.abs(t[i]), 1e-3 * Math.sqrt(Math.min(1, q1[i] * q2[i])))));
            assertThat(values[1][i])
                    .as("slope " + what)
                    .isCloseTo(slope[i], within(tolerance * Math.max(Math.abs(slope[i]), 1e-3)));
        }
    }

    /** T and Ṫ at (1, 1, ½), (1, 2, ½), (1, 1, 1); from nested quadrature at high precision. */
    @ParameterizedTest
    @CsvSource({
        "TANH, .186324413203, .384747028441, .146754115460, .299172021393, .394294490398, .464402902448",
        "SIGMOID, .271428325632, .043190020462, .268812465054, .037839981667, .293379035858, .044836241350",
        "SILU, .183169663088, .312279615294, .212454704414, .299875245022, .355775519817, .379482351633",
        "ELU, .324783648957, .617184210078, .323641798869, .572995983948, .644945417493, .668102001223",
        "GELU, .227294915022, .342267242459, .271337546274, .316143890227, .425221482570, .455850865649",
        "SIN, .191700249782, .414830409931, .116272078967, .251607362204, .432332358382, .567667641618"
    })
    void tableOfValues(String name, double t1, double s1, double t2, double s2, double t3, double s3) {
        // Covariance ½ in all: ρ = ½/√2 for variances 1 and 2.
        double rho = 0.5 / Math.sqrt(2);
        double[][] values = evaluate(
                Dual.of(region(Activations.valueOf(name))),
                new double[] {1, 1, 1},
                new double[] {1, 2, 1},
                new double[] {0.5, 1 - rho, 0},
                new double[] {1.5, 1 + rho, 2});
        assertThat(values[0]).containsExactly(new double[] {t1, t2, t3}, within(1e-11));
        assertThat(values[1]).containsExactly(new double[] {s1, s2, s3}, within(1e-11));
    }

    /** A kink nobody has declared, away from zero: T and Ṫ of clamp(x, −1, 6) by its second derivative, an integral over ρ of normal densities. */
    @Test
    void kinksAreFoundInTheExpression() {
        Activation clamp = x -> x.maximum(-1).minimum(6);
        assertThat(ScalarFunction.of(region(clamp)).kinks(-10, 10)).containsExactly(-1, 6);
        double[][] values = evaluate(
                quadrature(clamp), new double[] {1, 1}, new double[] {1, 1}, new double[] {1, 0.5}, new double[] {1, 1.5
                });
        // At ρ = 0, T = m² and Ṫ = P(−1 < u < 6)².
        double mean = dev.lemma.compiler.special.ErrorFunction.erf(1 / Math.sqrt(2));
        double below = 0.5 - 0.5 * mean;
        double density = Math.exp(-0.5) / Math.sqrt(2 * Math.PI);
        double expected = -below + density - Math.exp(-18) / Math.sqrt(2 * Math.PI);
        assertThat(values[0][0]).isCloseTo(expected * expected, within(1e-8));
        assertThat(values[1][0]).isCloseTo((1 - below) * (1 - below), within(1e-8));
    }
}
