package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.CustomOp;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** {@code E[f(u) f(v)]} of pairs, operands q₁, q₂, 1 − ρ, 1 + ρ; the variances broadcast to the correlations. */
record ProductMean(GaussianQuadrature quadrature) implements CustomOp {

    @Override
    public String name() {
        return "gaussian product mean";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return operands.get(2).tensorType();
    }

    @Override
    public void evaluate(List<double[]> operands, List<Shape> shapes, double[] result) {
        int[] first = places(shapes.get(0), shapes.get(2));
        int[] second = places(shapes.get(1), shapes.get(2));
        quadrature.products(operands.get(0), first, operands.get(1), second, operands.get(2), operands.get(3), result);
    }

    /** The element of a tensor of the first shape that stands at each element of the second when it is stretched to that. */
    static int[] places(Shape from, Shape to) {
        int[] places = new int[to.size()];
        int lead = to.rank() - from.rank();
        int[] index = new int[to.rank()];
        for (int i = 0; i < places.length; i++) {
            int place = 0;
            for (int axis = 0; axis < from.rank(); axis++) {
                place = place * from.extent(axis) + (from.extent(axis) == 1 ? 0 : index[axis + lead]);
            }
            places[i] = place;
            for (int axis = to.rank() - 1; axis >= 0 && ++index[axis] == to.extent(axis); axis--) {
                index[axis] = 0;
            }
        }
        return places;
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
