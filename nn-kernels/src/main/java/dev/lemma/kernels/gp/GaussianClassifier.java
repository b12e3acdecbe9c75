package dev.lemma.kernels.gp;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.optim.descent.Minimum;
import java.util.List;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A Gaussian process given labels, by Laplace's approximation: the latent values are normal around their most probable ones, with the curvature there.
 *
 * <pre>{@code
 * GaussianClassifier c = GaussianClassifier.of(Kernels.gaussian(1.0).times(4.0)).fit(x, labels);
 * INDArray p = c.predict(xNew).probabilities();
 * }</pre>
 *
 * @see <a href="http://gaussianprocess.org/gpml/">Rasmussen and Williams 2006, sections 3.4, 3.5 and 5.5.1</a>
 */
public sealed interface GaussianClassifier permits BinaryLaplace, SoftmaxLaplace {

    /** Classification with this kernel. */
    static ClassificationPrior of(Kernel kernel) {
        return new ClassificationPrior(kernel);
    }

    /** C. */
    int classes();

    /** The kernel at the hyper-parameters that are used. */
    Kernel kernel();

    /** The hyper-parameters, at the values that are used. */
    List<Hyperparameter> hyperparameters();

    /** The ends of the search for hyper-parameters, the best first; empty if there was none. */
    List<Minimum> search();

    /** The most probable latent values of the data: [n] for two classes, else [n, C]. */
    Array mode();

    /** The log evidence in Laplace's approximation. */
    double logEvidence();

    /** Its derivative in each hyper-parameter's free coordinate, the move of the mode included. */
    default double[] logEvidenceGradient() {
        double[] gradient = evidence().gradient();
        List<Hyperparameter> at = hyperparameters();
        for (int i = 0; i < gradient.length; i++) {
            gradient[i] *= at.get(i).constraint().slope(at.get(i).value());
        }
        return gradient;
    }

    /** Value, and gradient in the hyper-parameters themselves. */
    Evidence.Value evidence();

    /** What the process says of new points. */
    ClassPrediction predict(Array x);

    /** What the process says of new points. */
    default ClassPrediction predict(INDArray x) {
        return predict(Array.of(x));
    }
}
