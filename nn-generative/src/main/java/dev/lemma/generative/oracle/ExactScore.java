package dev.lemma.generative.oracle;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.score.Prediction;
import dev.lemma.generative.score.ScoreFunction;

/**
 * The score of a law that is known: no conversion divides by a small number, for the law gives data, score and noise each by its own formula.
 *
 * @param law of the data
 * @param process that adds the noise
 * @param type of the numbers
 */
public record ExactScore(DataLaw law, AffineProcess process, DType type) implements ScoreFunction {

    @Override
    public Shape sample() {
        return law.sample();
    }

    @Override
    public Prediction prediction() {
        return Prediction.DATA;
    }

    @Override
    public Tensor predict(Tensor x, Moment at) {
        return law.denoiser(x, at);
    }

    @Override
    public Tensor predict(Prediction what, Tensor x, Moment at) {
        return switch (what) {
            case DATA -> law.denoiser(x, at);
            case SCORE -> law.score(x, at);
            case NOISE -> law.score(x, at).times(at.deviation()).negate();
            default ->
                what.target(
                        law.denoiser(x, at),
                        law.score(x, at).times(at.deviation()).negate(),
                        at);
        };
    }
}
