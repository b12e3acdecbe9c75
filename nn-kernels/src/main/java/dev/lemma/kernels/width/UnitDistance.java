package dev.lemma.kernels.width;

import dev.lemma.api.tensor.CustomOp;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code 1 − a·b} (or {@code 1 + a·b}) of unit rows to full relative accuracy: where the rows nearly coincide (or are nearly opposite), it is
 * {@code |a ∓ b|²/2} summed from the differences, elsewhere the given product.
 *
 * @param crossed rows of [n, P, k] and [m, P, k] paired over n and m; else within each sample, n = m
 * @param full at all pairs of positions; else at equal ones
 * @param opposite 1 + a·b
 */
record UnitDistance(boolean crossed, boolean full, boolean opposite) implements CustomOp {

    private static final double NEAR = 1e-3;

    @Override
    public String name() {
        return "unit distance";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return operands.get(0).tensorType();
    }

    @Override
    public void evaluate(List<double[]> operands, List<Shape> shapes, double[] result) {
        double[] cosine = operands.get(0);
        double[] a = operands.get(1);
        double[] b = operands.get(2);
        int m = shapes.get(2).extent(0);
        int p = shapes.get(1).extent(1);
        int k = shapes.get(1).extent(2);
        double sign = opposite ? 1 : -1;
        for (int i = 0; i < result.length; i++) {
            double value = 1 + sign * cosine[i];
            if (value < NEAR) {
                int rest = i;
                int second = rest % p;
                rest = full ? rest / p : rest;
                int first = rest % p;
                rest /= p;
                int right = crossed ? rest % m : rest;
                int left = crossed ? rest / m : rest;
                int atA = (left * p + first) * k;
                int atB = (right * p + second) * k;
                double sum = 0;
                for (int j = 0; j < k; j++) {
                    double difference = a[atA + j] + sign * b[atB + j];
                    sum += difference * difference;
                }
                value = 0.5 * sum;
            } else if (2 - value < NEAR) {
                value = Math.min(value, 2);
            }
            result[i] = value;
        }
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        List<@Nullable Tensor> cotangents = new ArrayList<>();
        cotangents.add(opposite ? cotangent : cotangent.negate());
        cotangents.add(null);
        cotangents.add(null);
        return cotangents;
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        Tensor tangent = tangents.get(0);
        return tangent == null ? null : opposite ? tangent : tangent.negate();
    }
}
