package dev.lemma.core.loss;

import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;

/** Brings targets to predictions without broadcasting: [n] against [n, 1] would silently make [n, n]. */
final class Targets {

    private Targets() {}

    /** Targets in the shape of the prediction, which they have up to axes of extent 1. */
    static Tensor aligned(String loss, Tensor prediction, Tensor target) {
        if (!significant(prediction.shape()).equals(significant(target.shape()))) {
            throw new ShapeException(loss + ": predictions " + prediction.shape() + ", targets " + target.shape()
                    + ": expected one shape, up to axes of extent 1: is the last layer as wide as the targets?");
        }
        return target.reshape(prediction.shape());
    }

    /** Whether the targets are classes: the shape of the prediction without its last axis. */
    static boolean areClasses(String loss, Tensor prediction, Tensor target) {
        Shape p = prediction.shape();
        Shape t = target.shape();
        if (p.rank() < 2) {
            throw new ShapeException(loss + ": expected scores [n, classes], got " + p);
        }
        if (p.extent(-1) < 2) {
            throw new ShapeException(
                    loss + ": scores " + p + " are of one class, which is always right and teaches nothing:"
                            + " expected at least 2 outputs, or binary_cross_entropy for one");
        }
        if (t.equals(p)) {
            return false;
        }
        if (t.equals(p.range(0, p.rank() - 1)) || t.equals(p.with(-1, 1))) {
            return true;
        }
        throw new ShapeException(loss + ": scores " + p + ", targets " + t + ": expected classes "
                + p.range(0, p.rank() - 1) + " as whole numbers, or probabilities " + p);
    }

    /** The entry of each row that the class names, the last axis gone. */
    static Tensor ofClass(Tensor rows, Tensor classes) {
        Shape samples = rows.shape().range(0, rows.rank() - 1);
        return rows.takeAlong(classes.reshape(samples.append(Shape.of(1)))).reshape(samples);
    }

    private static Shape significant(Shape shape) {
        Shape kept = Shape.scalar();
        for (int extent : shape.extents()) {
            kept = extent == 1 ? kept : kept.append(Shape.of(extent));
        }
        return kept;
    }
}
