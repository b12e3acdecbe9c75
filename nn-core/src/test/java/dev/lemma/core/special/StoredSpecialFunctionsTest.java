package dev.lemma.core.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.special.SpecialFunctions;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.compiler.special.BesselFunction;
import dev.lemma.compiler.special.IncompleteBeta;
import dev.lemma.compiler.special.IncompleteGamma;
import dev.lemma.compiler.special.NormalLaw;
import dev.lemma.core.golden.Golden;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code reference/special} and {@code reference/linalg/special}: values and derivatives against mpmath. */
class StoredSpecialFunctionsTest {

    private static final Golden STORED = Golden.read("special/special");
    private static final Golden OLDER = Golden.read("linalg/special");

    private static final Map<String, UnaryOperator<Tensor>> FUNCTIONS = Map.of(
            "erfcx", SpecialFunctions::erfcx,
            "log_normal_cdf", SpecialFunctions::logNormalCdf,
            "normal_quantile", SpecialFunctions::normalQuantile,
            "sinh", SpecialFunctions::sinh);

    private static void close(String what, Array actual, Array x, Array expected, double tolerance) {
        for (int i = 0; i < expected.shape().size(); i++) {
            double error =
                    actual.get(i) == expected.get(i) ? 0 : Math.abs(actual.get(i) - expected.get(i)); // infinities
            assertThat(error)
                    .as(what + " at " + x.get(i) + ": got " + actual.get(i) + ", expected " + expected.get(i))
                    .isLessThanOrEqualTo(tolerance * Math.abs(expected.get(i)));
        }
    }

    @ParameterizedTest
    @CsvSource({"erfcx, 1e-13", "log_normal_cdf, 1e-13", "normal_quantile, 1e-13", "sinh, 1e-15"})
    void languageToThirdOrder(String name, double tolerance) {
        Array numbers = STORED.get(name + ".x");
        Tensor x = Tensor.input("x", DType.FLOAT64, numbers.shape().size());
        for (Executor executor : List.of(Fused.executor(), new ReferenceExecutor())) {
            Tensor y = FUNCTIONS.get(name).apply(x);
            for (int order = 0; order < 4; order++) {
                Array found = executor.open(Routine.of(List.of(x), List.of(y)))
                        .run(List.of(numbers))
                        .get(0);
                // The exponent q²/2 of the quantile's derivatives is of the size of 700; sums of the third order cancel
                // once.
                double allowed = order == 0 ? tolerance : tolerance * (name.equals("normal_quantile") ? 100 : 10);
                if (name.equals("log_normal_cdf") && order == 3) {
                    closeToLargest(found, numbers, STORED.get(name + ".d3"));
                } else {
                    close(name + " order " + order, found, numbers, STORED.get(name + ".d" + order), allowed);
                }
                y = Derivatives.gradient(y.sum(), x);
            }
        }
    }

    /** The third derivative of log Φ is a difference of terms of the size of the second over |x|. */
    private static void closeToLargest(Array found, Array x, Array expected) {
        for (int i = 0; i < expected.shape().size(); i++) {
            double size = Math.abs(expected.get(i)) + 1 / (1 + Math.abs(x.get(i)));
            assertThat(found.get(i)).isFinite();
            assertThat(Math.abs(found.get(i) - expected.get(i)) / size)
                    .as("at " + x.get(i))
                    .isLessThan(1e-12);
        }
    }

    @Test
    void float32KeepsItsAccuracy() {
        for (String name : FUNCTIONS.keySet()) {
            float[] narrow = STORED.get(name + ".x").toFloats();
            Tensor x = Tensor.input("x", DType.FLOAT32, narrow.length);
            Tensor wide = Tensor.input("x", DType.FLOAT64, narrow.length);
            Array numbers = Array.of(Shape.of(narrow.length), narrow);
            Array found = Fused.executor()
                    .open(Routine.of(List.of(x), List.of(FUNCTIONS.get(name).apply(x))))
                    .run(List.of(numbers))
                    .get(0);
            Array expected = new ReferenceExecutor()
                    .open(Routine.of(List.of(wide), List.of(FUNCTIONS.get(name).apply(wide))))
                    .run(List.of(numbers.as(DType.FLOAT64)))
                    .get(0);
            for (int i = 0; i < narrow.length; i++) {
                assertThat((float) found.get(i)).isEqualTo((float) expected.get(i));
            }
        }
    }

