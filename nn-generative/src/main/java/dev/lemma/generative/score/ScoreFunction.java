package dev.lemma.generative.score;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Moment;

/**
 * What runs a process backwards: the score of its law at every time, or anything that says the same. Exact laws ({@code dev.lemma.generative.oracle}),
 * trained models, and combinations of them are values of this; samplers and likelihoods need nothing else.
 */
public interface ScoreFunction {

    /** The process whose laws it knows. */
    AffineProcess process();

    /** Shape of one sample. */
    Shape sample();

    /** The type it computes in. */
    DType type();

    /** What {@link #predict(Tensor, Moment)} gives. */
    Prediction prediction();

    /**
     * The prediction at x.
     *
     * @param x [N, …]
     * @param at one time for all, or one for each
     * @return of the shape of x
     */
    Tensor predict(Tensor x, Moment at);

    /** The prediction at x, said in another way. */
    default Tensor predict(Prediction what, Tensor x, Moment at) {
        return prediction().to(what, predict(x, at), x, at);
    }

    /** E[x₀ | x]. */
    default Tensor data(Tensor x, Moment at) {
        return predict(Prediction.DATA, x, at);
    }

    /** E[ε | x]. */
    default Tensor noise(Tensor x, Moment at) {
        return predict(Prediction.NOISE, x, at);
    }

    /** ∇log q_t(x). */
    default Tensor score(Tensor x, Moment at) {
        return predict(Prediction.SCORE, x, at);
    }

    /** The velocity of the probability flow, {@code f x − ½ g² ∇log q_t(x)}. */
    default Tensor velocity(Tensor x, Moment at) {
        if (prediction() == Prediction.FLOW) {
            return predict(x, at);
        }
        Tensor half = process().diffusionSquared(at.time()).times(0.5);
        return process().drift(x, at.time()).minus(score(x, at).times(half));
    }
}
