package dev.lemma.examples.program;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.core.data.Split;
import dev.lemma.core.data.Standardization;
import dev.lemma.examples.data.Diabetes;
import dev.lemma.kernels.Kernels;
import dev.lemma.kernels.gp.GaussianProcess;
import dev.lemma.kernels.gp.Posterior;

/** A Gaussian process on real data: hyper-parameters by marginal likelihood, then means and bands for patients it has not seen. */
public final class GaussianProcessOnDiabetes {

    private GaussianProcessOnDiabetes() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Split split = Diabetes.load().split(Key.of(0), 0.8);
        Standardization scale = Standardization.of(split.train());
        Array x = scale.apply(split.train()).featureArray();
        Array y = split.train().targetArray();

        Kernel k = Kernels.constant(20_000).plus(Kernels.gaussian(4).times(3000)).plus(Kernels.white(3000));
        GaussianProcess gp = GaussianProcess.of(k).fit(x, y);              // hyper-parameters by marginal likelihood
        Posterior p = gp.posterior(scale.apply(split.test()).featureArray()).observed();

        int inside = 0;
        for (int i = 0; i < split.test().size(); i++) {
            double error = Math.abs(split.test().targetArray().get(i) - p.meanArray().get(i));
            inside += error < p.halfWidthArray(0.9).get(i) ? 1 : 0;
        }
        gp.hyperparameters().forEach(System.out::println);
        System.out.printf("%d of %d unseen patients inside the 90 %% band%n", inside, split.test().size());
    }
    // spotless:on
}
