package dev.lemma.api.kernel;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a kernel declares its hyper-parameters, as a layer does its weights in a scope: each declaration gives the expression that stands for the number.
 *
 * <pre>{@code
 * Tensor length = h.positive("length", 1.0);
 * }</pre>
 *
 * <p>A kernel must declare the same ones, in the same order, every time it is applied. The numbers stand in one vector in that order.
 */
public final class Hyperparameters {

    /** What all parts of one kernel share. */
    private static final class Declared {

        private final List<Hyperparameter> list = new ArrayList<>();
        private final @Nullable Tensor vector;

        Declared(@Nullable Tensor vector) {
            this.vector = vector;
        }
    }

    /** Values in place of those that a kernel writes, taken in the order of its declarations. */
    private static final class Replacements {

        private final double[] values;
        private int taken;

        Replacements(double[] values) {
            this.values = values;
        }

        double next() {
            if (taken == values.length) {
                throw new IllegalArgumentException(
                        "kernel: got " + values.length + " values, but it declares more hyper-parameters");
            }
            return values[taken++];
        }
    }

    private final Declared declared;
    private final String prefix;
    private final DType type;
    private final boolean fixed;
    private final @Nullable Replacements replacements;

    private Hyperparameters(
            Declared declared, String prefix, DType type, boolean fixed, @Nullable Replacements replacements) {
        this.declared = declared;
        this.prefix = prefix;
        this.type = type;
        this.fixed = fixed;
        this.replacements = replacements;
    }

    /** The hyper-parameters that a kernel declares on points of ℝᵈ, in its order. */
    public static List<Hyperparameter> of(Kernel kernel, int dimension) {
        Declared declared = new Declared(null);
        Tensor x = Tensor.input("x", DType.FLOAT64, 1, dimension);
        apply(kernel, Pairs.all(x, x), declared);
        return List.copyOf(declared.list);
    }

    /** The values {@code k(x, x′)} of a kernel on pairs of points, its hyper-parameters written in as numbers. */
    public static Tensor values(Kernel kernel, Pairs pairs) {
        return apply(kernel, pairs, new Declared(null));
    }

    /**
     * The values of a kernel as a function of its hyper-parameters.
     *
     * @param vector [p], the numbers themselves, not their free coordinates
     */
    public static Tensor values(Kernel kernel, Pairs pairs, Tensor vector) {
        Declared declared = new Declared(vector);
        Tensor values = apply(kernel, pairs, declared);
        if (vector.rank() != 1 || vector.shape().extent(0) != declared.list.size()) {
            throw new ShapeException("kernel: it declares " + declared.list.size() + " hyper-parameters, got a vector "
                    + vector.shape() + " of them");
        }
        return values;
    }

    private static Tensor apply(Kernel kernel, Pairs pairs, Declared declared) {
        Tensor values = kernel.apply(new Hyperparameters(declared, "", pairs.type(), false, null), pairs);
        if (values.type() != pairs.type()) {
            throw new ShapeException("kernel: its values are " + values.type() + ", the points " + pairs.type());
        }
        if (!values.shape().equals(pairs.shape())) {
            throw new ShapeException("kernel: expected values " + pairs.shape() + ", one for each pair, got "
                    + values.shape() + ": write it in squaredDistance(), innerProduct(), sum(…) or left() and right(),"
                    + " and reduce the last axis of those");
        }
        return values;
    }

    // ------------------------------------------------------------------ declarations

    /** Any finite number. */
    public Tensor real(String name, double value) {
        return one(name, value, Constraint.REAL);
    }

    /** A number above 0. */
    public Tensor positive(String name, double value) {
        return one(name, value, Constraint.POSITIVE);
    }

    /** A number in (0, 1). */
    public Tensor unitInterval(String name, double value) {
        return one(name, value, Constraint.UNIT_INTERVAL);
    }

    /** A vector [k] of numbers above 0, called {@code name[0]}, {@code name[1]}, … */
    public Tensor positive(String name, List<Double> values) {
        return vector(name, values, Constraint.POSITIVE);
    }

    /** A vector [k] of finite numbers, called {@code name[0]}, {@code name[1]}, … */
    public Tensor real(String name, List<Double> values) {
        return vector(name, values, Constraint.REAL);
    }

    private Tensor one(String name, double value, Constraint constraint) {
        return vector(List.of(name), List.of(value), constraint).reshape(Shape.scalar());
    }

    private Tensor vector(String name, List<Double> values, Constraint constraint) {
        List<String> names = new ArrayList<>();
        for (int i = 0; i < values.size(); i++) {
            names.add(name + "[" + i + "]");
        }
        return vector(names, values, constraint);
    }

    private Tensor vector(List<String> names, List<Double> values, Constraint constraint) {
        double[] numbers = new double[values.size()];
        int first = declared.list.size();
        for (int i = 0; i < numbers.length; i++) {
            Hyperparameter declaration = new Hyperparameter(
                    prefix + names.get(i), replacements == null ? values.get(i) : replacements.next(), constraint);
            numbers[i] = declaration.value();
            if (!fixed) {
                if (declared.list.stream().anyMatch(other -> other.name().equals(declaration.name()))) {
                    throw new IllegalArgumentException("kernel: two hyper-parameters are called \"" + declaration.name()
                            + "\": declare one of them within(\"another part\")");
                }
                declared.list.add(declaration);
            }
        }
        Tensor vector = declared.vector;
        if (fixed || vector == null) {
            return Tensor.literal(Array.vector(numbers).as(type));
        }
        if (first + numbers.length > vector.shape().size()) {
            throw new ShapeException("kernel: it declares more hyper-parameters than the vector " + vector.shape()
                    + " has: does it declare the same ones every time?");
        }
        return vector.slice(0, first, first + numbers.length);
    }

    // ------------------------------------------------------------------ parts

    /** The same, for a part of a kernel: its names begin with {@code part/}. */
    public Hyperparameters within(String part) {
        return new Hyperparameters(declared, prefix + part + "/", type, fixed, replacements);
    }

    /** For a part whose numbers stay as they are: it declares nothing. */
    Hyperparameters fixed() {
        return new Hyperparameters(declared, prefix, type, true, null);
    }

    /** The values of a kernel whose declarations take these values instead of their own, unless the caller's take precedence. */
    Tensor replacing(double[] values, Kernel kernel, Pairs pairs) {
        if (replacements != null) {
            return kernel.apply(this, pairs);
        }
        Replacements own = new Replacements(values);
        Tensor result = kernel.apply(new Hyperparameters(declared, prefix, type, fixed, own), pairs);
        if (own.taken != values.length) {
            throw new IllegalArgumentException(
                    "kernel: got " + values.length + " values, but it declares " + own.taken + " hyper-parameters");
        }
        return result;
    }
}
