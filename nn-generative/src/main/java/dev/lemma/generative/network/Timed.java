package dev.lemma.generative.network;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Broadcast;
import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A timed layer as an ordinary one: samples, times and labels in one row of numbers, so that networks of it are trained, saved and named like any other.
 *
 * <p>Rows are {@code [sample, time]} or {@code [sample, time, label]}. What {@link #pack} has put together is taken apart again when the expression is
 * written: nothing is copied, and a time that is the same for all is embedded once.
 *
 * @param sample shape of one sample
 * @param classes number of labels, of which one more, {@code classes}, means none; 0 for a network without
 * @param layer what is applied
 */
public record Timed(Shape sample, int classes, TimedLayer layer) implements Layer {

    public Timed {
        Objects.requireNonNull(sample, "sample");
        Objects.requireNonNull(layer, "layer");
        Check.atLeast("classes", classes, 0);
    }

    /** Shape of the rows that a network of this takes. */
    public Shape input() {
        return Shape.of(sample.size() + (classes > 0 ? 2 : 1));
    }

    /**
     * Samples, times and labels as rows.
     *
     * @param x [n, …]
     * @param time one number, or n of them
     * @param label one number, or n of them; for networks with classes
     */
    public Tensor pack(Tensor x, Tensor time, @Nullable Tensor label) {
        int n = x.shape().extent(0);
        List<Tensor> parts = new ArrayList<>();
        parts.add(x.reshape(n, sample.size()));
        parts.add(column(time, n));
        if (classes > 0) {
            parts.add(column(Objects.requireNonNull(label, "label: the network has classes"), n));
        }
        return Tensor.concat(1, parts);
    }

    private static Tensor column(Tensor value, int n) {
        return value.shape().size() == 1 ? value.reshape(1, 1).broadcast(n, 1) : value.reshape(n, 1);
    }

    @Override
    public Tensor apply(Scope scope, Tensor rows) {
        if (rows.rank() != 2 || rows.shape().extent(1) != input().size()) {
            throw new ShapeException("timed: expected rows " + input() + " of sample, time"
                    + (classes > 0 ? " and label" : "") + ", got " + rows.shape());
        }
        int n = rows.shape().extent(0);
        int d = sample.size();
        Tensor x = part(rows, 0, d).reshape(sample.batch(n));
        Tensor time = single(part(rows, d, d + 1));
        Tensor label = classes > 0 ? single(part(rows, d + 1, d + 2)).reshape(-1) : null;
        return layer.apply(scope, x, time, label);
    }

    private static Tensor part(Tensor rows, int from, int to) {
        if (rows.op() instanceof Concat) {
            int at = 0;
            for (Tensor operand : rows.operands()) {
                int width = operand.shape().extent(1);
                if (at == from && at + width == to) {
                    return operand;
                }
                at += width;
            }
        }
        return rows.slice(1, from, to);
    }

    /** [1, 1] in place of [n, 1] where all are one number. */
    private static Tensor single(Tensor column) {
        if (column.op() instanceof Broadcast && column.operand(0).shape().size() == 1) {
            return column.operand(0).reshape(1, 1);
        }
        return column;
    }
}
