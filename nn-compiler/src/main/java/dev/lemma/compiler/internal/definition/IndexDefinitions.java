package dev.lemma.compiler.internal.definition;

import dev.lemma.api.tensor.Gather;
import dev.lemma.api.tensor.ScatterAdd;
import dev.lemma.api.tensor.ScatterAlong;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.TakeAlong;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Definition;

/** What chooses places by index, and the adjoints. */
public final class IndexDefinitions {

    private IndexDefinitions() {}

    /** Places of an axis. */
    public static Definition gather(Gather gather, Tensor node) {
        Shape from = node.operand(0).shape();
        int extent = from.extent(gather.axis());
        int inner = from.range(gather.axis() + 1, from.rank()).size();
        return (in, result) -> {
            int chosen = in.get(1).length;
            for (int i = 0; i < result.length; i++) {
                int outer = i / (chosen * inner);
                int place = Index.checked("gather", in.get(1)[i / inner % chosen], extent);
                result[i] = in.get(0)[(outer * extent + place) * inner + i % inner];
            }
        };
    }

    /** Blocks added where they were gathered. */
    public static Definition scatterAdd(ScatterAdd scatter, Tensor node) {
        int extent = scatter.extent();
        int inner = node.shape().range(scatter.axis() + 1, node.rank()).size();
        return (in, result) -> {
            int chosen = in.get(1).length;
            for (int i = 0; i < in.get(0).length; i++) {
                int outer = i / (chosen * inner);
                int place = Index.checked("scatter-add", in.get(1)[i / inner % chosen], extent);
                result[(outer * extent + place) * inner + i % inner] += in.get(0)[i];
            }
        };
    }

    /** Places of each row. */
    public static Definition takeAlong(TakeAlong op, Tensor node) {
        int n = node.operand(0).shape().extent(-1);
        int k = node.shape().extent(-1);
        return (in, result) -> {
            for (int i = 0; i < result.length; i++) {
                result[i] = in.get(0)[i / k * n + Index.checked("take-along", in.get(1)[i], n)];
            }
        };
    }

    /** Numbers added to where they were taken in each row. */
    public static Definition scatterAlong(ScatterAlong scatter, Tensor node) {
        int k = node.operand(0).shape().extent(-1);
        int extent = scatter.extent();
        return (in, result) -> {
            for (int i = 0; i < in.get(0).length; i++) {
                result[i / k * extent + Index.checked("scatter-along", in.get(1)[i], extent)] += in.get(0)[i];
            }
        };
    }
}
