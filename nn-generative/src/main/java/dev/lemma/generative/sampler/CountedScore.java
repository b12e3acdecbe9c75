package dev.lemma.generative.sampler;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.score.Prediction;
import dev.lemma.generative.score.ScoreFunction;

/** A score that counts how often it is written into an expression. */
final class CountedScore implements ScoreFunction {

    private final ScoreFunction score;
    private int count;

    CountedScore(ScoreFunction score) {
        this.score = score;
    }

    /** Predictions asked for since the last call. */
    int take() {
        int taken = count;
        count = 0;
        return taken;
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
        return score.prediction();
    }

    @Override
    public Tensor predict(Tensor x, Moment at) {
        count++;
        return score.predict(x, at);
    }

    @Override
    public Tensor predict(Prediction what, Tensor x, Moment at) {
        count++;
        return score.predict(what, x, at);
    }
}
