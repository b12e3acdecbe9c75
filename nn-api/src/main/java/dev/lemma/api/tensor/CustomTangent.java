package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The identity of its first operand, an expression {@code y = f(x₁, …, xₙ)}, with the user's own tangent; the forward counterpart of
 * {@link CustomGradient}.
 *
 * <pre>{@code
 * Tensor root = CustomTangent.of(solution, List.of(a), (y, dots) -> dots.get(0).dividedBy(y.times(2)));      // y² = a
 * }</pre>
 *
 * <p>The VJP is the transpose of the user's rule, which is linear in the tangents: {@code x̄ᵢ = (∂ẏ/∂ẋᵢ)ᵀ ȳ}.
 */
public final class CustomTangent implements Primitive {

    /** A user's derivative rule. */
    @FunctionalInterface
    public interface Rule {
        /** The tangent of y, linear in those of x₁ … xₙ, which are given as zeros where they are 0. */
        Tensor tangent(Tensor y, List<Tensor> tangents);
    }

    private final Rule rule;

    private CustomTangent(Rule rule) {
        this.rule = rule;
    }

    /** The value of y, an expression in {@code variables}, with the user's own tangent with respect to them. */
    public static Tensor of(Tensor y, List<Tensor> variables, Rule rule) {
        List<Tensor> operands = new ArrayList<>(List.of(y));
        operands.addAll(variables);
        return Tensor.apply(new CustomTangent(rule), operands);
    }

    @Override
    public String name() {
        return "custom-tangent";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        return operands.get(0).tensorType();
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        List<Tensor> dots = new ArrayList<>();
        for (Tensor variable : y.operands().subList(1, y.operands().size())) {
            dots.add(Tensor.input("tangent", variable.tensorType()));
        }
        Tensor linear = rule.tangent(y.operand(0), Collections.unmodifiableList(dots));
        List<@Nullable Tensor> cotangents = new ArrayList<>();
        cotangents.add(null);
        cotangents.addAll(Derivatives.vjpOrNull(List.of(linear), dots, List.of(cotangent)));
        return cotangents;
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        List<Tensor> dots = new ArrayList<>();
        boolean any = false;
        for (int i = 1; i < tangents.size(); i++) {
            Tensor tangent = tangents.get(i);
            any |= tangent != null;
            dots.add(tangent == null ? y.operand(i).filled(0) : tangent);
        }
        return any ? rule.tangent(y.operand(0), dots) : null;
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        List<Tensor> operands = new ArrayList<>();
        for (int i = 0; i < y.operands().size(); i++) {
            operands.add(x.spread(i));
        }
        Rule batched = (value, dots) -> {
            List<Tensor> ones = new ArrayList<>();
            Batcher further = x.further();
            for (int i = 0; i < dots.size(); i++) {
                ones.add(Tensor.input("tangent", y.operand(i + 1).tensorType()));
                further.put(ones.get(i), dots.get(i));
            }
            Tensor one = rule.tangent(y.operand(0), ones);
            Tensor many = further.batch(List.of(one)).get(0);
            return many == null ? x.spread(one) : many;
        };
        return Tensor.apply(new CustomTangent(batched), operands);
    }
}
