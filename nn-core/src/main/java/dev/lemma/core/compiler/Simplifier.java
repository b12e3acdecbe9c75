package dev.lemma.core.compiler;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.CustomGradient;
import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Literal;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Max;
import dev.lemma.api.tensor.Op;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.Permute;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.StopGradient;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import dev.lemma.core.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Writes expressions anew so that less is computed: equal sub-expressions become one, constants are folded, transposes move into products,
 * repetition moves outwards past element-wise operations, parts of joined vectors are taken from where they came from, and parts that are added up between
 * zeros, as gradients of slices are, become joined vectors.
 *
 * <p>Every rule keeps the value; the only one that may change a last bit is the division by a single number, which becomes a
 * multiplication by its reciprocal.
 */
final class Simplifier {

    private record Signature(Op op, List<Integer> operands) {}

    private final Map<Signature, Tensor> known = new HashMap<>();
    private final Map<Tensor, Integer> numbers = new IdentityHashMap<>();
    private final Map<Tensor, Tensor> done = new IdentityHashMap<>();

    /** The simplified expressions, sharing all they can. */
    static List<Tensor> simplify(List<Tensor> roots) {
        Simplifier simplifier = new Simplifier();
        for (Tensor node : Graph.order(roots)) {
            List<Tensor> operands = node.operands().stream().map(simplifier.done::get).toList();
            simplifier.done.put(node, operands.isEmpty() ? simplifier.leaf(node) : simplifier.apply(node.op(), operands));
        }
        return roots.stream().map(simplifier.done::get).toList();
    }

    private int number(Tensor node) {
        return numbers.computeIfAbsent(node, n -> numbers.size());
    }

    private Tensor leaf(Tensor node) {
        if (node.op() instanceof Literal literal && literal.array().shape().size() <= 64) {
            return known.computeIfAbsent(new Signature(literal, List.of()), s -> node);
        }
        return node;
    }

    private Tensor constant(Tensor like, double value) {
        return apply(new Broadcast(like.shape()), List.of(leaf(Tensor.constant(like.type(), value))));
    }

    private Tensor apply(Op op, Tensor... operands) {
        return apply(op, List.of(operands));
    }

    /** The canonical node for an operation on canonical operands. */
    private Tensor apply(Op op, List<Tensor> operands) {
        Tensor x = operands.get(0);
        if (op instanceof StopGradient || op instanceof CustomGradient) {
            return x;
        }
        if (op instanceof Elementwise elementwise) {
            Tensor simpler = elementwise(elementwise, operands);
            if (simpler != null) {
                return simpler;
            }
        } else if (op instanceof Broadcast broadcast) {
            if (broadcast.shape().equals(x.shape())) {
                return x;
            }
            if (x.op() instanceof Broadcast) {
                return apply(op, x.operand(0));
            }
            if (x.op() instanceof Reshape && x.operand(0).shape().size() == 1 && x.operand(0).rank() == 0) {
                return apply(op, x.operand(0));
            }
        } else if (op instanceof Reshape reshape) {
            if (reshape.shape().equals(x.shape())) {
                return x;
            }
            if (x.op() instanceof Reshape) {
                return apply(op, x.operand(0));
            }
            if (x.op() instanceof Broadcast && x.operand(0).shape().size() == 1) {
                return apply(new Broadcast(reshape.shape()), apply(new Reshape(Shape.scalar()), x.operand(0)));
            }
        } else if (op instanceof Permute permute) {
            if (permute.axes().equals(permute.inverse().axes()) && isIdentity(permute)) {
                return x;
            }
            if (x.op() instanceof Permute inner) {
                return apply(new Permute(permute.axes().stream().map(inner.axes()::get).toList()), x.operand(0));
            }
            if (x.op() instanceof Broadcast && x.operand(0).rank() == 0) {
                Shape shape = Tensor.apply(op, operands).shape();
                return apply(new Broadcast(shape), x.operand(0));
            }
        } else if (op instanceof MatMul product) {
            Tensor a = operands.get(0);
            Tensor b = operands.get(1);
            if (isTranspose(a)) {
                return apply(new MatMul(!product.transposeA(), product.transposeB()), a.operand(0), b);
            }
            if (isTranspose(b)) {
                return apply(new MatMul(product.transposeA(), !product.transposeB()), a, b.operand(0));
            }
        } else if (op instanceof Slice slice) {
            Tensor simpler = slice(slice, x);
            if (simpler != null) {
                return simpler;
            }
        } else if (op instanceof Sum sum) {
            Tensor simpler = sum(sum, x);
            if (simpler != null) {
                return simpler;
            }
        } else if (op instanceof Max max) {
            Tensor simpler = trivial(max, max.axes(), x);
            if (simpler != null) {
                return simpler;
            }
        }
        return intern(op, operands);
    }

