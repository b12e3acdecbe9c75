package dev.lemma.kernels.dynamics;

/**
 * Gradient descent, {@code f ← f − ηc H (f − y)}, k steps: {@code φ(λ) = (1 − (1 − ηcλ)ᵏ)/λ}, {@code φ(0) = kηc}.
 *
 * @param steps k ≥ 0
 * @param rate η &gt; 0
 * @param speed c, as for {@link KernelFlow}
 */
public record KernelDescent(int steps, double rate, double speed) implements Propagation {

    public KernelDescent {
        if (steps < 0 || !(rate > 0) || !(speed > 0)) {
            throw new IllegalArgumentException(
                    "kernel descent: expected steps of at least 0, a rate and a speed above 0, got " + steps + ", "
                            + rate + " and " + speed);
        }
    }

    @Override
    public double phi(double lambda) {
        double step = rate * speed * lambda;
        if (step < 1e-300) {
            return steps * rate * speed;
        }
        return step < 1 ? -Math.expm1(steps * Math.log1p(-step)) / lambda : (1 - Math.pow(1 - step, steps)) / lambda;
    }

    @Override
    public double remaining(double lambda) {
        return Math.pow(1 - rate * speed * lambda, steps);
    }

    /** {@code 2/(cλ)}. */
    @Override
    public double largestStableRate(double largestEigenvalue) {
        return 2 / (speed * largestEigenvalue);
    }
}
