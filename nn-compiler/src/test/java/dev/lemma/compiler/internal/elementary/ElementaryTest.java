package dev.lemma.compiler.internal.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Unary;
import dev.lemma.compiler.internal.definition.ElementwiseDefinitions;
import dev.lemma.compiler.special.GammaFunction;
import java.util.List;
import java.util.Locale;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("executor")
class ElementaryTest {
    /** Function, largest error in ulp allowed in float32 and in float64; measured maxima lie 5 to 30 % below. */
    private static final String BOUNDS = """
            exp, 1.1, 1.1
            expm1, 1.6, 1.6
            log, 1.1, 1.0
            log1p, 1.6, 1.6
            tanh, 1.6, 1.7
            sigmoid, 1.7, 1.7
            log_sigmoid, 2.0, 1.9
            softplus, 2.0, 1.9
            erf, 1.8, 1.8
            erfc, 2.0, 2.0
            sin, 1.8, 1.8
            cos, 1.8, 1.8
            atan, 1.4, 1.4
            """;

    private static Expansion function(String name) {
        return switch (name) {
            case "digamma" -> Elementary.polygamma(0);
            case "trigamma" -> Elementary.polygamma(1);
            default -> Elementary.valueOf(name.toUpperCase(Locale.ROOT));
        };
    }

    private static double defined(Elementary f, double x) {
        return ElementwiseDefinitions.of(Unary.valueOf(f.name())).applyAsDouble(x);
    }

