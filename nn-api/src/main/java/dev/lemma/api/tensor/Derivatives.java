package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Derivatives of expressions, as expressions: reverse mode (vector-Jacobian products) and forward mode (Jacobian-vector products), which
 * compose to any order.
 *
 * <pre>{@code
 * Tensor gradient = Derivatives.gradient(loss, theta);
 * Tensor hessianTimesV = Derivatives.jvp(gradient, theta, v);
 * }</pre>
 *
 * <p>Cost: a gradient costs at most about four times its value, a JVP about twice, whatever the number of variables.
 */
public final class Derivatives {

    private Derivatives() {}

    /** {@code ∂y/∂x} of a scalar y, in the shape of x; zeros when y does not depend on x. */
    public static Tensor gradient(Tensor y, Tensor x) {
        return gradient(y, List.of(x)).get(0);
    }

    /** {@code ∂y/∂xᵢ} of a scalar y. */
    public static List<Tensor> gradient(Tensor y, List<Tensor> xs) {
        if (y.shape().size() != 1) {
            throw new ShapeException(
                    "gradient: expected a scalar, got " + y.shape() + ": sum() it, or use vjp with a cotangent");
        }
        return vjp(List.of(y), xs, List.of(y.filled(1)));
    }

    /** {@code (∂y/∂x)ᵀ ȳ}. */
    public static Tensor vjp(Tensor y, Tensor x, Tensor cotangent) {
        return vjp(List.of(y), List.of(x), List.of(cotangent)).get(0);
    }

    /** {@code x̄ᵢ = Σⱼ (∂yⱼ/∂xᵢ)ᵀ ȳⱼ}. The variables may be any expressions, not only leaves. */
    public static List<Tensor> vjp(List<Tensor> ys, List<Tensor> xs, List<Tensor> cotangents) {
        List<@Nullable Tensor> found = vjpOrNull(ys, xs, cotangents);
        List<Tensor> result = new ArrayList<>();
        for (int i = 0; i < xs.size(); i++) {
            Tensor cotangent = found.get(i);
            result.add(cotangent == null ? xs.get(i).filled(0) : cotangent);
        }
        return result;
    }

    /** As {@link #vjp(List, List, List)}, with null where no path leads to a variable. */
    static List<@Nullable Tensor> vjpOrNull(
            List<Tensor> ys, List<Tensor> xs, List<? extends @Nullable Tensor> cotangents) {
        Set<Tensor> variables = Graph.identitySet(xs);
        List<Tensor> order = Graph.order(ys);
        Set<Tensor> active = new HashSet<>();
        for (Tensor node : order) {
            if (variables.contains(node) || node.operands().stream().anyMatch(active::contains)) {
                active.add(node);
            }
        }
        Map<Tensor, List<Tensor>> arriving = new IdentityHashMap<>();
        for (int i = 0; i < ys.size(); i++) {
            Tensor cotangent = cotangents.get(i);
            if (cotangent != null) {
                if (!cotangent.tensorType().equals(ys.get(i).tensorType())) {
                    throw new ShapeException("vjp: cotangent " + cotangent.tensorType() + " of a value "
                            + ys.get(i).tensorType());
                }
                arriving.computeIfAbsent(ys.get(i), y -> new ArrayList<>()).add(cotangent);
            }
        }
        Map<Tensor, Tensor> arrived = new IdentityHashMap<>();
        for (int i = order.size() - 1; i >= 0; i--) {
            Tensor node = order.get(i);
            List<Tensor> terms = arriving.get(node);
            if (terms == null || !active.contains(node)) {
                continue;
            }
            Tensor cotangent = Accumulation.sum(terms);
            arrived.put(node, cotangent);
            if (node.operands().stream().noneMatch(active::contains)) {
                continue;
            }
            List<@Nullable Tensor> toOperands = node.op().vjp(node, cotangent);
            for (int k = 0; k < toOperands.size(); k++) {
                Tensor operand = node.operand(k);
                Tensor term = toOperands.get(k);
                if (term != null && active.contains(operand)) {
                    if (!term.tensorType().equals(operand.tensorType())) {
                        throw new ShapeException(node.op().name() + ": its vjp rule gave " + term.tensorType()
                                + " for operand " + k + ", which is " + operand.tensorType());
                    }
                    arriving.computeIfAbsent(operand, o -> new ArrayList<>()).add(term);
                }
            }
        }
        List<@Nullable Tensor> result = new ArrayList<>();
        for (Tensor x : xs) {
            result.add(arrived.get(x));
        }
        return result;
    }

