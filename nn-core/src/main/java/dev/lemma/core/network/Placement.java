package dev.lemma.core.network;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Parameter;

/**
 * Where the parameters of a network stand in a flat vector that holds those of several, one after another.
 *
 * @param prefix before the names of its parameters, such as {@code "encoder/"}
 * @param offset of its first parameter in the vector, at least 0
 */
public record Placement(String prefix, int offset) {

    /** A vector of its own. */
    public static final Placement ALONE = new Placement("", 0);

    public Placement {
        Check.given("prefix", prefix);
        if (offset < 0) {
            throw new IllegalArgumentException("placement: expected an offset of at least 0, got " + offset);
        }
    }

    /** The parameter as a part of the longer vector. */
    public Parameter of(Parameter own) {
        return equals(ALONE)
                ? own
                : new Parameter(
                        prefix + own.name(),
                        own.shape(),
                        Math.addExact(offset, own.offset()),
                        own.law(),
                        own.rateScale(),
                        own.scaleFreeRate());
    }
}
