package dev.lemma.generative.oracle;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.score.ScoreFunction;

/**
 * A law of data whose noised versions {@code q_t}, the laws of {@code a x₀ + σ ε}, are known exactly: the answers that samplers, likelihoods and models
 * are held against. All are expressions of x [N, …] in either number type, and so compose and differentiate.
 */
public interface DataLaw {

    /** Shape of one sample. */
    Shape sample();

    /** log q_t(x): [N]. */
    Tensor logDensity(Tensor x, Moment at);

    /** ∇log q_t(x): of the shape of x. */
    Tensor score(Tensor x, Moment at);

    /** div ∇log q_t(x) = Δ log q_t(x): [N]. */
    Tensor divergence(Tensor x, Moment at);

    /** E[x₀ | x]: of the shape of x. */
    Tensor denoiser(Tensor x, Moment at);

    /** tr Cov(x₀ | x), the squared error of the denoiser: [N]. */
    Tensor uncertainty(Tensor x, Moment at);

    /** n samples [n, …] of the data, each from a key of its own. */
    Array draw(Key key, int n);

    /** log q₀(x) of the data themselves: [N]. */
    default Tensor logDensity(Tensor x) {
        return logDensity(x, clean(x.type()));
    }

    /** The exact score of a process that starts from this law. */
    default ScoreFunction under(AffineProcess process) {
        return under(process, DType.FLOAT64);
    }

    /** The exact score of a process that starts from this law, in a number type. */
    default ScoreFunction under(AffineProcess process, DType type) {
        return new ExactScore(this, process, type);
    }

    /** The moment at which there is no noise yet. */
    static Moment clean(DType type) {
        Tensor zero = Tensor.constant(type, 0);
        return new Moment(zero, Tensor.constant(type, 1), zero, zero, zero);
    }
}
