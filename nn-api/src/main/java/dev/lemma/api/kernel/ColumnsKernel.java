package dev.lemma.api.kernel;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * A kernel on some coordinates of the points.
 *
 * @param kernel k
 * @param columns which, counted from 0; at least one
 */
public record ColumnsKernel(Kernel kernel, List<Integer> columns) implements Kernel {

    public ColumnsKernel {
        Objects.requireNonNull(kernel, "kernel");
        columns = List.copyOf(columns);
        if (columns.isEmpty() || columns.stream().anyMatch(column -> column < 0)) {
            throw new IllegalArgumentException(
                    "kernel: got the columns " + columns + ", expected at least one, counted from 0");
        }
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        for (int column : columns) {
            if (column >= pairs.dimension()) {
                throw new ShapeException("kernel: it is on column " + column + ", the points have " + pairs.dimension()
                        + ", counted from 0");
            }
        }
        double[] places = columns.stream().mapToDouble(Integer::doubleValue).toArray();
        return kernel.apply(
                hyper,
                pairs.map(rows ->
                        rows.gather(1, Tensor.literal(Array.vector(places).as(rows.type())))));
    }
}
