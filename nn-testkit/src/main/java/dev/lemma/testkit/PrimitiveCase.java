package dev.lemma.testkit;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.function.Function;

/**
 * A primitive applied to variables, and where to evaluate it: away from kinks, where differences see two sides.
 *
 * @param name of the primitive and what is special
 * @param expression of the variables
 * @param at one float64 array per variable
 * @param bothTypes whether the expression may be written for float32 variables too
 * @param batchTolerance by how much a batch may differ from a loop, of the largest entry
 */
public record PrimitiveCase(
        String name,
        Function<List<Tensor>, Tensor> expression,
        List<Array> at,
        boolean bothTypes,
        double batchTolerance) {

    /** A case in both types, whose batches equal loops to 1e-13. */
    public static PrimitiveCase of(String name, Function<List<Tensor>, Tensor> expression, Array... at) {
        return new PrimitiveCase(name, expression, List.of(at), true, 1e-13);
    }

    /** The same in float64 only, for expressions with parts of that type. */
    public PrimitiveCase inFloat64() {
        return new PrimitiveCase(name, expression, at, false, batchTolerance);
    }

    /** The same where a batch differs from a loop by rounding of this size. */
    public PrimitiveCase batchTolerance(double tolerance) {
        return new PrimitiveCase(name, expression, at, bothTypes, tolerance);
    }

    @Override
    public String toString() {
        return name;
    }
}
