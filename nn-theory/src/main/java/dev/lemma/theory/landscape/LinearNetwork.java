package dev.lemma.theory.landscape;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.linear.SymmetricEigen;
import java.util.List;

/**
 * The loss {@code ½‖W₂W₁ − diag(s)‖²} of a linear network with one hidden layer of width p, and its critical points.
 *
 * <p>For a set I of at most p values, {@code W₁ = Σ_{i∈I} √sᵢ eᵢeᵢᵀ}, {@code W₂ = W₁ᵀ} is critical: it fits the values of I and none else. With {@code r = |I|},
 *
 * <pre>{@code
 * index = (p − r)·#{j ∉ I: sⱼ > 0} + #{(i, j): i ∈ I, j ∉ I, sⱼ > sᵢ}
 * λ_min = −max_{j∉I} sⱼ   if r < p,      else −max(0, max_{i∈I, j∉I} (sⱼ − sᵢ))
 * }</pre>
 *
 * <p>so every critical point that is no global minimum has a direction of descent: there are no spurious valleys.
 *
 * @param values s, each at least 0
 * @param width p ≥ 1
 */
public record LinearNetwork(List<Double> values, int width) {

    public LinearNetwork {
        values = List.copyOf(Check.given("values", values));
        Check.atLeastOne("width", width);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("linear network: expected at least one value, got none");
        }
        for (double value : values) {
            Check.notNegative("value", value);
        }
    }

    private int n() {
        return values.size();
    }

    private Tensor loss(Tensor theta) {
        int n = n();
        Tensor first = theta.slice(0, 0, width * n).reshape(width, n);
        Tensor second = theta.slice(0, width * n, 2 * width * n).reshape(n, width);
        double[] target = new double[n * n];
        for (int i = 0; i < n; i++) {
            target[i * n + i] = values.get(i);
        }
        return second.matmul(first)
                .minus(Tensor.literal(Array.of(Shape.of(n, n), target)))
                .square()
                .sum()
                .times(0.5);
    }

    /** The critical point that fits the values at these places, flat: W₁ [p, n] and then W₂ [n, p]. */
    public Array critical(List<Integer> fitted) {
        if (fitted.size() > width) {
            throw new IllegalArgumentException(
                    "critical: a width of " + width + " fits at most as many values, got " + fitted.size());
        }
        int n = n();
        double[] theta = new double[2 * width * n];
        for (int unit = 0; unit < fitted.size(); unit++) {
            int i = fitted.get(unit);
            theta[unit * n + i] = Math.sqrt(values.get(i));
            theta[width * n + i * width + unit] = Math.sqrt(values.get(i));
        }
        return Array.vector(theta);
    }

    /** The largest entry of the gradient, in magnitude. */
    public double gradient(Array theta) {
        Program program = Program.of(
                Fused.executor(), leaves -> List.of(Derivatives.gradient(loss(leaves.get(0)), leaves.get(0))));
        double largest = 0;
        for (double g : program.call(theta).toDoubles()) {
            largest = Math.max(largest, Math.abs(g));
        }
        return largest;
    }

    /** The eigenvalues of the Hessian, ascending. */
    public double[] spectrum(Array theta) {
        Program program = Program.of(
                Fused.executor(), leaves -> List.of(Derivatives.hessian(loss(leaves.get(0)), leaves.get(0))));
        return SymmetricEigen.values(program.call(theta)).toDoubles();
    }

    /** The number of negative eigenvalues, by the formula. */
    public int index(List<Integer> fitted) {
        return (width - fitted.size()) * left(fitted) + exchanges(fitted);
    }

    /** {@code #{j ∉ I: sⱼ > 0}}. */
    private int left(List<Integer> fitted) {
        int left = 0;
        for (int j = 0; j < n(); j++) {
            left += !fitted.contains(j) && values.get(j) > 0 ? 1 : 0;
        }
        return left;
    }

    /** Pairs of a value that is fitted and a larger one that is not: the whole index only where the width is used up. */
    public int exchanges(List<Integer> fitted) {
        int pairs = 0;
        for (int i : fitted) {
            for (int j = 0; j < n(); j++) {
                pairs += !fitted.contains(j) && values.get(j) > values.get(i) ? 1 : 0;
            }
        }
        return pairs;
    }

    /** The least eigenvalue, by the formula; 0 at a global minimum. */
    public double least(List<Integer> fitted) {
        double least = 0;
        for (int j = 0; j < n(); j++) {
            if (fitted.contains(j)) {
                continue;
            }
            if (fitted.size() < width) {
                least = Math.min(least, -values.get(j));
            } else {
                for (int i : fitted) {
                    least = Math.min(least, values.get(i) - values.get(j));
                }
            }
        }
        return least;
    }
}
