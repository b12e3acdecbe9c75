package dev.lemma.kernels.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.Kernels;
import dev.lemma.testkit.golden.Golden;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code reference/gp/regression}, {@code regression1d} and {@code diabetes}: Gram matrices, posterior, evidence and gradient, scikit-learn's and gpytorch's. */
class StoredRegressionTest {

    /** Kernels from the exponentials of the stored parameters, which are in our order of declaration. */
    private static Map<String, Function<double[], Kernel>> kernels() {
        Map<String, Function<double[], Kernel>> kernels = new TreeMap<>();
        kernels.put("rbf", p -> Kernels.gaussian(p[0]));
        kernels.put("rbf_ard", Kernels::gaussian);
        kernels.put("matern12", p -> Kernels.matern12(p[0]));
        kernels.put("matern32", p -> Kernels.matern32(p[0]));
        kernels.put("matern52", p -> Kernels.matern52(p[0]));
        kernels.put("rational_quadratic", p -> Kernels.rationalQuadratic(p[0], p[1]));
        kernels.put("dot_product", p -> Kernels.affine(p[0] * p[0]));
        kernels.put("sum", p -> Kernels.gaussian(p[1])
                .times(p[0])
                .plus(Kernels.matern32(p[3]).times(p[2])));
        kernels.put("product", p -> Kernels.gaussian(p[0]).times(Kernels.affine(p[1] * p[1])));
        kernels.put("periodic", p -> Kernels.periodic(p[0], p[1]));
        kernels.put(
                "locally_periodic",
                p -> Kernels.gaussian(p[1]).times(Kernels.periodic(p[2], p[3])).times(p[0]));
        return kernels;
    }

    /** The stored gradient is in log s, our parameter is s². */
    private static double scale(String name, int i, int count) {
        boolean squared = name.equals("dot_product") || name.equals("product") && i == count - 1;
        return squared ? 2 : 1;
    }

