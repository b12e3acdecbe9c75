package org.example.waves;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Definition;
import java.util.List;

/** The sum, term by term. */
record HartleyDefinition(Hartley primitive, Tensor node) implements Definition {

    @Override
    public void evaluate(List<double[]> operands, double[] result) {
        int n = node.shape().extent(-1);
        double[] x = operands.get(0);
        for (int i = 0; i < result.length; i++) {
            int row = i / n * n;
            for (int j = 0; j < n; j++) {
                result[i] += x[row + j] * cas(j, i % n, n);
            }
        }
    }

    static double cas(int j, int k, int n) {
        double angle = 2 * Math.PI * ((long) j * k % n) / n;
        return Math.cos(angle) + Math.sin(angle);
    }
}