    /** {@code (∂y/∂x) ẋ}; zeros when y does not depend on x. */
    public static Tensor jvp(Tensor y, Tensor x, Tensor tangent) {
        return jvp(List.of(y), List.of(x), List.of(tangent)).get(0);
    }

    /** {@code ẏⱼ = Σᵢ (∂yⱼ/∂xᵢ) ẋᵢ}. The variables may be any expressions, not only leaves. */
    public static List<Tensor> jvp(List<Tensor> ys, List<Tensor> xs, List<Tensor> tangents) {
        List<@Nullable Tensor> found = jvpOrNull(ys, xs, tangents);
        List<Tensor> result = new ArrayList<>();
        for (int i = 0; i < ys.size(); i++) {
            Tensor tangent = found.get(i);
            result.add(tangent == null ? ys.get(i).filled(0) : tangent);
        }
        return result;
    }

    static List<@Nullable Tensor> jvpOrNull(
            List<Tensor> ys, List<Tensor> xs, List<? extends @Nullable Tensor> tangents) {
        Map<Tensor, Tensor> tangentOf = new IdentityHashMap<>();
        Set<Tensor> variables = Graph.identitySet(xs);
        for (int i = 0; i < xs.size(); i++) {
            Tensor tangent = tangents.get(i);
            if (tangent != null) {
                if (!tangent.tensorType().equals(xs.get(i).tensorType())) {
                    throw new ShapeException("jvp: tangent " + tangent.tensorType() + " of a variable "
                            + xs.get(i).tensorType());
                }
                tangentOf.merge(xs.get(i), tangent, Tensor::plus);
            }
        }
        for (Tensor node : Graph.order(ys)) {
            if (variables.contains(node)) {
                continue;
            }
            List<@Nullable Tensor> operandTangents = new ArrayList<>();
            boolean any = false;
            for (Tensor operand : node.operands()) {
                Tensor tangent = tangentOf.get(operand);
                any |= tangent != null;
                operandTangents.add(tangent);
            }
            Tensor tangent = any ? node.op().jvp(node, operandTangents) : null;
            if (tangent != null) {
                if (!tangent.tensorType().equals(node.tensorType())) {
                    throw new ShapeException(node.op().name() + ": its jvp rule gave " + tangent.tensorType()
                            + " for a value " + node.tensorType());
                }
                tangentOf.put(node, tangent);
            }
        }
        List<@Nullable Tensor> result = new ArrayList<>();
        for (Tensor y : ys) {
            result.add(tangentOf.get(y));
        }
        return result;
    }

    /** {@code ∇²y · v} of a scalar y: the JVP of the gradient. */
    public static Tensor hessianVector(Tensor y, Tensor x, Tensor v) {
        return jvp(gradient(y, x), x, v);
    }

    /** Rows of a Jacobian that are computed together. */
    private static final int ROWS_TOGETHER = 32;

