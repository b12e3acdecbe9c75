package dev.lemma.theory.approximation;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import java.util.ArrayList;
import java.util.List;

/**
 * A network with the shape of a compositional function: d inputs, d a power of 2, joined in pairs by small networks of two inputs and one hidden layer, d − 1 in all.
 *
 * <p>Parameters: {@code (d − 1)(4p + 1)}.
 *
 * @param hidden p, units of each
 * @param activation between its two layers
 * @see <a href="https://arxiv.org/abs/1611.00740">Poggio, Mhaskar, Rosasco, Miranda and Liao 2017, Why and when can deep networks avoid the curse of dimensionality</a>
 */
public record BinaryTree(int hidden, Activation activation) implements Layer {

    public BinaryTree {
        Check.atLeastOne("hidden", hidden);
        Check.given("activation", activation);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() != 2
                || Integer.bitCount(x.shape().extent(1)) != 1
                || x.shape().extent(1) < 2) {
            throw new ShapeException("binary tree: expected [batch, d] with d = 2, 4, 8, …, got " + x.shape());
        }
        Tensor level = x;
        for (int depth = 0; level.shape().extent(1) > 1; depth++) {
            List<Tensor> joined = new ArrayList<>();
            for (int i = 0; i < level.shape().extent(1); i += 2) {
                Layer node = Sequential.of(new Dense(hidden), activation, new Dense(1));
                joined.add(node.apply(scope.child(depth + "-" + i / 2), level.slice(1, i, i + 2)));
            }
            level = Tensor.concat(1, joined);
        }
        return level;
    }
}