    @ParameterizedTest
    @CsvSource(textBlock = BOUNDS)
    void float32AgreesWithGoldenValues(String name, double bound) {
        for (Golden point : Golden.of(name, 32)) {
            assertThat(point.ulps(Expanded.run(function(name), (float) point.x())[0]))
                    .as("%s", point)
                    .isLessThan(bound);
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = BOUNDS)
    void float64AgreesWithGoldenValues(String name, double ignored, double bound) {
        for (Golden point : Golden.of(name, 64)) {
            assertThat(point.ulps(Expanded.run(function(name), point.x())[0]))
                    .as("%s", point)
                    .isLessThan(bound);
        }
    }

    /** The scalar double definitions have errors of 1e-8 float ulp and can judge any number of floats. */
    @ParameterizedTest
    @CsvSource(textBlock = BOUNDS)
    void float32AgreesWithTheScalarDefinitionOnFloatsOfAllExponents(String name, double bound) {
        Elementary f = (Elementary) function(name);
        int n = 1 << 18;
        float[] x = new float[n];
        for (int i = 0; i < n; i++) { // odd i: every 32768th float; even i: the range where something happens
            x[i] = i % 2 == 1
                    ? Float.intBitsToFloat(i * (1 << 14) + i % 101)
                    : (float) ((i / (double) n - 0.5) * (i % 8 == 0 ? 2 : i % 8 == 2 ? 8 : i % 8 == 4 ? 30 : 220));
        }
        float[] y = Expanded.run(f, x);
        double worst = 0;
        float at = 0;
        for (int i = 0; i < n; i++) {
            double error = Ulps.ofFloat(y[i], defined(f, x[i]));
            if (error > worst) {
                worst = error;
                at = x[i];
            }
        }
        assertThat(worst).as("largest error, at %s", at).isLessThan(bound);
    }

    @ParameterizedTest
    @EnumSource
    void specialArgumentsAreThoseOfTheScalarDefinition(Elementary f) {
        specialArguments(f.name(), f, x -> defined(f, x));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void specialArgumentsOfPolygammaAreThoseOfTheScalarDefinition(int order) {
        specialArguments("polygamma " + order, Elementary.polygamma(order), x -> GammaFunction.polygamma(order, x));
    }

    private static void specialArguments(String name, Expansion f, DoubleUnaryOperator definition) {
        double[] special = {
            0.0,
            -0.0,
            1,
            -1,
            Double.NaN,
            Double.POSITIVE_INFINITY,
            Double.NEGATIVE_INFINITY,
            Double.MAX_VALUE,
            -Double.MAX_VALUE,
        };
        double[] y = Expanded.run(f, special);
        for (int i = 0; i < special.length; i++) {
            double want = definition.applyAsDouble(special[i]);
            if (Double.isNaN(want) || Double.isInfinite(want) || want == 0) {
                assertThat(Double.valueOf(y[i]))
                        .as("%s at %s", name, special[i])
                        .isEqualTo(Double.valueOf(want));
            } else {
                assertThat(Math.abs(y[i] - want) / Math.ulp(want))
                        .as("%s at %s", name, special[i])
                        .isLessThan(2.5);
            }
            float single = (float) special[i];
            assertThat(Ulps.ofFloat(Expanded.run(f, single)[0], definition.applyAsDouble(single)))
                    .as("%s at float %s", name, single)
                    .isLessThanOrEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"FLOOR", "CEIL", "ROUND", "SIGN", "SQRT", "ABS", "NEGATE"})
    void roundingAndItsLikeAreExact(Elementary f) {
        for (int e = -149; e <= 127; e++) {
            for (double m :
                    new double[] {1, 1.25, 1.5, 1.75, 1.9999998807907104, -1, -1.25, -1.5, -1.75, -1.9999998807907104
                    }) {
                double x = m * Math.pow(2, e);
                assertThat(Double.valueOf(Expanded.run(f, x)[0]))
                        .as("%s at %s", f, x)
                        .isEqualTo(Double.valueOf(defined(f, x)));
                assertThat(Float.valueOf(Expanded.run(f, (float) x)[0]))
                        .as("%s at float %s", f, x)
                        .isEqualTo(Float.valueOf((float) defined(f, (float) x)));
            }
        }
        for (double whole : new double[] {0x1p22, 0x1p23, 0x1p51, 0x1p52, 0x1p53}) {
            for (double x : new double[] {whole - 0.5, whole - 0.25, whole + 0.5, whole + 1, whole + 1.5}) {
                assertThat(Double.valueOf(Expanded.run(f, x)[0]))
                        .as("%s at %s", f, x)
                        .isEqualTo(Double.valueOf(defined(f, x)));
                assertThat(Float.valueOf(Expanded.run(f, (float) -x)[0]))
                        .as("%s at float %s", f, -x)
                        .isEqualTo(Float.valueOf((float) defined(f, (float) -x)));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"log_gamma", "digamma", "trigamma"})
    void gammaFamilyIsWithinAnUlpInFloat32(String name) {
        for (Golden point : Golden.of(name, 32)) {
            if (point.x() > 0) {
                assertThat(point.ulps(Expanded.run(function(name), (float) point.x())[0]))
                        .as("%s", point)
                        .isLessThan(0.51);
            }
        }
    }

    @Test
    void oddFunctionsAreOddToTheBit() {
        for (Elementary f : List.of(Elementary.TANH, Elementary.ERF, Elementary.SIN, Elementary.ATAN)) {
            for (double x = 0x1p-20; x < 300; x *= 1.37) {
                assertThat(Expanded.run(f, -x)[0]).isEqualTo(-Expanded.run(f, x)[0]);
                assertThat(Expanded.run(f, (float) -x)[0]).isEqualTo(-Expanded.run(f, (float) x)[0]);
            }
        }
    }

    /** Where tanh changes its formula, and where it changes the power of two: a step back would be seen by line searches. */
    @ParameterizedTest
    @ValueSource(doubles = {0.625, 0.8664339756999316})
    void tanhStepsBackByAnUlpAtMost(double middle) {
        int n = 2000;
        double[] x = new double[n];
        float[] single = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = middle + (i - n / 2) * Math.ulp(middle);
            single[i] = (float) middle + (i - n / 2) * Math.ulp((float) middle);
        }
        double[] y = Expanded.run(Elementary.TANH, x);
        float[] z = Expanded.run(Elementary.TANH, single);
        for (int i = 1; i < n; i++) {
            assertThat(y[i]).as("tanh %s", x[i]).isGreaterThanOrEqualTo(Math.nextDown(y[i - 1]));
            assertThat(z[i]).as("tanh %s as float", single[i]).isGreaterThanOrEqualTo(Math.nextDown(z[i - 1]));
        }
    }

    /** An added constant of tanh keeps the sign of zero; it must not be seen in the smallest numbers. */
    @Test
    void tanhOfTinyNumbersIsTheNumber() {
        for (int e = -1074; e < -27; e++) {
            double x = Math.scalb(1.0, e);
            assertThat(Expanded.run(Elementary.TANH, -x)[0]).isEqualTo(-x);
            if (e >= -149 && e < -13) {
                assertThat(Expanded.run(Elementary.TANH, (float) -x)[0]).isEqualTo((float) -x);
            }
        }
    }

    /** Costs are estimated vector instructions; the numbers are what was reached, so that a slower formula is noticed. */
    @ParameterizedTest
    @CsvSource({
        "EXP, 23, 28",
        "LOG, 31, 41",
        "TANH, 28, 32",
        "SIGMOID, 37, 42",
        "SOFTPLUS, 36, 52",
        "ERF, 33, 57",
        "SIN, 22, 25",
        "COS, 22, 25",
        "ERFC, 72, 95"
    })
    void costsStaySmall(Elementary f, int float32, int float64) {
        int loadAndStore = 2;
        assertThat(Expanded.chain(f, DType.FLOAT32).cost()).isLessThanOrEqualTo(float32 + loadAndStore);
        assertThat(Expanded.chain(f, DType.FLOAT64).cost()).isLessThanOrEqualTo(float64 + loadAndStore);
    }

    @Test
    void everyUnaryOperationHasItsFunction() {
        for (Unary op : Unary.values()) {
            assertThat(Elementary.of(op).name()).isEqualTo(op.name());
        }
    }

    @Test
    void polygammaKernelsOfEqualOrderAreEqual() {
        assertThat(Expanded.chain(Elementary.polygamma(3), DType.FLOAT32))
                .isEqualTo(Expanded.chain(Elementary.polygamma(3), DType.FLOAT32))
                .isNotEqualTo(Expanded.chain(Elementary.polygamma(2), DType.FLOAT32));
    }
}
