package dev.lemma.api.kernel;

import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * {@code k₀ + k₁ + …}; hyper-parameters are called {@code 0/…}, {@code 1/…}
 *
 * @param terms at least one
 */
public record KernelSum(List<Kernel> terms) implements Kernel {

    public KernelSum {
        terms = List.copyOf(terms);
        if (terms.isEmpty()) {
            throw new IllegalArgumentException("kernel: a sum of no kernels");
        }
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Tensor sum = terms.get(0).apply(hyper.within("0"), pairs);
        for (int i = 1; i < terms.size(); i++) {
            sum = sum.plus(terms.get(i).apply(hyper.within(Integer.toString(i)), pairs));
        }
        return sum;
    }
}
