package dev.lemma.generative.sampler;

import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;

/** The variance that a step backwards adds, a number for each step of a grid. */
@FunctionalInterface
public interface ReverseVariance {

    /** v_{s|t}, β of a chain: right for data N(0, I) under a variance-preserving process, too large for data that vary less. */
    ReverseVariance BETA = (process, times) -> {
        Marginals grid = Marginals.of(process, times);
        double[] variances = new double[times.length - 1];
        for (int i = 0; i < variances.length; i++) {
            variances[i] = Transition.of(grid, i).forwardVariance();
        }
        return variances;
    };

    /** ṽ, the variance of q(x_t | x_s, x₀), β̃ of a chain: right if x₀ is known from x_s, too small otherwise. */
    ReverseVariance POSTERIOR = (process, times) -> {
        Marginals grid = Marginals.of(process, times);
        double[] variances = new double[times.length - 1];
        for (int i = 0; i < variances.length; i++) {
            variances[i] = Transition.of(grid, i).posteriorVariance();
        }
        return variances;
    };

    /** The variance of each step of the falling times. */
    double[] of(AffineProcess process, double[] times);
}
