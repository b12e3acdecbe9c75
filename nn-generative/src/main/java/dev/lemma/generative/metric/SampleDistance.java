package dev.lemma.generative.metric;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * How far two samples are apart, as one number that is small when they come from one law. How small chance alone makes it is said by its {@link #against
 * calibration}.
 */
@FunctionalInterface
public interface SampleDistance {

    /** The distance of samples [m, …] and [n, …]. */
    double of(Array x, Array y);

    /** The distance of samples [m, …] and [n, …]. */
    default double of(INDArray x, INDArray y) {
        return of(Array.of(x), Array.of(y));
    }

    /**
     * The distance beside its law under the hypothesis that both samples come from one law: all are shuffled together and divided anew, so many times
     * (a permutation test).
     *
     * @param shuffles at least 1
     */
    default Calibrated against(Array x, Array y, Key key, int shuffles) {
        Check.atLeastOne("shuffles", shuffles);
        Points a = Points.of("samples", x, 2);
        Points b = Points.of("samples", y, 2);
        Points.requireSameDimension(a, b);
        Points all = Points.joined(a, b);
        double[] null0 = new double[shuffles];
        for (int i = 0; i < shuffles; i++) {
            int[] order = Randomness.permutation(key.at(i), all.count);
            null0[i] = of(
                    all.rows(order, 0, a.count).array(),
                    all.rows(order, a.count, all.count).array());
        }
        return new Calibrated(of(x, y), null0);
    }
}
