package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Writes expressions of one element as expressions of n, by the rule of each primitive; what depends on no element stays shared. */
final class Batcher {

    private final int count;
    private final Map<Tensor, Tensor> batched;

    /**
     * @param batched what is mapped to begin with, with its values for n elements; filled in
     */
    Batcher(int count, Map<Tensor, Tensor> batched) {
        this.count = count;
        this.batched = batched;
    }

    /** Entries for each axis, and one for a new leading axis. */
    static List<Integer> before(int first, List<Integer> others) {
        List<Integer> all = new ArrayList<>(List.of(first));
        all.addAll(others);
        return all;
    }

    /** Indices into an axis of each element as indices into the axes of all elements, one after another. */
    static Tensor ofEach(Tensor indices, int extent) {
        int n = indices.shape().extent(0);
        int[] ones = new int[indices.rank() - 1];
        Arrays.fill(ones, 1);
        Tensor starts = Tensor.range(indices.type(), n).times(extent);
        return indices.plus(starts.reshape(Shape.of(ones).batch(n)));
    }

    /** The first two axes as one. */
    static Tensor fold(Tensor x) {
        Shape rest = x.shape().range(2, x.rank());
        return x.reshape(rest.batch(x.shape().extent(0) * x.shape().extent(1)));
    }

    /** The first axis as two, of which the first is that of the elements. */
    static Tensor unfold(int n, Tensor x) {
        Shape rest = x.shape().range(1, x.rank());
        return x.reshape(rest.batch(x.shape().extent(0) / n).batch(n));
    }

    /** Images [n, N, C, H, W] of n elements as [N, n·C, H, W]. */
    static Tensor asChannels(Tensor images) {
        Tensor moved = Mapped.move(images, 0, 1);
        Shape s = moved.shape();
        return moved.reshape(s.extent(0), s.extent(1) * s.extent(2), s.extent(3), s.extent(4));
    }

    /** Images [N, n·C, H, W] as [n, N, C, H, W]. */
    static Tensor fromChannels(int n, Tensor images) {
        Shape s = images.shape();
        return Mapped.move(images.reshape(s.extent(0), n, s.extent(1) / n, s.extent(2), s.extent(3)), 1, 0);
    }

    void put(Tensor one, Tensor many) {
        batched.put(one, many);
    }

    /** The expressions for n elements, with a leading axis; null for those that are shared. */
    List<@Nullable Tensor> batch(List<Tensor> roots) {
        for (Tensor node : Graph.order(roots)) {
            if (!batched.containsKey(node) && node.operands().stream().anyMatch(batched::containsKey)) {
                Tensor many = node.op().batch(node, new Mapped(node, count, batched));
                TensorType expected = new TensorType(node.type(), node.shape().batch(count));
                if (!many.tensorType().equals(expected)) {
                    throw new ShapeException(node.op().name() + ": its batching rule gave " + many.tensorType()
                            + " for " + count + " elements of " + node.tensorType() + ", expected " + expected);
                }
                batched.put(node, many);
            }
        }
        List<@Nullable Tensor> result = new ArrayList<>();
        for (Tensor root : roots) {
            result.add(batched.get(root));
        }
        return result;
    }
}
