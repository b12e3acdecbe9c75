package dev.lemma.kernels.width;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.kernels.dynamics.EnsembleLaw;
import dev.lemma.kernels.dynamics.KernelSpectrum;
import dev.lemma.kernels.dynamics.Propagation;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The ensemble of infinitely wide networks, each from its own random start, trained on the square loss: all parameters (tangent kernel) or the last weight and bias
 * alone (NNGP kernel). In the limit both are linear, and predictions have a normal law at any time.
 *
 * <pre>{@code
 * TrainedEnsemble trained = limit.trainedUntil(Double.POSITIVE_INFINITY, x, y);
 * EnsembleLaw law = trained.posterior(xNew);
 * }</pre>
 *
 * <p>Trained to the end, the last layer alone gives the posterior of Gaussian process regression without noise; all layers give another law, with the tangent kernel in its
 * mean.
 *
 * @see <a href="https://arxiv.org/abs/1902.06720">Lee et al. 2019, Wide neural networks of any depth evolve as linear models, equations 13-15</a>
 */
public final class TrainedEnsemble {

    private final Limit limit;
    private final boolean lastLayer;
    private final Array x;
    private final Array y;
    private final Array covariance;
    private final KernelSpectrum spectrum;
    private final Propagation training;

    private TrainedEnsemble(
            Limit limit,
            boolean lastLayer,
            Array x,
            Array y,
            Array covariance,
            KernelSpectrum spectrum,
            Propagation training) {
        this.limit = limit;
        this.lastLayer = lastLayer;
        this.x = x;
        this.y = y;
        this.covariance = covariance;
        this.spectrum = spectrum;
        this.training = training;
    }

    /**
     * Networks trained on all their parameters.
     *
     * @param y targets, [n, k] or [n]
     * @param ridge added to the tangent kernel's diagonal, in proportion to its mean
     */
    public static TrainedEnsemble of(Limit limit, Array x, Array y, Propagation training, double ridge) {
        return of(limit, false, x, y, training, ridge);
    }

    /** Networks of which the last weight and bias are trained. */
    public static TrainedEnsemble lastLayer(Limit limit, Array x, Array y, Propagation training, double ridge) {
        return of(limit, true, x, y, training, ridge);
    }

    private static TrainedEnsemble of(
            Limit limit, boolean lastLayer, Array x, Array y, Propagation training, double ridge) {
        int n = x.shape().extent(0);
        if (n == 0 || y.shape().size() == 0 || y.shape().extent(0) != n) {
            throw new ShapeException("trained ensemble: " + x.shape() + " has " + n + " samples, the targets are "
                    + y.shape() + ": expected as many rows, at least one");
        }
        List<Array> kernels = limit.arrays(x);
        KernelSpectrum spectrum = KernelSpectrum.of(kernels.get(lastLayer ? 0 : 1), ridge);
        Array columns = y.reshape(Shape.of(n, y.shape().size() / n));
        return new TrainedEnsemble(limit, lastLayer, x, columns, kernels.get(0), spectrum, training);
    }

    /** The same networks trained otherwise, longer for example; the decomposition is kept. */
    public TrainedEnsemble with(Propagation other) {
        return new TrainedEnsemble(limit, lastLayer, x, y, covariance, spectrum, other);
    }

    /** The spectrum of the kernel that they are trained in. */
    public KernelSpectrum spectrum() {
        return spectrum;
    }

    /** The mean over the ensemble of {@code ½Σ(f − y)²}, without what remains of the random start. */
    public double risk() {
        return spectrum.risk(training, y);
    }

    /** The largest stable learning rate of this training. */
    public double largestStableRate() {
        return training.largestStableRate(spectrum.largest());
    }

    /** The law of predictions at other points. */
    public EnsembleLaw posterior(INDArray points) {
        return posterior(Array.of(points));
    }

    /** The law of predictions at other points, from the heap. */
    public EnsembleLaw posterior(Array points) {
        List<Array> cross = limit.arrays(points, x);
        List<Array> own = limit.arrays(points);
        return spectrum.ensemble(training, cross.get(lastLayer ? 0 : 1), y, covariance, cross.get(0), own.get(0));
    }
}
