package dev.lemma.kernels.machine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.kernels.Kernels;
import dev.lemma.kernels.rkhs.RkhsFunction;
import dev.lemma.testkit.golden.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code reference/gp/machines}: ridge regression, support vectors, logistic and squared hinge loss. */
class StoredMachinesTest {

    private static final double GAMMA = 0.5;
    private static final double LAMBDA = 0.1;
    private static final double COST = 1.7;
    private static final double EPSILON = 0.1;

    private final Golden golden = Golden.read("gp/machines");
    private final Array x = golden.get("X");
    private final Array xs = golden.get("Xs");
    private final Array y = golden.get("Y");
    private final int n = x.shape().extent(0);
    private final Kernel gaussian = Kernels.gaussian(Math.sqrt(0.5 / GAMMA));

    private Array signs() {
        return Array.vector(Arrays.stream(golden.get("labels").toDoubles())
                .map(label -> 2 * label - 1)
                .toArray());
    }

    @Test
    void ridgeRegression() {
        Map<String, Kernel> kernels = Map.of(
                "krr_rbf",
                gaussian,
                "krr_laplacian",
                Kernels.absoluteLaplace(1 / GAMMA),
                "krr_poly",
                Kernels.polynomial(3, 0.3, 1.2));
        kernels.forEach((name, kernel) -> {
            KernelRidge.Fit fit = KernelRidge.of(kernel, LAMBDA / n).fit(x, y);
            Golden.assertClose(name, fit.function().coefficients(), golden.get(name + ".dual"), 1e-10);
            Golden.assertClose(name, fit.function().at(xs), golden.get(name + ".predict"), 1e-10);
            assertThat(fit.report().residual()).isLessThan(1e-12);
            assertThat(fit.report().jitter()).isZero();
            assertThat(fit.report().smallestEigenvalue()).isBetween(LAMBDA * 0.999, LAMBDA * 5);
        });
    }

    /** Leaving out by the closed form, along the path, and by fitting without each point. */
    @Test
    void leavingOneOutIsFittingWithoutIt() {
        KernelRidge ridge = KernelRidge.of(gaussian, LAMBDA / n);
        KernelRidge.Fit all = ridge.fit(x, y);
        double error = 0;
        for (int left = 0; left < n; left++) {
            int out = left;
            int[] rest = IntStream.range(0, n).filter(i -> i != out).toArray();
            Array predicted = KernelRidge.of(gaussian, LAMBDA / (n - 1))
                    .fit(x.rows(rest), y.rows(rest))
                    .function()
                    .at(x.rows(left, left + 1));
            for (int c = 0; c < 2; c++) {
                assertThat(all.leftOut().get(2 * left + c)).isCloseTo(predicted.get(c), within(1e-10));
                error += Math.pow(predicted.get(c) - y.get(2 * left + c), 2) / (2 * n);
            }
        }
        assertThat(all.leaveOneOutError()).isCloseTo(error, within(1e-10));
        List<KernelRidge.Point> path = ridge.path(x, y, 1e-6, LAMBDA / n, 1);
        assertThat(path.get(1).leaveOneOutError()).isCloseTo(error, within(1e-9));
        assertThat(path)
                .extracting(KernelRidge.Point::degreesOfFreedom)
                .isSortedAccordingTo((a, b) -> Double.compare(b, a));
    }

    @Test
    void logisticRegression() {
        RkhsFunction f = KernelMachine.logistic(gaussian, LAMBDA / n).fit(x, signs());
        Golden.assertClose("klr", f.coefficients(), golden.get("klr.dual"), 1e-9);
        Golden.assertClose("klr", f.at(xs), golden.get("klr.decision"), 1e-9);
        double loss = 0;
        Array values = f.at(x);
        for (int i = 0; i < n; i++) {
            loss += Math.log1p(Math.exp(-signs().get(i) * values.get(i)));
        }
        assertThat(loss + LAMBDA / 2 * f.inner(f))
                .isCloseTo(golden.get("klr.objective").get(0), within(1e-9));
    }

    @Test
    void squaredHinge() {
        RkhsFunction f = KernelMachine.squaredHinge(gaussian, LAMBDA / n).fit(x, signs());
        Golden.assertClose("sqhinge", f.coefficients(), golden.get("sqhinge.dual"), 1e-9);
        Golden.assertClose("sqhinge", f.at(xs), golden.get("sqhinge.decision"), 1e-9);
    }

