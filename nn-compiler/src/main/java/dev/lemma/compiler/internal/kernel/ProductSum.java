package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code C = op(A₁)·op(B₁) + … + op(Aₙ)·op(Bₙ)}: each product after the first is added to what stands there, so that neither it nor
 * the sum needs a pass over memory of its own. Operands are {@code A₁, B₁, A₂, B₂, …}. Exists in simplified graphs only, where
 * nobody asks for derivatives any more.
 *
 * @param products the two transpositions of each
 */
public record ProductSum(List<MatMul> products) implements Primitive {

    public ProductSum {
        products = List.copyOf(products);
    }

    @Override
    public String name() {
        return "sum of products";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return products.get(0).infer(operands.subList(0, 2));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        throw new UnsupportedOperationException("a simplified graph is not differentiated");
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        throw new UnsupportedOperationException("a simplified graph is not differentiated");
    }
}
