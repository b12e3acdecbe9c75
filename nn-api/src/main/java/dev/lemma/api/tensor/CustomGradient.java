package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identity of its first operand, an expression {@code y = f(x₁, …, xₙ)}, with the user's own cotangents for the others, x₁ … xₙ.
 *
 * <p>The JVP is the transpose of the user's rule: {@code ẏ = d/dȳ Σᵢ ⟨x̄ᵢ(ȳ), ẋᵢ⟩}, which is right because a VJP is linear in ȳ.
 */
public final class CustomGradient implements Primitive {

    /** A user's derivative rule. */
    @FunctionalInterface
    public interface Rule {
        /** One cotangent for each of x₁ … xₙ, linear in the cotangent of y; null where it is zero. */
        List<@Nullable Tensor> cotangents(Tensor y, Tensor cotangent);
    }

    private final Rule rule;

    CustomGradient(Rule rule) {
        this.rule = rule;
    }

    @Override
    public String name() {
        return "custom-gradient";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return operands.get(0).tensorType();
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        List<@Nullable Tensor> given = rule.cotangents(y, cotangent);
        if (given.size() != y.operands().size() - 1) {
            throw new ShapeException(
                    "custom gradient: expected " + (y.operands().size() - 1) + " cotangents, got " + given.size());
        }
        List<@Nullable Tensor> cotangents = new ArrayList<>();
        cotangents.add(null);
        cotangents.addAll(given);
        return cotangents;
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        Tensor probe = Tensor.input("cotangent", y.tensorType());
        List<@Nullable Tensor> cotangents = vjp(y, probe);
        Tensor inner = null;
        for (int i = 1; i < tangents.size(); i++) {
            Tensor tangent = tangents.get(i);
            Tensor cotangent = cotangents.get(i);
            if (tangent != null && cotangent != null) {
                Tensor term = cotangent.times(tangent).sum();
                inner = inner == null ? term : inner.plus(term);
            }
        }
        return inner == null ? null : Derivatives.gradient(inner, probe);
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        List<Tensor> operands = new ArrayList<>();
        for (int i = 0; i < y.operands().size(); i++) {
            operands.add(i == 0 ? x.spread(0) : x.get(i));
        }
        Rule batched = (value, cotangent) -> {
            Tensor one = Tensor.input("cotangent", y.tensorType());
            List<@Nullable Tensor> ones = rule.cotangents(y, one);
            Batcher further = x.further();
            further.put(y, value);
            further.put(one, cotangent);
            List<@Nullable Tensor> all = new ArrayList<>();
            for (int i = 0; i < ones.size(); i++) {
                Tensor single = ones.get(i);
                Tensor own =
                        single == null ? null : further.batch(List.of(single)).get(0);
                Tensor many = single == null || own != null ? own : x.spread(single);
                all.add(many == null || x.isMapped(i + 1) ? many : many.sum(0));
            }
            return all;
        };
        return Tensor.apply(new CustomGradient(batched), operands);
    }
}
