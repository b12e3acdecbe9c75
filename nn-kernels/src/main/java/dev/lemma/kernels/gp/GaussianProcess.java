package dev.lemma.kernels.gp;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.solve.Jitter;
import dev.lemma.kernels.solve.PositiveDefinite;
import dev.lemma.kernels.solve.SolveReport;
import dev.lemma.optim.descent.Minimum;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Gaussian process given data: regression with its uncertainty.
 *
 * <pre>{@code
 * C = K(X, X) + diag σ²,   α = C⁻¹(y − m)
 * mean f* = m + K*ᵀα          cov f* = K** − K*ᵀC⁻¹K*
 * log p(y) = −½(y − m)ᵀα − ½ log det C − n/2 log 2π
 * ∂ log p(y)/∂p = ½ tr((ααᵀ − C⁻¹) ∂K/∂p)
 * }</pre>
 *
 * <p>White noise of the kernel stands on the diagonal of C, not in K* and K**: f is without noise. Several outputs share kernel and noise. Cost: n³/3 once, n² for each point and its variance;
 * the gradient takes the inverse, n³ more, and a pass over tiles. Memory: a few n².
 *
 * @see <a href="http://gaussianprocess.org/gpml/">Rasmussen and Williams 2006, algorithm 2.1, (5.8) and (5.9)</a>
 */
public final class GaussianProcess {

    private final GaussianPrior prior;
    private final Gram gram;
    private final Array x;
    private final Array residuals;
    private final double[] means;
    private final Shape outputs;
    private final PositiveDefinite covariance;
    private final Array alpha;
    private final List<Minimum> search;

    private GaussianProcess(
            GaussianPrior prior,
            Gram gram,
            Array x,
            Array residuals,
            double[] means,
            Shape outputs,
            PositiveDefinite covariance,
            List<Minimum> search) {
        this.prior = prior;
        this.gram = gram;
        this.x = x;
        this.residuals = residuals;
        this.means = means;
        this.outputs = outputs;
        this.covariance = covariance;
        this.alpha = covariance.solve(residuals);
        this.search = search;
    }

    /** The process with this kernel, mean 0 and no known noise. */
    public static GaussianPrior of(Kernel kernel) {
        return new GaussianPrior(kernel, List.of(0.0), 0, false, Jitter.USUAL);
    }

    static GaussianProcess condition(GaussianPrior prior, Gram gram, Array x, Array y, List<Minimum> search) {
        Array points = Samples.points("x", x);
        Array targets = Samples.targets(points, y);
        int n = points.shape().extent(0);
        int width = targets.shape().size() / n;
        double[] means = new double[width];
        double[] centred = targets.toDoubles();
        for (int c = 0; c < width; c++) {
            double sum = 0;
            for (int i = 0; i < n; i++) {
                sum += centred[i * width + c];
            }
            means[c] = prior.centred() ? sum / n : prior.mean();
            for (int i = 0; i < n; i++) {
                centred[i * width + c] -= means[c];
            }
        }
        double[] noise = noise(prior, n);
        Array k = gram.matrix(points);
        double[] numbers = (double[]) k.storage();
        for (int i = 0; i < n; i++) {
            numbers[i * (n + 1)] += noise[i];
        }
        PositiveDefinite covariance = PositiveDefinite.of(k, prior.jitter(), () -> Samples.likelyCause(points));
        return new GaussianProcess(
                prior,
                gram,
                points,
                Array.of(Shape.of(n, width), centred),
                means,
                targets.shape().range(1, targets.shape().rank()),
                covariance,
                search);
    }

    private static double[] noise(GaussianPrior prior, int n) {
        List<Double> given = prior.noise();
        if (given.size() != 1 && given.size() != n) {
            throw new ShapeException(
                    "noise: expected one variance, or " + n + ", one for each sample, got " + given.size());
        }
        double[] noise = new double[n];
        for (int i = 0; i < n; i++) {
            noise[i] = given.get(given.size() == 1 ? 0 : i);
        }
        return noise;
    }