    @Test
    void olderData() {
        Array x = OLDER.get("x_erfcx");
        closeScalar("erfcx", x, dev.lemma.compiler.special.ScaledErrorFunction::erfcx, OLDER.get("erfcx"));
        Array z = OLDER.get("x");
        for (int i = 0; i < z.shape().size(); i++) {
            double expected = OLDER.get("log_ndtr").get(i);
            assertThat(Math.abs(NormalLaw.logCdf(z.get(i)) - expected))
                    .isLessThanOrEqualTo(Math.max(1e-14, 1e-13 * Math.abs(expected)));
        }
        Array p = OLDER.get("p");
        for (int i = 0; i < p.shape().size(); i++) {
            double expected = OLDER.get("ndtri").get(i);
            assertThat(Math.abs(NormalLaw.quantile(p.get(i)) - expected))
                    .isLessThanOrEqualTo(1e-13 * Math.abs(expected));
        }
        closeScalar("K_1.3", OLDER.get("x_bessel_k"), v -> BesselFunction.k(1.3, v), OLDER.get("bessel_k1_3"));
    }

    private static void closeScalar(String what, Array x, DoubleUnaryOperator f, Array expected) {
        double[] found = x.toDoubles();
        for (int i = 0; i < found.length; i++) {
            found[i] = f.applyAsDouble(found[i]);
        }
        close(what, Array.vector(found), x, expected, 1e-13);
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5, 1.3, 7, 40.25})
    void besselK(double order) {
        String name =
                "bessel_k_" + (order == Math.rint(order) ? Integer.toString((int) order) : Double.toString(order));
        Array x = STORED.get(name + ".x");
        close(name, BesselFunction.k(order, x), x, STORED.get(name + ".d0"), order > 30 ? 1e-12 : 1e-13);
        close(name, BesselFunction.k(-order, x), x, BesselFunction.k(order, x), 0);
        assertThat(BesselFunction.k(order, 0)).isInfinite();
        assertThat(BesselFunction.k(order, -1)).isNaN();
        assertThat(BesselFunction.k(order, 1e4)).isZero();
        // K_{1/2}(x) = √(π/2x) e⁻ˣ
        assertThat(BesselFunction.scaledK(0.5, 1e4) * Math.sqrt(2e4 / Math.PI)).isBetween(1 - 1e-14, 1 + 1e-14);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0.5", "2, 3", "30, 4", "120.5, 300"})
    void incompleteBeta(String a, String b) {
        String name = "beta_" + a + "_" + b;
        Array x = STORED.get(name + ".x");
        Array found = IncompleteBeta.lower(Double.parseDouble(a), Double.parseDouble(b), x);
        close(name, found, x, STORED.get(name + ".d0"), a.equals("120.5") ? 5e-12 : 2e-13);
        assertThatThrownBy(() -> IncompleteBeta.lower(1, 0, 0.5)).hasMessageContaining("b = 0");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.3", "1", "5.5", "80"})
    void incompleteGamma(String a) {
        Array x = STORED.get("gamma_upper_" + a + ".x");
        double order = Double.parseDouble(a);
        Array upper = STORED.get("gamma_upper_" + a + ".d0");
        Array lower = STORED.get("gamma_lower_" + a + ".d0");
        close("Q", IncompleteGamma.upper(order, x), x, upper, 5e-13);
        close("P", IncompleteGamma.lower(order, x), x, lower, 5e-13);
    }
}