    /** The square loss by Newton's method is ridge regression. */
    @Test
    void theSquareLossIsRidgeRegression() {
        Array target = Array.vector(
                IntStream.range(0, n).mapToDouble(i -> y.get(2 * i)).toArray());
        Golden.assertClose(
                "square",
                new KernelMachine(gaussian, PointLoss.SQUARE, LAMBDA / n)
                        .fit(x, target)
                        .coefficients(),
                KernelRidge.of(gaussian, LAMBDA / n).fit(x, target).function().coefficients(),
                1e-10);
    }

    @Test
    void supportVectorClassification() {
        SupportVectorMachine.Fit fit = new SupportVectorMachine(gaussian, COST).classify(x, signs());
        Golden.assertClose("svc", fit.function().coefficients(), golden.get("svc.dual"), 1e-9);
        Golden.assertClose("svc", Array.vector(fit.intercept()), golden.get("svc.intercept"), 1e-9);
        Golden.assertClose("svc", fit.at(xs), golden.get("svc.decision"), 1e-9);
        assertThat(fit.supportVectors()).isBetween(15, n);
    }

    @Test
    void supportVectorRegression() {
        Array target = Array.vector(
                IntStream.range(0, n).mapToDouble(i -> y.get(2 * i)).toArray());
        SupportVectorMachine.Fit fit = new SupportVectorMachine(gaussian, COST).regress(x, target, EPSILON);
        Golden.assertClose("svr", fit.function().coefficients(), golden.get("svr.dual"), 1e-9);
        Golden.assertClose("svr", Array.vector(fit.intercept()), golden.get("svr.intercept"), 1e-9);
        Golden.assertClose("svr", fit.at(xs), golden.get("svr.predict"), 1e-9);
    }

    /** With the linear kernel these are the ordinary principal components: variances of the covariance matrix, scores up to sign. */
    @Test
    void principalComponentsOfTheLinearKernelAreTheOrdinaryOnes() {
        KernelPca pca = KernelPca.of(Kernels.linear(), x, 10);
        assertThat(pca.variances()).hasSize(3);
        double[] mean = new double[3];
        for (int i = 0; i < 3 * n; i++) {
            mean[i % 3] += x.get(i) / n;
        }
        double total = 0;
        for (int i = 0; i < 3 * n; i++) {
            total += Math.pow(x.get(i) - mean[i % 3], 2) / n;
        }
        assertThat(Arrays.stream(pca.variances()).sum()).isCloseTo(total, within(1e-12));
        Array scores = pca.transform(x);
        for (int c = 0; c < 3; c++) {
            for (int d = 0; d < 3; d++) {
                double covariance = 0;
                for (int i = 0; i < n; i++) {
                    covariance += scores.get(3 * i + c) * scores.get(3 * i + d) / n;
                }
                assertThat(covariance).isCloseTo(c == d ? pca.variances()[c] : 0, within(1e-12));
            }
        }
        // Distances between points are kept by all components together.
        double before = 0;
        double after = 0;
        for (int c = 0; c < 3; c++) {
            before += Math.pow(x.get(c) - x.get(3 + c), 2);
            after += Math.pow(scores.get(c) - scores.get(3 + c), 2);
        }
        assertThat(after).isCloseTo(before, within(1e-11));
    }

    @Test
    void refusesWhatCannotBeFitted() {
        assertThatThrownBy(() -> KernelRidge.of(gaussian, -1)).hasMessageContaining("penalty");
        assertThatThrownBy(() -> KernelRidge.of(gaussian, 1).fit(x, Array.vector(1, 2)))
                .hasMessageContaining("[40]");
        assertThatThrownBy(() -> new SupportVectorMachine(gaussian, 1).classify(x, golden.get("labels")))
                .hasMessageContaining("2·label − 1");
        assertThatThrownBy(
                        () -> new KernelMachine(gaussian, (f, t) -> f.times(t).sin(), 1).fit(x, signs()))
                .hasMessageContaining("not convex");
        // Equal points without a penalty are interpolated as far as that goes, with jitter that is reported.
        int[] twice = IntStream.range(0, 20).map(i -> i % 10).toArray();
        assertThat(KernelRidge.of(gaussian, 0)
                        .fit(x.rows(twice), y.rows(twice))
                        .report()
                        .jitter())
                .isPositive();
    }
}
