package dev.lemma.compiler.internal.definition;

import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.SquaredDistance;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Definition;

/** Products of matrices. */
public final class ProductDefinitions {

    private ProductDefinitions() {}

    /** A product of each pair of matrices. */
    public static Definition matmul(MatMul op, Tensor node) {
        int m = node.shape().extent(-2);
        int n = node.shape().extent(-1);
        int k = node.operand(0).shape().extent(op.transposeA() ? -2 : -1);
        return (in, result) -> {
            double[] a = in.get(0);
            double[] b = in.get(1);
            for (int i = 0; i < result.length; i++) {
                int batch = i / (m * n);
                int row = i / n % m;
                int column = i % n;
                double sum = 0;
                for (int p = 0; p < k; p++) {
                    sum += a[batch * m * k + (op.transposeA() ? p * m + row : row * k + p)]
                            * b[batch * k * n + (op.transposeB() ? column * k + p : p * n + column)];
                }
                result[i] = sum;
            }
        };
    }

    /** {@code rᵢⱼ = Σₖ (xᵢₖ − yⱼₖ)²}. */
    public static Definition squaredDistance(SquaredDistance op, Tensor node) {
        int m = node.shape().extent(1);
        int d = node.operand(0).shape().extent(1);
        return (operands, result) -> {
            double[] x = operands.get(0);
            double[] y = operands.get(1);
            for (int place = 0; place < result.length; place++) {
                for (int k = 0; k < d; k++) {
                    double difference = x[place / m * d + k] - y[place % m * d + k];
                    result[place] += difference * difference;
                }
            }
        };
    }
}
