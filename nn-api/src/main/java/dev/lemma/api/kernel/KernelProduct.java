package dev.lemma.api.kernel;

import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * {@code k₀·k₁·…}; hyper-parameters are called {@code 0/…}, {@code 1/…}
 *
 * @param factors at least one
 */
public record KernelProduct(List<Kernel> factors) implements Kernel {

    public KernelProduct {
        factors = List.copyOf(factors);
        if (factors.isEmpty()) {
            throw new IllegalArgumentException("kernel: a product of no kernels");
        }
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Tensor product = factors.get(0).apply(hyper.within("0"), pairs);
        for (int i = 1; i < factors.size(); i++) {
            product = product.times(factors.get(i).apply(hyper.within(Integer.toString(i)), pairs));
        }
        return product;
    }
}
