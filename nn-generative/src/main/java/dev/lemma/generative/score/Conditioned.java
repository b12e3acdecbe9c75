package dev.lemma.generative.score;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Moment;

/**
 * Bayes' rule for scores: {@code ∇log q_t(x | y) = ∇log q_t(x) + w ∇ₓ log p_t(y | x)}, classifier guidance for w = 1.
 *
 * @param score ∇log q_t
 * @param likelihood log p_t(y | x) of noised samples
 * @param strength w
 * @see <a href="https://arxiv.org/abs/2105.05233">Dhariwal and Nichol 2021, section 4</a>
 */
public record Conditioned(ScoreFunction score, Likelihood likelihood, double strength) implements ScoreFunction {

    public Conditioned {
        Check.finite("strength", strength);
    }

    /** What observing y says of noised samples. */
    @FunctionalInterface
    public interface Likelihood {
        /** log p_t(y | x): [n]. */
        Tensor log(Tensor x, Moment at);
    }

    @Override
    public AffineProcess process() {
        return score.process();
    }

    @Override
    public Shape sample() {
        return score.sample();
    }

    @Override
    public DType type() {
        return score.type();
    }

    @Override
    public Prediction prediction() {
        return Prediction.SCORE;
    }

    @Override
    public Tensor predict(Tensor x, Moment at) {
        Tensor gradient = Derivatives.gradient(likelihood.log(x, at).sum(), x);
        return score.score(x, at).plus(gradient.times(strength));
    }
}
