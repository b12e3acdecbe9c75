package dev.lemma.api.tensor;

import java.util.List;

/**
 * A user's own primitive in its simplest form: besides the rules of {@link Primitive}, its values, in plain Java. Both executors call
 * {@link #evaluate}, on arrays that they keep; implement it as a record, so that equal primitives are equal. For a fast kernel of its own a primitive
 * is registered in a {@code PrimitiveLibrary} of nn-compiler instead.
 */
public interface CustomOp extends Primitive {

    /**
     * The values of the result from those of the operands, in row-major order.
     *
     * @param operands one array per operand, float64 whatever the type of the program; not to be written
     * @param shapes the operands' shapes
     * @param result zeros at first; rounded to the program's type afterwards
     */
    void evaluate(List<double[]> operands, List<Shape> shapes, double[] result);
}
