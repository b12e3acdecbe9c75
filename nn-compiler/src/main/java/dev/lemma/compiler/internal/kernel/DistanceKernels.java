package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.SquaredDistance;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Place;

/** Squared distances of all pairs of rows. */
final class DistanceKernels {

    private DistanceKernels() {}

    static Kernel squaredDistance(SquaredDistance op, Tensor node) {
        int n = node.shape().extent(0);
        int m = node.shape().extent(1);
        int d = node.operand(0).shape().extent(1);
        return at -> {
            Place x = at.operand(0);
            Place y = at.operand(1);
            Place r = at.result();
            if (r.isFloat()) {
                FloatDistances distances = new FloatDistances(at.products(), at.team(), n, m, d);
                at.count(distances.bytes());
                return () -> distances.compute(x.floats(), x.start(), y.floats(), y.start(), r.floats(), r.start());
            }
            DoubleDistances distances = new DoubleDistances(at.products(), at.team(), n, m, d);
            at.count(distances.bytes());
            return () -> distances.compute(x.doubles(), x.start(), y.doubles(), y.start(), r.doubles(), r.start());
        };
    }
}
