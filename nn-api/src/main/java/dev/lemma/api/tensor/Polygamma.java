package dev.lemma.api.tensor;

/**
 * {@code ψ⁽ⁿ⁾(x) = dⁿ⁺¹/dxⁿ⁺¹ log Γ(x)}: digamma for n = 0, trigamma for n = 1.
 *
 * @param order n ≥ 0
 */
public record Polygamma(int order) implements Elementwise {

    public Polygamma {
        if (order < 0) {
            throw new IllegalArgumentException("polygamma: order must be at least 0, got " + order);
        }
    }

    @Override
    public String name() {
        return "polygamma" + order;
    }

    @Override
    public int arity() {
        return 1;
    }

    @Override
    public Tensor partial(int i, Tensor y) {
        return Tensor.apply(new Polygamma(order + 1), y.operand(0));
    }
}