    private static void check(String file, double noise, int cases) {
        Golden golden = Golden.read("gp/" + file);
        Array x = golden.get("X");
        Array y = golden.get("y");
        Array xs = golden.get("Xs");
        int found = 0;
        for (Map.Entry<String, Function<double[], Kernel>> entry : kernels().entrySet()) {
            String name = entry.getKey();
            if (!golden.has(name + ".theta")) {
                continue;
            }
            found++;
            double[] theta = Arrays.stream(golden.get(name + ".theta").toDoubles())
                    .map(Math::exp)
                    .toArray();
            Kernel kernel = entry.getValue().apply(theta);
            Golden.assertClose(name + ".K", Gram.of(kernel).matrix(x), golden.get(name + ".K"), 1e-14);
            Golden.assertClose(name + ".Ks", Gram.of(kernel).matrix(x, xs), golden.get(name + ".Ks"), 1e-14);
            GaussianProcess gp = GaussianProcess.of(kernel).noise(noise).condition(x, y);
            Posterior p = gp.posterior(xs);
            Golden.assertClose(name + ".mean", p.meanArray(), golden.get(name + ".mean"), 1e-10);
            Golden.assertClose(name + ".cov", p.covarianceArray(), golden.get(name + ".cov"), 1e-10);
            double[] variance = p.varianceArray().toDoubles();
            for (int i = 0; i < variance.length; i++) {
                assertThat(variance[i])
                        .isCloseTo(
                                p.covarianceArray().get(i * (variance.length + 1)),
                                within(1e-10 * variance[i] + 1e-12));
            }
            Golden.assertClose(name + ".lml", Array.vector(gp.logEvidence()), golden.get(name + ".lml"), 1e-11);
            double[] gradient = gp.logEvidenceGradient();
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] *= scale(name, i, gradient.length);
            }
            Golden.assertClose(name + ".lml_grad", Array.vector(gradient), golden.get(name + ".lml_grad"), 1e-9);
            // The same noise as a part of the kernel: one more hyper-parameter, the same process.
            GaussianProcess white =
                    GaussianProcess.of(kernel.plus(Kernels.white(noise))).condition(x, y);
            Golden.assertClose(name + ".mean", white.posterior(xs).meanArray(), golden.get(name + ".mean"), 1e-10);
            Golden.assertClose(name + ".cov", white.posterior(xs).covarianceArray(), golden.get(name + ".cov"), 1e-10);
            assertThat(white.logEvidenceGradient()).hasSize(gradient.length + 1);
        }
        assertThat(found).isEqualTo(cases);
    }

    @Test
    void regression() {
        check("regression", 0.01, 9);
    }

    @Test
    void inOneDimension() {
        check("regression1d", 0.02, 5);
    }

    @Test
    void diabetes() {
        check("diabetes", 0.4, 6);
    }

    /** Several outputs are that many processes with one kernel; the evidence is their sum. */
    @Test
    void severalOutputsAreIndependent() {
        Golden golden = Golden.read("gp/regression");
        Array x = golden.get("X");
        double[] y = golden.get("y").toDoubles();
        int n = y.length;
        double[] both = new double[2 * n];
        double[] second = new double[n];
        for (int i = 0; i < n; i++) {
            second[i] = Math.sin(3 * y[i]);
            both[2 * i] = y[i];
            both[2 * i + 1] = second[i];
        }
        GaussianPrior prior =
                GaussianProcess.of(Kernels.matern32(0.8)).noise(0.01).aroundMean();
        GaussianProcess joint = prior.condition(x, Array.vector(both).reshape(n, 2));
        GaussianProcess one = prior.condition(x, Array.vector(y));
        GaussianProcess other = prior.condition(x, Array.vector(second));
        assertThat(joint.logEvidence()).isCloseTo(one.logEvidence() + other.logEvidence(), within(1e-9));
        double[] sum = one.logEvidenceGradient();
        double[] more = other.logEvidenceGradient();
        Arrays.setAll(sum, i -> sum[i] + more[i]);
        assertThat(joint.logEvidenceGradient()).containsExactly(sum, within(1e-9));
        Posterior p = joint.posterior(golden.get("Xs"));
        double[] mean = p.meanArray().toDoubles();
        double[] expected = other.posterior(golden.get("Xs")).meanArray().toDoubles();
        for (int i = 0; i < expected.length; i++) {
            assertThat(mean[2 * i + 1]).isCloseTo(expected[i], within(1e-12));
        }
    }

    /** Each observation left out in turn, by conditioning on the others. */
    @Test
    void leavingOneOutIsConditioningOnTheRest() {
        Golden golden = Golden.read("gp/regression");
        Array x = golden.get("X");
        Array y = golden.get("y");
        int n = y.shape().size();
        GaussianPrior prior = GaussianProcess.of(Kernels.gaussian(0.7)).noise(0.01);
        LeaveOneOut all = prior.condition(x, y).leaveOneOut();
        double density = 0;
        for (int left = 0; left < n; left++) {
            int out = left;
            int[] rest = IntStream.range(0, n).filter(i -> i != out).toArray();
            Posterior p = prior.condition(x.rows(rest), y.rows(rest))
                    .posterior(x.rows(left, left + 1))
                    .observed(0.01);
            assertThat(all.meanArray().get(left)).isCloseTo(p.meanArray().get(0), within(1e-9));
            assertThat(all.varianceArray().get(left))
                    .isCloseTo(p.varianceArray().get(0), within(1e-10));
            density += p.logDensity(y.rows(left, left + 1));
        }
        assertThat(all.logDensity()).isCloseTo(density, within(1e-8));
        assertThat(all.meanSquaredError()).isPositive();
    }

    /** A sample with huge noise says nothing, one with little says all. */
    @Test
    void eachSampleMayHaveItsOwnNoise() {
        Golden golden = Golden.read("gp/regression");
        Array x = golden.get("X");
        Array y = golden.get("y");
        int n = y.shape().size();
        double[] noise =
                Collections.nCopies(n, 0.01).stream().mapToDouble(v -> v).toArray();
        noise[3] = 1e12;
        GaussianPrior prior = GaussianProcess.of(Kernels.gaussian(0.7));
        int[] rest = IntStream.range(0, n).filter(i -> i != 3).toArray();
        Golden.assertClose(
                "without sample 3",
                prior.noise(noise).condition(x, y).posterior(golden.get("Xs")).meanArray(),
                prior.noise(0.01)
                        .condition(x.rows(rest), y.rows(rest))
                        .posterior(golden.get("Xs"))
                        .meanArray(),
                1e-9);
    }
}
