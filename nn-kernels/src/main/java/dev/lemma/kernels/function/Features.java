package dev.lemma.kernels.function;

import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * {@code k(x, x′) = ⟨φ(x), φ(x′)⟩} of an explicit feature map: rows [n, d] to [n, m].
 *
 * <p>An integral kernel {@code ∫ φ(w, x)φ(w, x′) dμ(w)} is this one with the features {@code √μ_q·φ(w_q, x)} at the nodes of a quadrature, or of a
 * sample of μ.
 *
 * @param map φ, an expression
 */
public record Features(UnaryOperator<Tensor> map) implements Kernel {

    public Features {
        Objects.requireNonNull(map, "map");
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        return pairs.map(map).innerProduct();
    }
}
