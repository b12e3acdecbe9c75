package dev.lemma.compiler.internal.elementary;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.internal.chain.Chain;
import dev.lemma.compiler.internal.chain.ChainBuilder;
import dev.lemma.compiler.internal.chain.ScalarInterpreter;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("executor")
class PowerTest {
    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        1,
        -1,
        2,
        -2,
        0.5,
        -0.5,
        3,
        -3,
        2.5,
        -2.5,
        1e-30,
        -1e-30,
        1e30,
        -1e30,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MIN_VALUE,
        -Double.MIN_VALUE,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Float.MIN_VALUE,
        Float.MAX_VALUE,
        0x1p23 - 0.5,
        0x1p23,
        0x1p23 + 1,
        0x1p24,
        -0x1p24 + 1,
        0x1p52 - 0.5,
        0x1p52 + 1,
        -0x1p52 - 1,
        0x1p53,
        0x1.000002p0,
        0x1.fffffep-1,
        1 + 0x1p-52,
        1 - 0x1p-53,
    };

    private static Chain chain(DType type) {
        ChainBuilder b = new ChainBuilder(type);
        b.store(Power.expand(b, b.input(false), b.input(false)));
        return b.build();
    }

    private static double power(double x, double y) {
        double[] z = new double[1];
        new ScalarInterpreter(chain(DType.FLOAT64)).run(new double[][] {{x}, {y}, z}, new int[3], new int[3], 1, 1);
        return z[0];
    }

    private static float power(float x, float y) {
        float[] z = new float[1];
        new ScalarInterpreter(chain(DType.FLOAT32)).run(new float[][] {{x}, {y}, z}, new int[3], new int[3], 1, 1);
        return z[0];
    }

    @Test
    void agreesWithGoldenValues() {
        for (Golden point : Golden.of("pow", 64)) {
            assertThat(point.ulps(power(point.x(), point.y()))).as("%s", point).isLessThan(1.4);
            assertThat(point.ulps(Power.at(point.x(), point.y())))
                    .as("%s", point)
                    .isLessThan(1);
        }
        for (Golden point : Golden.of("pow", 32)) {
            assertThat(point.ulps(power((float) point.x(), (float) point.y())))
                    .as("%s", point)
                    .isLessThan(1.3);
        }
    }

    @Test
    void specialArgumentsFollowMathPow() {
        for (double x : SPECIAL) {
            for (double y : SPECIAL) {
                double want = Math.pow(x, y);
                double got = power(x, y);
                if (Double.compare(got, want) != 0) {
                    assertThat(Math.abs(got - want) / Math.ulp(want))
                            .as("%s to the power %s: %s for %s", x, y, got, want)
                            .isLessThan(2);
                }
                float single = power((float) x, (float) y);
                assertThat(Ulps.ofFloat(single, Math.pow((float) x, (float) y)))
                        .as("%s to the power %s", (float) x, (float) y)
                        .isLessThan(2);
            }
        }
    }
}
