package dev.lemma.generative.score;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Moment;

/**
 * Classifier-free guidance: {@code s = s_c + w (s_c − s_u)}, the score of a law ∝ {@code q_c^{1+w} q_u^{−w}} at each time by itself.
 *
 * <p>These scores belong to no process, so with w ≠ 0 samples are sharper than the conditional law rather than from it. Two evaluations for one.
 *
 * @param conditional s_c
 * @param unconditional s_u, of the same process and prediction
 * @param strength w ≥ −1: −1 leaves the label out, 0 is the conditional score
 * @see <a href="https://arxiv.org/abs/2207.12598">Ho and Salimans 2022, equation (6)</a>
 */
public record Guided(ScoreFunction conditional, ScoreFunction unconditional, double strength) implements ScoreFunction {

    public Guided {
        Check.finite("strength", strength);
        if (strength < -1) {
            throw new IllegalArgumentException("strength: expected at least -1, got " + strength);
        }
        if (conditional.prediction() != unconditional.prediction()
                || !conditional.sample().equals(unconditional.sample())
                || !conditional.process().equals(unconditional.process())) {
            throw new IllegalArgumentException(
                    "guidance: both scores must have one process, one shape and one prediction");
        }
    }

    @Override
    public AffineProcess process() {
        return conditional.process();
    }

    @Override
    public Shape sample() {
        return conditional.sample();
    }

    @Override
    public DType type() {
        return conditional.type();
    }

    @Override
    public Prediction prediction() {
        return conditional.prediction();
    }

    /** Every prediction is affine in the score, so they mix as scores do. */
    @Override
    public Tensor predict(Tensor x, Moment at) {
        Tensor with = conditional.predict(x, at);
        return with.plus(with.minus(unconditional.predict(x, at)).times(strength));
    }
}
