package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.CustomGradient;
import dev.lemma.api.tensor.CustomTangent;
import dev.lemma.api.tensor.Elementwise;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Literal;
import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Max;
import dev.lemma.api.tensor.MaxPoolIndices;
import dev.lemma.api.tensor.Pad;
import dev.lemma.api.tensor.Permute;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Reshape;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Slice;
import dev.lemma.api.tensor.StopGradient;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Unary;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Writes expressions anew so that less is computed: equal sub-expressions become one, constants are folded, transposes move
 * into products (of which they are an operand or the reader), repetition moves outwards past element-wise operations, parts of joined vectors are taken from where they
 * came from, parts that are added up between zeros, as gradients of slices are, become joined vectors, and what is the same in
 * a plane moves behind max pooling ({@link MaximaRules}).
 *
 * <p>Expressions are what was written; every rewriting is here, as rules.
 *
 * <p>Every rule keeps the value; the only ones that may change a last bit are the division by a single number, which becomes a
 * multiplication by its reciprocal, and the joining of parts, where parts of one place are added from left to right.
 */
final class Simplifier {

    /** Terms of a sum that are looked at together. */
    private static final int MOST_PARTS = 64;

    /** Element-wise operations between a transpose and the products it moves into. */
    private static final int DEEPEST_TURN = 8;

    private record Signature(Primitive op, List<Integer> operands) {}

    private final Map<Signature, Tensor> known = new HashMap<>();
    private final Map<Tensor, Integer> numbers = new IdentityHashMap<>();
    private final Map<Tensor, Tensor> done = new IdentityHashMap<>();
    private final Map<Tensor, Integer> uses = new IdentityHashMap<>();
    private final MaximaRules maxima = new MaximaRules(this::apply);

    /** The simplified expressions, sharing all they can. */
    static List<Tensor> simplify(List<Tensor> roots) {
        Simplifier simplifier = new Simplifier();
        List<Tensor> order = Graph.order(roots);
        roots.forEach(simplifier::use);
        order.forEach(node -> node.operands().forEach(simplifier::use));
        for (Tensor node : order) {
            simplifier.done.put(node, simplifier.simpler(node));
        }
        return roots.stream().map(simplifier.done::get).toList();
    }

    private void use(Tensor node) {
        uses.merge(node, 1, Integer::sum);
    }

    /** What stands for a node as it was written, whose operands are done. */
    private Tensor simpler(Tensor node) {
        if (node.operands().isEmpty()) {
            return leaf(node);
        }
        if (isTranspose(node)) {
            Tensor turned = turned(node.operand(0), DEEPEST_TURN);
            if (turned != null) {
                return turned;
            }
        }
        return apply(node.op(), node.operands().stream().map(this::now).toList());
    }

    private Tensor now(Tensor node) {
        return Objects.requireNonNull(done.get(node), "operands come before their users");
    }