    /**
     * The Jacobian {@code ∂yⱼ/∂xᵢ}, of shape (shape of y, shape of x): vector-Jacobian products for the elements of y, {@value #ROWS_TOGETHER} at a time
     * as a {@linkplain Batching batch}, in a loop where there are more.
     */
    public static Tensor jacobian(Tensor y, Tensor x) {
        int rows = y.shape().size();
        Shape shape = y.shape().append(x.shape());
        Tensor cotangent = Tensor.input("cotangent", y.tensorType());
        Tensor row = vjp(y, x, cotangent);
        if (rows <= ROWS_TOGETHER) {
            return rows(row, cotangent, Tensor.range(y.type(), rows), rows).reshape(shape);
        }
        int blocks = (rows + ROWS_TOGETHER - 1) / ROWS_TOGETHER;
        Tensor places = Tensor.range(y.type(), blocks * ROWS_TOGETHER).reshape(blocks, ROWS_TOGETHER);
        Loop loop = Loop.of(
                blocks,
                List.of(),
                List.of(places),
                (none, elements) -> new Loop.Step(List.of(), List.of(rows(row, cotangent, elements.get(0), rows))));
        return loop.outputs()
                .get(0)
                .reshape(x.shape().batch(blocks * ROWS_TOGETHER))
                .slice(0, 0, rows)
                .reshape(shape);
    }

    /** The rows of a Jacobian at these places; 0 at places beyond the last. */
    private static Tensor rows(Tensor row, Tensor cotangent, Tensor places, int count) {
        Tensor units = places.oneHot(count)
                .reshape(cotangent.shape().batch(places.shape().size()));
        return Batching.batch(List.of(row), Map.of(cotangent, units)).get(0);
    }

    /** The Hessian of a scalar y. */
    public static Tensor hessian(Tensor y, Tensor x) {
        return jacobian(gradient(y, x), x);
    }

    /** Sums of cotangents; pieces of a flat vector that do not overlap are put side by side rather than added. */
    private static final class Accumulation {

        static Tensor sum(List<Tensor> terms) {
            if (terms.size() == 1) {
                return terms.get(0);
            }
            List<Tensor> pieces = new ArrayList<>();
            List<Tensor> others = new ArrayList<>();
            for (Tensor term : terms) {
                (isPiece(term) ? pieces : others).add(term);
            }
            if (!pieces.isEmpty()) {
                others.addAll(sideBySide(pieces));
            }
            Tensor sum = others.get(0);
            for (int i = 1; i < others.size(); i++) {
                sum = sum.plus(others.get(i));
            }
            return sum;
        }

        private static boolean isPiece(Tensor term) {
            return term.op() instanceof Pad pad
                    && term.rank() == 1
                    && pad.between().get(0) == 0;
        }

        private static int start(Tensor piece) {
            return ((Pad) piece.op()).low().get(0);
        }

        private static int size(Tensor piece) {
            return piece.operand(0).shape().size();
        }

        private static List<Tensor> sideBySide(List<Tensor> pieces) {
            Tensor[] sorted = merged(pieces);
            for (int i = 1; i < sorted.length; i++) {
                if (start(sorted[i]) < start(sorted[i - 1]) + size(sorted[i - 1])) {
                    return pieces;
                }
            }
            int total = pieces.get(0).shape().size();
            List<Tensor> parts = new ArrayList<>();
            int position = 0;
            for (Tensor piece : sorted) {
                if (start(piece) > position) {
                    parts.add(Tensor.full(piece.type(), Shape.of(start(piece) - position), 0));
                }
                parts.add(piece.operand(0));
                position = start(piece) + size(piece);
            }
            if (position < total) {
                parts.add(Tensor.full(pieces.get(0).type(), Shape.of(total - position), 0));
            }
            return List.of(Tensor.concat(0, parts));
        }

        /** Ascending by place; pieces for one place (a shared parameter) are added first. */
        private static Tensor[] merged(List<Tensor> pieces) {
            Map<Primitive, Tensor> byPlace = new LinkedHashMap<>();
            for (Tensor piece : pieces) {
                byPlace.merge(
                        piece.op(),
                        piece,
                        (a, b) -> Tensor.apply(a.op(), a.operand(0).plus(b.operand(0))));
            }
            Tensor[] sorted = byPlace.values().toArray(new Tensor[0]);
            Arrays.sort(sorted, (a, b) -> Integer.compare(start(a), start(b)));
            return sorted;
        }
    }
}