    private Tensor intern(Op op, List<Tensor> operands) {
        Signature signature = new Signature(op, operands.stream().map(this::number).toList());
        Tensor node = known.get(signature);
        if (node == null) {
            node = Tensor.apply(op, operands);
            known.put(signature, node);
        }
        return node;
    }

    private static boolean isIdentity(Permute permute) {
        for (int i = 0; i < permute.axes().size(); i++) {
            if (permute.axes().get(i) != i) {
                return false;
            }
        }
        return true;
    }

    private static boolean isTranspose(Tensor x) {
        if (!(x.op() instanceof Permute permute)) {
            return false;
        }
        int rank = x.rank();
        for (int i = 0; i < rank - 2; i++) {
            if (permute.axes().get(i) != i) {
                return false;
            }
        }
        return rank >= 2 && permute.axes().get(rank - 1) == rank - 2;
    }

    private @Nullable Tensor elementwise(Elementwise op, List<Tensor> operands) {
        Tensor x = operands.get(0);
        boolean constant = true;
        Shape source = null;
        boolean repeated = true;
        for (Tensor operand : operands) {
            boolean isConstant = operand.constantValue().isPresent();
            constant &= isConstant;
            if (!isConstant) {
                Shape from = operand.op() instanceof Broadcast ? operand.operand(0).shape() : null;
                repeated &= from != null && (source == null || from.equals(source));
                source = from;
            }
        }
        if (constant) {
            return constantFold(op, operands);
        }
        if (repeated && source != null) {
            List<Tensor> sources = new ArrayList<>();
            for (Tensor operand : operands) {
                sources.add(
                        operand.constantValue().isPresent()
                                ? constant(Tensor.full(operand.type(), source, 0), operand.constantValue().getAsDouble())
                                : operand.operand(0));
            }
            return apply(new Broadcast(x.shape()), apply(op, sources));
        }
        if (op == Unary.NEGATE && x.op() == Unary.NEGATE) {
            return x.operand(0);
        }
        if (op instanceof Binary binary) {
            Tensor y = operands.get(1);
            switch (binary) {
                case ADD -> {
                    if (isConstant(y, 0)) {
                        return x;
                    }
                    if (isConstant(x, 0)) {
                        return y;
                    }
                    if (y.op() == Unary.NEGATE) {
                        return apply(Binary.SUBTRACT, x, y.operand(0));
                    }
                    if (x.op() == Unary.NEGATE) {
                        return apply(Binary.SUBTRACT, y, x.operand(0));
                    }
                    return neighbours(x, y);
                }
                case SUBTRACT -> {
                    if (isConstant(y, 0)) {
                        return x;
                    }
                    if (y.op() == Unary.NEGATE) {
                        return apply(Binary.ADD, x, y.operand(0));
                    }
                }
                case MULTIPLY -> {
                    if (isConstant(y, 1)) {
                        return x;
                    }
                    if (isConstant(x, 1)) {
                        return y;
                    }
                    if (isConstant(y, -1)) {
                        return apply(Unary.NEGATE, x);
                    }
                    if (isConstant(x, -1)) {
                        return apply(Unary.NEGATE, y);
                    }
                }
                case DIVIDE -> {
                    if (isConstant(y, 1)) {
                        return x;
                    }
                    if (y.op() instanceof Broadcast && y.operand(0).shape().size() == 1 && y.constantValue().isEmpty()) {
                        Tensor one = y.operand(0);
                        Tensor reciprocal = apply(Binary.DIVIDE, constant(one, 1), one);
                        return apply(Binary.MULTIPLY, x, apply(new Broadcast(x.shape()), reciprocal));
                    }
                }
                default -> {}
            }
        }
        return null;
    }