    // ------------------------------------------------------------------ the model

    /** The kernel at the hyper-parameters that are used. */
    public Kernel kernel() {
        return gram.kernel();
    }

    /** The prior, its kernel at the hyper-parameters that are used. */
    public GaussianPrior prior() {
        return prior.kernel(kernel());
    }

    /** The hyper-parameters, at the values that are used. */
    public List<Hyperparameter> hyperparameters() {
        return gram.hyperparameters(x.shape().extent(1));
    }

    /** The ends of the search for hyper-parameters, the best first; empty if there was none. */
    public List<Minimum> search() {
        return List.copyOf(search);
    }

    Gram gram() {
        return gram;
    }

    Array points() {
        return x;
    }

    /** α, [n, k]. */
    Array alpha() {
        return alpha;
    }

    PositiveDefinite covariance() {
        return covariance;
    }

    double[] means() {
        return means;
    }

    /** The axes of a target, none or [k]. */
    Shape outputs() {
        return outputs;
    }

    // ------------------------------------------------------------------ evidence

    /** {@code log p(y)}, of all outputs together. */
    public double logEvidence() {
        int n = covariance.size();
        int width = means.length;
        double inner = 0;
        for (int i = 0; i < n * width; i++) {
            inner += residuals.get(i) * alpha.get(i);
        }
        return -0.5 * inner - 0.5 * width * covariance.logDeterminant() - 0.5 * n * width * Math.log(2 * Math.PI);
    }

    /** The derivative of the log evidence in each hyper-parameter's free coordinate: its logarithm, if it is above 0. */
    public double[] logEvidenceGradient() {
        double[] gradient = evidence().gradient();
        List<Hyperparameter> at = hyperparameters();
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= at.get(i).constraint().slope(at.get(i).value());
        }
        return gradient;
    }

    /** Value, and gradient in the hyper-parameters themselves. */
    Evidence.Value evidence() {
        int n = covariance.size();
        int width = means.length;
        // (Σ ααᵀ − k C⁻¹)/2 over the inverse itself.
        Array weights = covariance.factor().inverse();
        double[] g = (double[]) weights.storage();
        double[] a = (double[]) alpha.storage();
        PositiveDefinite.team().run((n + 63) / 64, part -> {
            for (int i = part * 64; i < Math.min(n, (part + 1) * 64); i++) {
                int row = i * n;
                if (width == 1) {
                    double own = 0.5 * a[i];
                    for (int j = 0; j < n; j++) {
                        g[row + j] = own * a[j] - 0.5 * g[row + j];
                    }
                } else {
                    for (int j = 0; j < n; j++) {
                        double sum = 0;
                        for (int c = 0; c < width; c++) {
                            sum += a[i * width + c] * a[j * width + c];
                        }
                        g[row + j] = 0.5 * (sum - width * g[row + j]);
                    }
                }
            }
        });
        return new Evidence.Value(logEvidence(), gram.parameterGradient(x, weights));
    }

    // ------------------------------------------------------------------ predictions

    /** f at new points, given the data. */
    public Posterior posterior(Array xNew) {
        Array points = Samples.points("xNew", xNew);
        if (points.shape().extent(1) != x.shape().extent(1)) {
            throw new ShapeException(
                    "posterior: the new points have " + points.shape().extent(1) + " coordinates, the data "
                            + x.shape().extent(1));
        }
        return Posterior.of(this, points);
    }

    /** f at new points, given the data. */
    public Posterior posterior(INDArray xNew) {
        return posterior(Array.of(xNew));
    }

    /** What the process says of each observation given all others. */
    public LeaveOneOut leaveOneOut() {
        return LeaveOneOut.of(residuals, alpha, covariance.factor().inverse(), means, outputs);
    }

    /** How well the system was solved: jitter, extreme eigenvalues, residual. */
    public SolveReport report() {
        return covariance.report(alpha, residuals);
    }
}
