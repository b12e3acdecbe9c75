package dev.lemma.core.loss;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Tensor;

/**
 * {@code −Σⱼ qⱼ log softmax(f)[j]} per sample, with {@code q = (1 − ε)·target + ε/k} over all k classes, the true one
 * included.
 *
 * <p>Targets are classes (whole numbers, in the shape of the prediction without its last axis) or probabilities in the
 * shape of the prediction.
 *
 * @param smoothing ε in [0, 1)
 * @see <a href="https://arxiv.org/abs/1512.00567">Szegedy et al. 2015, section 7 (label smoothing)</a>
 */
public record CrossEntropy(double smoothing) implements Loss {

    public CrossEntropy {
        Check.inHalfOpenUnit("smoothing", smoothing);
    }

    @Override
    public Tensor apply(Tensor prediction, Tensor target) {
        boolean classes = Targets.areClasses("cross-entropy", prediction, target);
        Tensor logProbabilities = prediction.logSoftmax(-1);
        Tensor loss = classes
                ? Targets.ofClass(logProbabilities, target).negate()
                : Losses.multiplied(logProbabilities, target).sum(-1).negate();
        return smoothing == 0
                ? loss
                : loss.times(1 - smoothing).minus(logProbabilities.mean(-1).times(smoothing));
    }
}
