package dev.lemma.testkit;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.List;
import java.util.function.UnaryOperator;

/** Values and derivatives of expressions, for the contracts. */
final class Numbers {

    /** Near the third root of the unit roundoff, which is best for central differences. */
    private static final double STEP = 1e-5;

    private Numbers() {}

    static Array value(UnaryOperator<Tensor> f, Array x) {
        return Program.of(Fused.executor(), leaves -> List.of(f.apply(leaves.get(0))))
                .call(x);
    }

    /** Gradient of the sum of f. */
    static Array gradient(UnaryOperator<Tensor> f, Array x) {
        return value(t -> Derivatives.gradient(f.apply(t).sum(), t), x);
    }

    /** The gradient of the sum of f, by central differences with step 10⁻⁵·(1 + |x|). */
    static double[] differences(UnaryOperator<Tensor> f, Array x) {
        Program sum = Program.of(
                Fused.executor(), leaves -> List.of(f.apply(leaves.get(0)).sum()));
        double[] at = x.toDoubles();
        double[] gradient = new double[at.length];
        for (int i = 0; i < at.length; i++) {
            double middle = at[i];
            double step = STEP * (1 + Math.abs(middle));
            at[i] = middle + step;
            double above = sum.call(Array.of(x.shape(), at.clone())).item();
            at[i] = middle - step;
            double below = sum.call(Array.of(x.shape(), at.clone())).item();
            at[i] = middle;
            gradient[i] = (above - below) / (2 * step);
        }
        return gradient;
    }

    static Array normal(String purpose, int... extents) {
        Shape shape = Shape.of(extents);
        double[] numbers = new double[shape.size()];
        Randomness.normal(Key.of(0).of(purpose), numbers);
        return Array.of(shape, numbers);
    }

    static Array single(Array x) {
        return x.as(DType.FLOAT32);
    }
}