    /** The sum of two parts between zeros, one beginning where the other ends along one axis: both side by side, between fewer zeros or none. */
    private @Nullable Tensor neighbours(Tensor a, Tensor b) {
        if (!(a.op() instanceof Pad padA) || !(b.op() instanceof Pad padB)) {
            return null;
        }
        Tensor partA = a.operand(0);
        Tensor partB = b.operand(0);
        int along = -1;
        for (int axis = 0; axis < a.rank(); axis++) {
            boolean whole = partA.shape().extent(axis) == a.shape().extent(axis) && partB.shape().extent(axis) == a.shape().extent(axis);
            if (!whole && along >= 0 || padA.between().get(axis) != 0 || padB.between().get(axis) != 0) {
                return null;
            }
            along = whole ? along : axis;
        }
        if (along < 0) {
            return null;
        }
        int endA = padA.low().get(along) + partA.shape().extent(along);
        int endB = padB.low().get(along) + partB.shape().extent(along);
        if (endA == padB.low().get(along)) {
            return between(padA.low(), apply(new Concat(along), partA, partB), padB.high());
        }
        return endB == padA.low().get(along) ? between(padB.low(), apply(new Concat(along), partB, partA), padA.high()) : null;
    }

    private Tensor between(List<Integer> low, Tensor x, List<Integer> high) {
        boolean none = low.stream().allMatch(n -> n == 0) && high.stream().allMatch(n -> n == 0);
        return none ? x : apply(new Pad(low, high, low.stream().map(n -> 0).toList()), x);
    }

    private static boolean isConstant(Tensor x, double value) {
        return x.constantValue().isPresent() && x.constantValue().getAsDouble() == value;
    }

    private Tensor constantFold(Elementwise op, List<Tensor> operands) {
        List<Tensor> scalars = operands.stream()
                .map(operand -> Tensor.constant(operand.type(), operand.constantValue().getAsDouble()))
                .toList();
        Array folded = ReferenceExecutor.evaluate(List.of(Tensor.apply(op, scalars)), Map.of()).get(0);
        return constant(operands.get(0), folded.item());
    }

    private @Nullable Tensor slice(Slice slice, Tensor x) {
        boolean all = slice.extents().equals(list(x.shape()));
        if (all) {
            return x;
        }
        if (x.op() instanceof Broadcast && x.operand(0).rank() == 0) {
            return apply(new Broadcast(Tensor.apply(slice, x).shape()), x.operand(0));
        }
        if (x.op() instanceof Concat concat && slice.steps().get(concat.axis()) == 1) {
            int axis = concat.axis();
            int start = slice.starts().get(axis);
            int end = start + slice.extents().get(axis);
            int begin = 0;
            for (Tensor part : x.operands()) {
                int extent = part.shape().extent(axis);
                if (start >= begin && end <= begin + extent) {
                    List<Integer> starts = new ArrayList<>(slice.starts());
                    starts.set(axis, start - begin);
                    return apply(new Slice(starts, slice.extents(), slice.steps()), part);
                }
                begin += extent;
            }
        }
        return null;
    }

    private static List<Integer> list(Shape shape) {
        List<Integer> extents = new ArrayList<>();
        for (int extent : shape.extents()) {
            extents.add(extent);
        }
        return extents;
    }

    private @Nullable Tensor sum(Sum sum, Tensor x) {
        if (x.op() instanceof Broadcast && x.operand(0).shape().size() == 1) {
            Shape shape = Tensor.apply(sum, x).shape();
            double count = (double) x.shape().size() / Math.max(1, shape.size());
            Tensor one = apply(new Reshape(Shape.scalar()), x.operand(0));
            return apply(new Broadcast(shape), apply(Binary.MULTIPLY, one, constant(one, count)));
        }
        return trivial(sum, sum.axes(), x);
    }

    /** A sum or maximum of single elements only changes the shape. */
    private @Nullable Tensor trivial(Op reduction, List<Integer> axes, Tensor x) {
        for (int axis : axes) {
            if (x.shape().extent(axis) != 1) {
                return null;
            }
        }
        return apply(new Reshape(Tensor.apply(reduction, x).shape()), x);
    }
}
