package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * A function of one element as a function of many: written once, computed for all rows together. What {@code vmap} is in JAX.
 *
 * <pre>{@code
 * Tensor perSample = Batching.of(x -> Derivatives.gradient(risk(theta, x), theta)).over(features);    // [n, P]
 * Tensor gram = Batching.pairs((x, y) -> x.minus(y).square().sum().negate().exp(), xs, ys);           // [n, m]
 * }</pre>
 *
 * <p>Arguments of {@code over} are mapped: their first axis is that of the elements, of one extent n for all. Whatever else the function uses is
 * shared by all elements. Results have the elements along a new first axis. Batchings nest; derivatives of batched expressions and batches of
 * derivatives are expressions like any other.
 *
 * <p>Each primitive says how it is batched ({@link Primitive#batch}): most become one primitive on larger operands, so that n products of a row and a
 * matrix become one product of matrices. Values equal those of a loop over the elements up to the rounding of sums that are grouped differently.
 * A loop becomes a loop over batched states; one with an early end runs until it has ended for every element. Draws from a shared key are the same for
 * all elements; with a mapped key, {@code [n, 4]}, each element has its own.
 */
public final class Batching {

    private Batching() {}

    /** A function of one element. */
    @FunctionalInterface
    public interface One {
        /** Its values for each row of the argument. */
        Tensor over(Tensor x);
    }

    /** A function of two elements. */
    @FunctionalInterface
    public interface Two {
        /** Its values for each row of both arguments. */
        Tensor over(Tensor x, Tensor y);
    }

    /** A function of several elements with several results. */
    @FunctionalInterface
    public interface Many {
        /** Its values for each row of all arguments. */
        List<Tensor> over(List<Tensor> arguments);
    }

    /** The batch of a function of one element. */
    public static One of(UnaryOperator<Tensor> f) {
        return x -> over(List.of(x), arguments -> List.of(f.apply(arguments.get(0))))
                .get(0);
    }

    /** The batch of a function of two elements that run together. */
    public static Two of(BinaryOperator<Tensor> f) {
        return (x, y) -> over(List.of(x, y), arguments -> List.of(f.apply(arguments.get(0), arguments.get(1))))
                .get(0);
    }

    /** The batch of a function of several elements, with several results. */
    public static Many ofMany(UnaryOperator<List<Tensor>> f) {
        return arguments -> over(arguments, f);
    }

    /** The values of a function for every pair of a row of x and a row of y: [n, m, …]. */
    public static Tensor pairs(BinaryOperator<Tensor> f, Tensor x, Tensor y) {
        return of((Tensor a) -> of((Tensor b) -> f.apply(a, b)).over(y)).over(x);
    }

    private static List<Tensor> over(List<Tensor> arguments, UnaryOperator<List<Tensor>> f) {
        if (arguments.isEmpty()) {
            throw new ShapeException("batching: expected at least one mapped argument, got none");
        }
        Map<Tensor, Tensor> mapped = new IdentityHashMap<>();
        List<Tensor> elements = new ArrayList<>();
        for (Tensor argument : arguments) {
            if (argument.rank() == 0) {
                throw new ShapeException(
                        "batching: a mapped argument needs a first axis for its elements, got a scalar: "
                                + "let the function close over what is shared");
            }
            Tensor element = Tensor.input(
                    "element", new TensorType(argument.type(), argument.shape().without(0)));
            elements.add(element);
            mapped.put(element, argument);
        }
        return batch(f.apply(elements), mapped);
    }

    /**
     * Expressions of some leaves for many values of these at once.
     *
     * @param expressions of one element
     * @param mapped for some leaves of theirs the values of n elements, along a leading axis
     * @return each expression for n elements, along a leading axis
     */
    public static List<Tensor> batch(List<Tensor> expressions, Map<Tensor, Tensor> mapped) {
        int count = -1;
        for (Map.Entry<Tensor, Tensor> entry : mapped.entrySet()) {
            Tensor one = entry.getKey();
            Tensor many = entry.getValue();
            int rows = many.rank() == 0 ? -1 : many.shape().extent(0);
            if (many.type() != one.type()
                    || many.rank() != one.rank() + 1
                    || !many.shape().without(0).equals(one.shape())) {
                throw new ShapeException("batching: " + many.tensorType() + " is no batch of " + one.tensorType());
            }
            if (count >= 0 && rows != count) {
                throw new ShapeException("batching: mapped arguments have " + count + " and " + rows
                        + " elements along their first axis, expected one number");
            }
            count = rows;
        }
        if (count < 0) {
            throw new ShapeException("batching: expected at least one mapped argument, got none");
        }
        List<Tensor> result = new ArrayList<>();
        List<Tensor> batched = new Batcher(count, new IdentityHashMap<>(mapped)).batch(expressions);
        for (int i = 0; i < expressions.size(); i++) {
            Tensor own = batched.get(i);
            Tensor shared = expressions.get(i);
            result.add(own == null ? shared.broadcast(shared.shape().batch(count)) : own);
        }
        return result;
    }
}
