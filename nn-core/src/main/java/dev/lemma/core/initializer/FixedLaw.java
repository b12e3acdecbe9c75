package dev.lemma.core.initializer;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import java.util.Objects;

/**
 * One law for every weight, whatever its fan-in and fan-out.
 *
 * @param law of each number
 */
public record FixedLaw(Law law) implements Initializer {

    public FixedLaw {
        Objects.requireNonNull(law, "law");
    }

    @Override
    public Law law(Shape shape, int fanIn, int fanOut) {
        return law;
    }
}
