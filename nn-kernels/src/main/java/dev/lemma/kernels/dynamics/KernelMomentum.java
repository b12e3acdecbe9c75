package dev.lemma.kernels.dynamics;

/**
 * Gradient descent with momentum, {@code v ← βv + cH(f − y)}, {@code f ← f − ηv} from v = 0, k steps. φ follows the recursion
 *
 * <pre>{@code
 * φ₀ = 0, φ₁ = ηc, φᵢ₊₁ = (1 + β − ηcλ)φᵢ − βφᵢ₋₁ + ηc
 * }</pre>
 *
 * @param steps k ≥ 0
 * @param rate η &gt; 0
 * @param momentum β in [0, 1)
 * @param speed c, as for {@link KernelFlow}
 * @see <a href="https://doi.org/10.1016/0041-5553(64)90137-5">Polyak 1964</a>
 */
public record KernelMomentum(int steps, double rate, double momentum, double speed) implements Propagation {

    public KernelMomentum {
        if (steps < 0 || !(rate > 0) || !(speed > 0) || !(momentum >= 0) || !(momentum < 1)) {
            throw new IllegalArgumentException(
                    "kernel momentum: expected steps of at least 0, a rate and a speed above 0 and a momentum in [0, 1), got "
                            + steps + ", " + rate + ", " + speed + " and " + momentum);
        }
    }

    @Override
    public double phi(double lambda) {
        double before = 0;
        double now = 0;
        for (int i = 0; i < steps; i++) {
            double next = i == 0
                    ? rate * speed
                    : (1 + momentum - rate * speed * lambda) * now - momentum * before + rate * speed;
            before = now;
            now = next;
        }
        return now;
    }

    @Override
    public double remaining(double lambda) {
        double before = 1;
        double now = 1;
        for (int i = 0; i < steps; i++) {
            double next = i == 0
                    ? 1 - rate * speed * lambda
                    : (1 + momentum - rate * speed * lambda) * now - momentum * before;
            before = now;
            now = next;
        }
        return now;
    }

    /** {@code 2(1 + β)/(cλ)}. */
    @Override
    public double largestStableRate(double largestEigenvalue) {
        return 2 * (1 + momentum) / (speed * largestEigenvalue);
    }
}
