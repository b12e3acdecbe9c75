package dev.lemma.generative.process;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;

/**
 * The law of noise at the end of a process: N(0, σ² I).
 *
 * @param deviation σ &gt; 0
 */
public record Prior(double deviation) {

    public Prior {
        Check.positive("deviation", deviation);
    }

    /** The log density of each sample of x [N, …]: [N]. */
    public Tensor logDensity(Tensor x) {
        Tensor rows = x.reshape(x.shape().extent(0), -1);
        double each = 0.5 * Math.log(2 * Math.PI) + Math.log(deviation);
        return rows.times(1 / deviation)
                .square()
                .sum(1)
                .times(-0.5)
                .minus(rows.shape().extent(1) * each);
    }

    /**
     * Refuses a prior that the process does not end in: of the variance v + a²·(that of the data, about 1) at its end, σ² may not be below v, nor
     * above v by more than twice a².
     */
    void requireEndOf(AffineProcess process) {
        Marginals end = Marginals.of(process, process.horizon());
        double v = end.variance(0);
        double a = end.scale(0);
        double given = deviation * deviation;
        if (!(given >= v * (1 - 1e-9) && given <= (v + 2 * a * a) * (1 + 1e-9))) {
            throw new IllegalArgumentException("prior: the process ends in variance " + v + " with a share " + a
                    + " of the data left, the prior has variance " + given
                    + ": give the prior the deviation √v(T) of the process");
        }
    }
}
