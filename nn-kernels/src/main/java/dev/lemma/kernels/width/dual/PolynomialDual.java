package dev.lemma.kernels.width.dual;

import dev.lemma.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * {@code f(x) = Σⱼ cⱼ xʲ}, by Hermite polynomials of variance q, of which f has the coefficients {@code bₙ(q) = E[f⁽ⁿ⁾(u)]/n!}:
 *
 * <pre>{@code
 * T = Σₙ n! bₙ(q₁) bₙ(q₂) kⁿ        Ṫ = Σₙ n! n bₙ(q₁) bₙ(q₂) kⁿ⁻¹
 * }</pre>
 *
 * @param coefficients c₀, c₁, …
 */
public record PolynomialDual(List<Double> coefficients) implements Dual {

    public PolynomialDual {
        coefficients = List.copyOf(coefficients);
    }

    /** The polynomial with these coefficients, the constant first. */
    public static PolynomialDual of(double... coefficients) {
        return new PolynomialDual(Arrays.stream(coefficients).boxed().toList());
    }

    int degree() {
        return coefficients.size() - 1;
    }

    /** The factor if f is a multiple of its argument; NaN if it is something else. */
    public double factor() {
        return degree() == 1 && coefficients.get(0) == 0
                ? coefficients.get(1)
                : degree() == 0 && coefficients.get(0) == 0 ? 0 : Double.NaN;
    }

    /** {@code bₙ(q) = Σᵢ c_{n+2i} (n + 2i)!/(n! i! 2ⁱ) qⁱ}. */
    private Tensor hermite(int n, Tensor q) {
        Tensor sum = q.filled(0);
        Tensor power = q.filled(1);
        double factor = 1;
        for (int i = 0; n + 2 * i <= degree(); i++) {
            if (i > 0) {
                factor *= (n + 2 * i) * (n + 2 * i - 1) / (2.0 * i);
                power = power.times(q);
            }
            sum = sum.plus(power.times(coefficients.get(n + 2 * i) * factor));
        }
        return sum;
    }

    @Override
    public Tensor product(Pair pair) {
        return series(pair, 0);
    }

    @Override
    public Tensor slope(Pair pair) {
        return series(pair, 1);
    }

    private Tensor series(Pair pair, int derivative) {
        Tensor sum = pair.k().filled(0);
        Tensor power = pair.k().filled(1);
        double factorial = 1;
        for (int n = 0; n <= degree(); n++) {
            factorial *= Math.max(1, n);
            if (n > derivative) {
                power = power.times(pair.k());
            }
            if (n >= derivative) {
                double factor = derivative == 0 ? factorial : factorial * n;
                sum = sum.plus(hermite(n, pair.q1())
                        .times(hermite(n, pair.q2()))
                        .times(power)
                        .times(factor));
            }
        }
        return sum;
    }

    @Override
    public Tensor mean(Tensor q) {
        return hermite(0, q);
    }
}