    /**
     * The transpose of a node as it was written, if it costs no more than the node: of products that nobody else reads,
     * {@code (A·B)ᵀ = Bᵀ·Aᵀ}, and of what is element-wise made of them. So the gradient of a weight that entered its product
     * transposed is the product that has the weight's own order.
     */
    private @Nullable Tensor turned(Tensor node, int depth) {
        Tensor now = now(node);
        if (isTranspose(now)) {
            return now.operand(0);
        }
        if (now.op() instanceof Broadcast && now.operand(0).rank() == 0) {
            int rank = now.rank();
            Shape matrix = Shape.of(now.shape().extent(rank - 1), now.shape().extent(rank - 2));
            return apply(new Broadcast(now.shape().range(0, rank - 2).append(matrix)), now.operand(0));
        }
        if (depth == 0 || uses.getOrDefault(node, 0) != 1) {
            return null;
        }
        if (node.op() instanceof MatMul product) {
            return apply(
                    new MatMul(!product.transposeB(), !product.transposeA()),
                    now(node.operand(1)),
                    now(node.operand(0)));
        }
        if (node.op() instanceof Elementwise) {
            List<Tensor> operands = new ArrayList<>();
            for (Tensor operand : node.operands()) {
                Tensor turned = turned(operand, depth - 1);
                if (turned == null) {
                    return null;
                }
                operands.add(turned);
            }
            return apply(node.op(), operands);
        }
        return null;
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

    private Tensor apply(Primitive op, Tensor... operands) {
        return apply(op, List.of(operands));
    }

    /** The canonical node for an operation on canonical operands. */
    private Tensor apply(Primitive op, List<Tensor> operands) {
        Tensor x = operands.get(0);
        if (op instanceof StopGradient || op instanceof CustomGradient || op instanceof CustomTangent) {
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
            if (x.op() instanceof Reshape
                    && x.operand(0).shape().size() == 1
                    && x.operand(0).rank() == 0) {
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
                return apply(
                        new Permute(
                                permute.axes().stream().map(inner.axes()::get).toList()),
                        x.operand(0));
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
        } else if (op instanceof MaxPoolIndices pool) {
            Tensor simpler = maxima.places(pool, x);
            if (simpler != null) {
                return simpler;
            }
        } else if (op instanceof TakeAlong) {
            Tensor simpler = maxima.taken(x, operands.get(1));
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

    private Tensor intern(Primitive op, List<Tensor> operands) {
        Signature signature =
                new Signature(op, operands.stream().map(this::number).toList());
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
                Shape from =
                        operand.op() instanceof Broadcast ? operand.operand(0).shape() : null;
                repeated &= from != null && (source == null || from.equals(source));
                source = from;
            }
        }
        if (constant && ChainCode.knows(op)) {
            return constantFold(op, operands);
        }
        if (repeated && source != null) {
            List<Tensor> sources = new ArrayList<>();
            for (Tensor operand : operands) {
                sources.add(
                        operand.constantValue().isPresent()
                                ? constant(
                                        Tensor.full(operand.type(), source, 0),
                                        operand.constantValue().getAsDouble())
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
                    return tiled(x, y);
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
                    return maxima.masked(binary, x, y);
                }
                case MULTIPLY_NO_NAN -> {
                    if (isConstant(x, 0) || isConstant(y, 0)) {
                        return constant(x, 0);
                    }
                    if (isFiniteConstant(x) || isFiniteConstant(y)) {
                        return apply(Binary.MULTIPLY, x, y);
                    }
                    return maxima.masked(binary, x, y);
                }
                case DIVIDE -> {
                    if (isConstant(y, 1)) {
                        return x;
                    }
                    if (y.op() instanceof Broadcast
                            && y.operand(0).shape().size() == 1
                            && y.constantValue().isEmpty()) {
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

    /** A sum of parts between zeros that together fill an axis: the parts side by side. */
    private @Nullable Tensor tiled(Tensor a, Tensor b) {
        if (a.op() instanceof Concat && b.op() instanceof Pad) {
            return within(a, b);
        }
        if (a.op() instanceof Pad && b.op() instanceof Concat) {
            return within(b, a);
        }
        List<Tensor> terms = new ArrayList<>();
        if (!parts(a, terms) || !parts(b, terms)) {
            return null;
        }
        int axis = -1;
        for (int i = 0; i < a.rank(); i++) {
            if (terms.get(0).operand(0).shape().extent(i) != a.shape().extent(i)) {
                axis = axis < 0 ? i : a.rank();
            }
        }
        if (axis < 0 || axis == a.rank()) {
            return null;
        }
        Map<Integer, Tensor> at = new TreeMap<>();
        for (Tensor term : terms) {
            Tensor part = term.operand(0);
            Tensor before = at.get(((Pad) term.op()).low().get(axis));
            if (before != null && !before.shape().equals(part.shape())) {
                return null;
            }
            at.put(((Pad) term.op()).low().get(axis), before == null ? part : apply(Binary.ADD, before, part));
        }
        int end = 0;
        for (Map.Entry<Integer, Tensor> entry : at.entrySet()) {
            Shape shape = entry.getValue().shape();
            if (entry.getKey() != end || !shape.without(axis).equals(a.shape().without(axis))) {
                return null;
            }
            end += shape.extent(axis);
        }
        return end == a.shape().extent(axis) ? apply(new Concat(axis), List.copyOf(at.values())) : null;
    }

    /** Collects the terms of a sum from left to right, if they are few and all of them parts between zeros. */
    private static boolean parts(Tensor sum, List<Tensor> terms) {
        Deque<Tensor> left = new ArrayDeque<>(List.of(sum));
        while (!left.isEmpty()) {
            Tensor next = left.pop();
            if (next.op() == Binary.ADD) {
                left.push(next.operand(1));
                left.push(next.operand(0));
            } else if (isPart(next)) {
                terms.add(next);
            } else {
                return false;
            }
            if (terms.size() + left.size() > MOST_PARTS) {
                return false;
            }
        }
        return true;
    }

    private static boolean isPart(Tensor term) {
        return term.op() instanceof Pad pad
                && pad.between().stream().allMatch(n -> n == 0)
                && pad.low().stream().allMatch(n -> n >= 0)
                && pad.high().stream().allMatch(n -> n >= 0);
    }

    /** A joined vector, with a part between zeros added to that of its own which has the same place. */
    private @Nullable Tensor within(Tensor joined, Tensor padded) {
        Concat concat = (Concat) joined.op();
        Pad pad = (Pad) padded.op();
        int at = 0;
        for (int i = 0; i < joined.operands().size(); i++) {
            Tensor own = joined.operand(i);
            if (at == pad.low().get(concat.axis())
                    && own.shape().equals(padded.operand(0).shape())
                    && pad.between().stream().allMatch(n -> n == 0)) {
                List<Tensor> operands = new ArrayList<>(joined.operands());
                operands.set(i, apply(Binary.ADD, own, padded.operand(0)));
                return apply(concat, operands);
            }
            at += own.shape().extent(concat.axis());
        }
        return null;
    }

    private static boolean isFiniteConstant(Tensor x) {
        return x.constantValue().isPresent()
                && Double.isFinite(x.constantValue().getAsDouble());
    }

    private static boolean isConstant(Tensor x, double value) {
        return x.constantValue().isPresent() && x.constantValue().getAsDouble() == value;
    }

    private Tensor constantFold(Elementwise op, List<Tensor> operands) {
        List<Tensor> scalars = operands.stream()
                .map(operand ->
                        Tensor.constant(operand.type(), operand.constantValue().getAsDouble()))
                .toList();
        Array folded = ReferenceExecutor.evaluate(List.of(Tensor.apply(op, scalars)), Map.of())
                .get(0);
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
        Tensor ofMaxima = maxima.summed(sum, x);
        return ofMaxima != null ? ofMaxima : trivial(sum, sum.axes(), x);
    }

    /** A sum or maximum of single elements only changes the shape. */
    private @Nullable Tensor trivial(Primitive reduction, List<Integer> axes, Tensor x) {
        for (int axis : axes) {
            if (x.shape().extent(axis) != 1) {
                return null;
            }
        }
        return apply(new Reshape(Tensor.apply(reduction, x).shape()), x);
    }
}
