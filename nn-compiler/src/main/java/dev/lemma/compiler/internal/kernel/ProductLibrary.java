package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.SquaredDistance;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.internal.definition.ProductDefinitions;
import dev.lemma.compiler.primitive.Definition;
import dev.lemma.compiler.primitive.PrimitiveLibrary;
import dev.lemma.compiler.primitive.PrimitiveRegistry;

/** Products of matrices and what is made of them. */
public final class ProductLibrary implements PrimitiveLibrary {

    @Override
    public void contribute(PrimitiveRegistry to) {
        to.add(MatMul.class, ProductDefinitions::matmul, ProductKernel::of);
        to.add(SquaredDistance.class, ProductDefinitions::squaredDistance, DistanceKernels::squaredDistance);
        to.add(ProductSum.class, ProductLibrary::productSum, ProductKernel::of);
    }

    private static Definition productSum(ProductSum sum, Tensor node) {
        return (in, result) -> {
            double[] term = new double[result.length];
            for (int i = 0; i < sum.products().size(); i++) {
                MatMul product = sum.products().get(i);
                Tensor one = Tensor.apply(product, node.operand(2 * i), node.operand(2 * i + 1));
                ProductDefinitions.matmul(product, one).evaluate(in.subList(2 * i, 2 * i + 2), term);
                for (int j = 0; j < result.length; j++) {
                    result[j] += term[j];
                }
            }
        };
    }
}
