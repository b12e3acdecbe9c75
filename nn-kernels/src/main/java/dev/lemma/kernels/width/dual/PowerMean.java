package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.CustomOp;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code E[f(u)]} or {@code E[f(u)²]}, the operand being the variance of u. */
record PowerMean(GaussianQuadrature quadrature, int power) implements CustomOp {

    @Override
    public String name() {
        return "gaussian mean";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return operands.get(0).tensorType();
    }

    @Override
    public void evaluate(List<double[]> operands, List<Shape> shapes, double[] result) {
        double[] q = operands.get(0);
        for (int i = 0; i < result.length; i++) {
            result[i] = i > 0 && q[i] == q[i - 1] ? result[i - 1] : quadrature.powerMean(q[i], power);
        }
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        throw new UnsupportedOperationException("expectations are differentiated by the rules of QuadratureDual");
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        throw new UnsupportedOperationException("expectations are differentiated by the rules of QuadratureDual");
    }
}
