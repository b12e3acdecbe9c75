package dev.lemma.compiler.special;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.compiler.internal.elementary.Golden;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("executor")
class SpecialFunctionsTest {

    private static void withinUlps(String name, DoubleUnaryOperator f, double bound) {
        for (Golden point : Golden.of(name, 64)) {
            assertThat(point.ulps(f.applyAsDouble(point.x()))).as("%s", point).isLessThan(bound);
        }
    }

    private static void withinRelative(String name, DoubleUnaryOperator f, double bound) {
        for (Golden point : Golden.of(name, 64)) {
            double error = point.relative(f.applyAsDouble(point.x()));
            double scale = point.x() < 0 ? Math.max(1, 1 / Math.abs(point.value())) : 1;
            assertThat(error).as("%s", point).isLessThan(bound * scale);
        }
    }

    @Test
    void logisticFamily() {
        withinUlps("sigmoid", LogisticFunction::sigmoid, 1.7);
        withinUlps("softplus", LogisticFunction::softplus, 1.7);
        withinUlps("log_sigmoid", LogisticFunction::logSigmoid, 1.7);
    }

    @Test
    void errorFunctions() {
        withinUlps("erf", ErrorFunction::erf, 1.2);
        withinUlps("erfc", ErrorFunction::erfc, 1.7);
        assertThat(ErrorFunction.normalCdf(-1.959963984540054)).isCloseTo(0.025, within(1e-16));
        assertThat(ErrorFunction.normalCdf(0)).isEqualTo(0.5);
    }

    @Test
    void gammaFamily() {
        withinRelative("log_gamma", GammaFunction::logGamma, 4e-15);
        withinRelative("digamma", GammaFunction::digamma, 4e-15);
        withinRelative("trigamma", GammaFunction::trigamma, 4e-15);
        withinRelative("polygamma3", x -> GammaFunction.polygamma(3, x), 2e-14);
    }

    @Test
    void polygammasAreDerivativesOfEachOther() {
        for (int n = 0; n < 6; n++) {
            for (double x : new double[] {-2.3, -0.6, 0.4, 1.5, 7, 25}) {
                double h = 1e-4;
                double slope = (GammaFunction.polygamma(n, x + h) - GammaFunction.polygamma(n, x - h)) / (2 * h);
                double want = GammaFunction.polygamma(n + 1, x);
                assertThat(slope).as("order %s at %s", n, x).isCloseTo(want, within(1e-5 * Math.abs(want)));
            }
        }
    }

    @Test
    void poles() {
        assertThat(GammaFunction.logGamma(0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(GammaFunction.logGamma(-3)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(GammaFunction.digamma(0.0)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(GammaFunction.digamma(-0.0)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(GammaFunction.digamma(-2)).isNaN();
        assertThat(GammaFunction.trigamma(-2)).isEqualTo(Double.POSITIVE_INFINITY);
        assertThat(GammaFunction.polygamma(2, -2)).isNaN();
        assertThatThrownBy(() -> GammaFunction.polygamma(-1, 1)).hasMessageContaining("got -1");
    }
}
