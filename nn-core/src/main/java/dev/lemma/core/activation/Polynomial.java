package dev.lemma.core.activation;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Tensor;
import java.util.Arrays;
import java.util.List;

/**
 * {@code φ(x) = Σₖ cₖ xᵏ}, evaluated by Horner's rule. Networks with polynomial activations are not universal
 * approximators, whatever their width.
 *
 * @param coefficients c₀, c₁, …, at least one, all finite
 * @see <a href="https://doi.org/10.1016/S0893-6080(05)80131-5">Leshno, Lin, Pinkus and Schocken 1993</a>
 */
public record Polynomial(List<Double> coefficients) implements Activation {

    public Polynomial {
        Check.given("coefficients", coefficients);
        coefficients = List.copyOf(coefficients);
        Check.atLeastOne("number of coefficients", coefficients.size());
        for (double coefficient : coefficients) {
            Check.finite("coefficient", coefficient);
        }
    }

    /** The polynomial with these coefficients, the constant first. */
    public static Polynomial of(double... coefficients) {
        Check.given("coefficients", coefficients);
        return new Polynomial(Arrays.stream(coefficients).boxed().toList());
    }

    /** The degree as written: the number of coefficients less one. */
    public int degree() {
        return coefficients.size() - 1;
    }

    @Override
    public Tensor apply(Tensor x) {
        Tensor value = x.filled(coefficients.get(degree()));
        for (int k = degree() - 1; k >= 0; k--) {
            value = value.times(x).plus(coefficients.get(k));
        }
        return value;
    }
}
