package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Max;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Sum;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.internal.chain.Chain;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Element-wise nodes over one domain, and reductions of them: what one chain computes in one pass.
 *
 * <p>The domain of {@code size} elements in row-major order is cut at boundaries: inner products of extents at which some operand starts to repeat, or a
 * reduction ends. Each boundary divides the next, so that the domain is a box of which every operand sees a strided part.
 */
final class Group implements Item {

    private final DType type;
    private final int size;
    private final TreeSet<Integer> boundaries = new TreeSet<>();
    private final List<Tensor> nodes = new ArrayList<>();
    private final Set<Tensor> members = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Map<Tensor, View> seen = new IdentityHashMap<>();
    private final List<Reduction> reductions = new ArrayList<>();
    private final List<View> inputs = new ArrayList<>();
    private final List<Tensor> stores = new ArrayList<>();
    private int cost;
    private boolean[] splat = {};
    private @Nullable Chain chain;

    /** How a reduction goes over the domain. */
    enum Form {
        /** The innermost axis is reduced: one number per row, then rows are put together. */
        ROWS,
        /** All axes but the innermost are reduced. */
        COLUMNS
    }

    /**
     * A reduction of a node of the group, or of an input.
     *
     * @param node the sum or maximum
     * @param inner number of innermost elements that are reduced together (ROWS), or the number of columns (COLUMNS)
     */
    record Reduction(Tensor node, Form form, int inner) {

        boolean isMaximum() {
            return node.op() instanceof Max;
        }

        List<Integer> axes() {
            Primitive op = node.op();
            return op instanceof Sum sum ? sum.axes() : ((Max) op).axes();
        }
    }

    Group(DType type, int size) {
        this.type = type;
        this.size = size;
    }

    DType type() {
        return type;
    }

    int size() {
        return size;
    }

    int cost() {
        return cost;
    }

    List<Tensor> nodes() {
        return nodes;
    }

    List<Reduction> reductions() {
        return reductions;
    }

    /** Operands from outside. */
    List<View> inputs() {
        return inputs;
    }

    /** Nodes whose elements others read. */
    List<Tensor> stores() {
        return stores;
    }

    boolean contains(Tensor node) {
        return members.contains(node);
    }

    boolean reads(Tensor base) {
        for (View input : inputs) {
            if (input.base() == base) {
                return true;
            }
        }
        return false;
    }

    /** Extents of the box, outermost first. */
    int[] extents() {
        int[] extents = new int[boundaries.size() + 1];
        int inner = 1;
        int at = extents.length - 1;
        for (int boundary : boundaries) {
            extents[at--] = boundary / inner;
            inner = boundary;
        }
        extents[0] = size / inner;
        return extents;
    }

    /** Whether the box can be cut at these places too, each boundary still dividing the next, and every column sum keeping its columns. */
    boolean accepts(Set<Integer> cuts) {
        TreeSet<Integer> all = new TreeSet<>(boundaries);
        all.addAll(cuts);
        int inner = 1;
        for (int boundary : all) {
            if (boundary % inner != 0) {
                return false;
            }
            inner = boundary;
        }
        if (size % inner != 0) {
            return false;
        }
        for (Reduction reduction : reductions) {
            if (reduction.form() == Form.COLUMNS && !all.isEmpty() && all.first() < reduction.inner()) {
                return false;
            }
        }
        return true;
    }

    void cut(Set<Integer> cuts) {
        boundaries.addAll(cuts);
    }

    int smallestBoundary() {
        return boundaries.isEmpty() ? size : boundaries.first();
    }

    void addInput(View view) {
        if (!inputs.contains(view)) {
            inputs.add(view);
        }
    }

    /** Keeps where an operand lay when the group began to read it: it may be moved later, for others. */
    void see(Tensor operand, View view) {
        seen.putIfAbsent(operand, view);
    }

    View seen(Tensor operand) {
        View view = seen.get(operand);
        if (view == null) {
            throw new IllegalStateException("not an operand of the group: " + operand);
        }
        return view;
    }

    void add(Tensor node, int nodeCost) {
        nodes.add(node);
        members.add(node);
        cost += nodeCost;
    }

    void add(Reduction reduction) {
        reductions.add(reduction);
        cost += 4;
    }

    @Override
    public String toString() {
        return "chain over " + Arrays.toString(extents()) + ": " + nodes.size() + " operations, " + inputs.size()
                + " inputs, " + stores.size() + " stores, " + reductions.size() + " reductions "
                + nodes.stream().map(n -> n.op().toString()).toList();
    }

    /** Writes the chain, when all that belongs to the group is known. */
    Chain write() {
        int[] box = extents();
        splat = new boolean[inputs.size()];
        for (int i = 0; i < splat.length; i++) {
            List<int[]> runs = inputs.get(i).runs();
            splat[i] = box[box.length - 1] > 1 && (runs.isEmpty() || runs.get(runs.size() - 1)[1] == 0);
        }
        chain = ChainCode.write(this, splat);
        return chain;
    }

    /** The chain: inputs, then stores, then reductions. */
    Chain chain() {
        if (chain == null) {
            throw new IllegalStateException("the chain is not written yet");
        }
        return chain;
    }

    /** For each input whether it is one number per row. */
    boolean[] splat() {
        return splat;
    }
}
