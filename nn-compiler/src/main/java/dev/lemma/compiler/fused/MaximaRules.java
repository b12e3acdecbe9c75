package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.ScatterAlong;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Rules around max pooling: what is the same for all pixels of a channel, a bias or a bound such as {@code relu}'s, is applied behind
 * the maximum, on fewer numbers.
 *
 * <pre>{@code
 * max max(xᵢ + b, c) = max(max xᵢ + b, c)             for finite b, rounding included
 * scatter(ȳ)·[max(x, c) > c] = scatter(ȳ·[max pool > c])    the derivative of a bound goes before its places
 * Σ over a plane of scatter(ȳ) = Σ ȳ                   the derivative of a bias needs no places
 * }</pre>
 *
 * <p>The first of equal maxima is then that of xᵢ: numbers that only the rounding of {@code xᵢ + b} makes equal are told apart.
 */
final class MaximaRules {

    private static final Set<Primitive> BOUNDS = Set.of(Binary.MAXIMUM, Binary.MINIMUM);

    /** Where canonical nodes come from. */
    @FunctionalInterface
    interface Canonical {
        /** The canonical node for an operation on canonical operands. */
        Tensor apply(Primitive op, List<Tensor> operands);
    }

    private final Canonical canonical;

    MaximaRules(Canonical canonical) {
        this.canonical = canonical;
    }

    private Tensor apply(Primitive op, Tensor... operands) {
        return canonical.apply(op, List.of(operands));
    }

    /** The places of maxima do not depend on what is added to a whole plane. */
    @Nullable
    Tensor places(MaxPoolIndices op, Tensor x) {
        int moved = movable(x, Set.of(Binary.ADD));
        return moved < 0 ? null : apply(op, x.operand(moved));
    }

    /** Maxima taken from where they were found. */
    @Nullable
    Tensor taken(Tensor numbers, Tensor indices) {
        Tensor places = behindReshape(indices);
        Tensor x = behindReshape(numbers);
        if (!(places.op() instanceof MaxPoolIndices pool)
                || x.rank() != 4
                || !sameBase(x, places.operand(0))
                || numbers.rank() != 2) {
            return null;
        }
        int moved = movable(x, Set.of(Binary.ADD, Binary.MAXIMUM, Binary.MINIMUM));
        if (moved < 0) {
            return null;
        }
        return apply(new Reshape(indices.shape()), behind(pool, x, moved));
    }

    /** {@code op(maxima of the moved operand, what is the same in a plane)}, as images. */
    private Tensor behind(MaxPoolIndices pool, Tensor x, int moved) {
        Tensor inner = maxima(pool, x.operand(moved));
        Tensor same = apply(new Broadcast(inner.shape()), x.operand(1 - moved).operand(0));
        return moved == 0 ? apply(x.op(), inner, same) : apply(x.op(), same, inner);
    }

    private Tensor maxima(MaxPoolIndices pool, Tensor x) {
        Tensor places = apply(pool, x);
        Shape planes = Shape.of(x.shape().extent(0) * x.shape().extent(1), plane(x));
        Shape found = Shape.of(planes.extent(0), plane(places));
        Tensor taken = apply(new TakeAlong(), apply(new Reshape(planes), x), apply(new Reshape(found), places));
        return apply(new Reshape(places.shape()), taken);
    }

    private static int plane(Tensor x) {
        return x.shape().extent(2) * x.shape().extent(3);
    }

    /** A derivative that is scattered to the places of maxima of a bounded tensor, times where the bound does not hold. */
    @Nullable
    Tensor masked(Binary product, Tensor a, Tensor b) {
        Tensor simpler = maskedInOrder(product, a, b);
        return simpler != null ? simpler : maskedInOrder(product, b, a);
    }

    private @Nullable Tensor maskedInOrder(Binary product, Tensor scattered, Tensor mask) {
        Tensor scatter = behindReshape(scattered);
        if (mask.op() != Binary.LESS || !(scatter.op() instanceof ScatterAlong along) || scattered.rank() != 4) {
            return null;
        }
        Tensor places = behindReshape(scatter.operand(1));
        if (!(places.op() instanceof MaxPoolIndices pool)) {
            return null;
        }
        Tensor x = places.operand(0);
        int moved = movable(x, BOUNDS);
        int at = x.op() == Binary.MAXIMUM ? 1 : 0;
        if (moved < 0 || mask.operand(at) != x || mask.operand(1 - at) != x.operand(1 - moved)) {
            return null;
        }
        Tensor bounded = behind(pool, x, moved);
        Tensor bound =
                apply(new Broadcast(bounded.shape()), x.operand(1 - moved).operand(0));
        Tensor free = at == 1 ? apply(Binary.LESS, bound, bounded) : apply(Binary.LESS, bounded, bound);
        Tensor cotangent = scatter.operand(0);
        Tensor kept = apply(product, cotangent, apply(new Reshape(cotangent.shape()), free));
        Tensor again = apply(new Reshape(cotangent.shape()), apply(pool, x.operand(moved)));
        return apply(new Reshape(scattered.shape()), apply(along, kept, again));
    }

    /** The sum of whole planes of what is scattered to places of maxima. */
    @Nullable
    Tensor summed(Sum sum, Tensor x) {
        Tensor scatter = behindReshape(x);
        if (!(scatter.op() instanceof ScatterAlong)
                || x.rank() != 4
                || !(behindReshape(scatter.operand(1)).op() instanceof MaxPoolIndices)) {
            return null;
        }
        Shape places = behindReshape(scatter.operand(1)).shape();
        for (int axis = 2; axis < 4; axis++) {
            if (!sum.axes().contains(axis)) {
                return null;
            }
        }
        return apply(sum, apply(new Reshape(places), scatter.operand(0)));
    }

    /** Which operand of the node may be pooled before the operation, because the other is the same in a plane; −1 if none. */
    private static int movable(Tensor x, Set<Primitive> ops) {
        if (!ops.contains(x.op()) || x.rank() != 4) {
            return -1;
        }
        for (int i = 0; i < 2; i++) {
            if (repeatsOverPlanes(x.operand(1 - i))) {
                return i;
            }
        }
        return -1;
    }

    private static boolean repeatsOverPlanes(Tensor x) {
        if (!(x.op() instanceof Broadcast)) {
            return false;
        }
        Shape from = x.operand(0).shape();
        return (from.rank() < 1 || from.extent(-1) == 1) && (from.rank() < 2 || from.extent(-2) == 1);
    }

    /** Whether the places were found in x, or in x without what was added to whole planes. */
    private static boolean sameBase(Tensor x, Tensor found) {
        Tensor base = x;
        while (base != found) {
            int moved = movable(base, Set.of(Binary.ADD));
            if (moved < 0) {
                return false;
            }
            base = base.operand(moved);
        }
        return true;
    }

    private static Tensor behindReshape(Tensor x) {
        return x.op() instanceof Reshape ? x.operand(0) : x;
    }
}
