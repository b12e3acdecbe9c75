package dev.lemma.generative.score;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Moment;

/**
 * How much an error at a time counts: the factor w of {@code ‖ε − ε̂‖²/d}, whatever the model predicts.
 *
 * <pre>{@code
 * SIMPLE        1                        (σ² of the score's error)
 * LIKELIHOOD    g²/v                     (g² of the score's error: the bound of Theorem 13.2, doubled)
 * EDM           (v + σ_d²a²)/(σ_d²a²)    (1/c_out² of the denoiser's error)
 * MIN_SNR(γ)    min(1, γ v/a²)
 * }</pre>
 */
@FunctionalInterface
public interface Weighting {

    /** Every time alike. */
    Weighting SIMPLE = (process, at) -> at.time().filled(1);

    /** As the likelihood has it. */
    Weighting LIKELIHOOD = (process, at) -> process.diffusionSquared(at.time()).dividedBy(at.variance());

    /** w at a time. */
    Tensor of(AffineProcess process, Moment at);

    /**
     * That of Karras et al. for data of a deviation.
     *
     * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022, table 1</a>
     */
    static Weighting edm(double dataDeviation) {
        double s2 = Check.positive("dataDeviation", dataDeviation) * dataDeviation;
        return (process, at) -> {
            Tensor signal = at.scale().square().times(s2);
            return at.variance().plus(signal).dividedBy(signal);
        };
    }

    /**
     * The denoiser's error, but no more than at a signal-to-noise ratio of γ.
     *
     * @see <a href="https://arxiv.org/abs/2303.09556">Hang et al. 2023</a>
     */
    static Weighting minSnr(double gamma) {
        Check.positive("gamma", gamma);
        return (process, at) -> at.snr().reciprocal().times(gamma).minimum(1);
    }
}
