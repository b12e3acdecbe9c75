package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.initializer.Initializers;

/**
 * A vector for each symbol: whole numbers [N, …] in [0, symbols) to [N, …, dimension]. A number outside is an error
 * when the program runs.
 *
 * <p>Parameter {@code weight} [symbols, dimension], of fan-in 1: it is the weight of a dense layer on one-hot vectors.
 * Its gradient adds what falls on one symbol.
 *
 * @param symbols number of symbols
 * @param dimension length of a vector
 * @param weight initial law
 */
public record Embedding(int symbols, int dimension, Initializer weight) implements Layer {

    public Embedding {
        Check.atLeastOne("symbols", symbols);
        Check.atLeastOne("dimension", dimension);
        Check.given("weight", weight);
    }

    /** With N(0, 1) vectors. */
    public Embedding(int symbols, int dimension) {
        this(symbols, dimension, Initializers.normal(1));
    }

    /** With another initial law. */
    public Embedding weight(Initializer law) {
        return new Embedding(symbols, dimension, law);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        return scope.weight("weight", Shape.of(symbols, dimension), 1, dimension, weight)
                .gather(0, x);
    }
}
