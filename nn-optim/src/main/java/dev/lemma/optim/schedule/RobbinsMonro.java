package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;

/**
 * Rates whose sum is infinite and whose squares' sum is finite: with them stochastic descent converges.
 *
 * <pre>{@code
 * s(t) = s₀ / (1 + t/τ)^p,   ½ < p ≤ 1
 * }</pre>
 *
 * <p>p = 1 is optimal for strongly convex risks when {@code s₀τ} is above {@code 1/(2λ)}, and slow when it is below; smaller p
 * with an average over the iterates is safe. At p = ½, which is excluded, the squares' sum is infinite: {@link InverseRoot}.
 *
 * @param initial s₀
 * @param steps τ ≥ 1
 * @param power p
 * @see <a href="https://doi.org/10.1214/aoms/1177729586">Robbins and Monro 1951</a>
 */
public record RobbinsMonro(double initial, int steps, double power) implements Schedule {

    public RobbinsMonro {
        Check.finite("initial", initial);
        Check.atLeastOne("steps", steps);
        if (!(power > 0.5 && power <= 1)) {
            throw new IllegalArgumentException("power: expected a number in (1/2, 1], got " + power
                    + ": the sum of the rates must be infinite, that of their squares finite");
        }
    }

    @Override
    public Tensor at(Tensor t) {
        return t.dividedBy(steps).plus(1).pow(-power).times(initial);
    }
}
