package dev.lemma.generative.network;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Embedding;
import org.jspecify.annotations.Nullable;

/**
 * A fully connected network of points and time:
 *
 * <pre>{@code
 * h₁ = φ(W_x x + W_t e(t) + E_label + b),   h_{k+1} = φ(W_k h_k + b_k),   y = W h + b
 * }</pre>
 *
 * <p>The time enters as it would beside x in one row; where all samples have one time, W_t e(t) is a bias, worked out once.
 *
 * @param width of the hidden layers
 * @param depth number of hidden layers, at least 1
 * @param activation φ
 * @param embedding e
 * @param classes number of labels, 0 for none
 */
public record TimedPerceptron(int width, int depth, Activation activation, TimeEmbedding embedding, int classes)
        implements TimedLayer {

    public TimedPerceptron {
        Check.atLeastOne("width", width);
        Check.atLeastOne("depth", depth);
        Check.atLeast("classes", classes, 0);
    }

    /** With SiLU and eight octaves. */
    public TimedPerceptron(int width, int depth) {
        this(width, depth, Activations.SILU, TimeEmbedding.octaves(8), 0);
    }

    /** With labels. */
    public TimedPerceptron classes(int count) {
        return new TimedPerceptron(width, depth, activation, embedding, count);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x, Tensor time, @Nullable Tensor label) {
        int n = x.shape().extent(0);
        Tensor bias = new Dense(width).apply(scope.child("time"), embedding.of(time));
        if (classes > 0 && label != null) {
            bias = bias.plus(new Embedding(classes + 1, width).apply(scope.child("label"), label));
        }
        Tensor h = activation.apply(new Dense(width)
                .noBias()
                .apply(scope.child("input"), x.reshape(n, -1))
                .plus(bias));
        for (int k = 1; k < depth; k++) {
            h = activation.apply(new Dense(width).apply(scope.child("hidden" + k), h));
        }
        int out = x.shape().size() / Math.max(1, n);
        return new Dense(out).apply(scope.child("output"), h).reshape(x.shape());
    }
}
