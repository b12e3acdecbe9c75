package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.internal.product.DoubleDistances;
import dev.lemma.compiler.internal.product.FloatDistances;

/** Squared distances of all pairs of rows. */
final class DistanceStep {

    private DistanceStep() {}

    static Step of(Operands operands, Tensor node, Binding binding, FusedExecutor executor) {
        int n = node.shape().extent(0);
        int m = node.shape().extent(1);
        int d = node.operand(0).shape().extent(1);
        if (operands.result() instanceof float[] result) {
            FloatDistances distances = new FloatDistances(executor.products(), executor.team(), n, m, d);
            binding.count(distances.bytes());
            return () -> distances.compute(
                    (float[]) operands.array(0),
                    operands.start(0),
                    (float[]) operands.array(1),
                    operands.start(1),
                    result,
                    operands.resultStart());
        }
        DoubleDistances distances = new DoubleDistances(executor.products(), executor.team(), n, m, d);
        binding.count(distances.bytes());
        return () -> distances.compute(
                (double[]) operands.array(0),
                operands.start(0),
                (double[]) operands.array(1),
                operands.start(1),
                (double[]) operands.result(),
                operands.resultStart());
    }
}
