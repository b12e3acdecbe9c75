package dev.lemma.generative.network;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Embedding;
import dev.lemma.core.layer.LayerNorm;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected network of many residual blocks, all of which see the time:
 *
 * <pre>{@code
 * c = φ(W e(t) + b) + E_label        h₀ = W x + b
 * h_{k+1} = h_k + W φ(W norm(h_k) + W c + b) + b        y = W φ(norm(h)) + b
 * }</pre>
 *
 * <p>The last map of every block and of the network begins at 0, so that each block begins as the identity. For data of tens of numbers and more, where
 * a {@link TimedPerceptron} of the same size fits markedly worse. Where all samples have one time, c is worked out once.
 *
 * @param width of h and inside the blocks
 * @param blocks at least 1
 * @param activation φ
 * @param embedding e
 * @param classes number of labels, 0 for none
 * @see <a href="https://arxiv.org/abs/1603.05027">He et al. 2016, figure 1(b)</a>: the norm before the map
 */
public record ResidualPerceptron(int width, int blocks, Activation activation, TimeEmbedding embedding, int classes)
        implements TimedLayer {

    public ResidualPerceptron {
        Check.atLeastOne("width", width);
        Check.atLeastOne("blocks", blocks);
        Check.atLeast("classes", classes, 0);
    }

    /** With SiLU, and twelve waves from 1 to 60. */
    public ResidualPerceptron(int width, int blocks) {
        this(width, blocks, Activations.SILU, new TimeEmbedding(12, 1, 60), 0);
    }

    /** With labels. */
    public ResidualPerceptron classes(int count) {
        return new ResidualPerceptron(width, blocks, activation, embedding, count);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x, Tensor time, @Nullable Tensor label) {
        int n = x.shape().extent(0);
        Tensor c = activation.apply(new Dense(width).apply(scope.child("time"), embedding.of(time)));
        if (classes > 0 && label != null) {
            c = c.plus(new Embedding(classes + 1, width).apply(scope.child("label"), label));
        }
        Tensor h = new Dense(width).apply(scope.child("input"), x.reshape(n, -1));
        for (int k = 0; k < blocks; k++) {
            Tensor inner = new Dense(width)
                    .noBias()
                    .apply(scope.child("block" + k), new LayerNorm().apply(scope.child("norm" + k), h));
            Tensor shift = new Dense(width).apply(scope.child("shift" + k), c);
            h = h.plus(fromZero(scope.child("back" + k), activation.apply(inner.plus(shift)), width));
        }
        int out = x.shape().size() / Math.max(1, n);
        Tensor last = activation.apply(new LayerNorm().apply(scope.child("norm"), h));
        return fromZero(scope.child("output"), last, out).reshape(x.shape());
    }

    private static Tensor fromZero(Scope scope, Tensor x, int out) {
        return new Dense(out).weight(Initializers.zeros()).apply(scope, x);
    }
}
