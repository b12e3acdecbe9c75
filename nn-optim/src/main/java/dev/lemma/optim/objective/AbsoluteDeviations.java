package dev.lemma.optim.objective;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import java.util.Arrays;

/**
 * The mean absolute deviation from a point of the unit sphere, seen one random coordinate at a time.
 *
 * <pre>{@code
 * f(x) = 1/p Σᵢ |xᵢ − cᵢ|,  ‖c‖₂ = 1        D(x) = sign(xᵢ − cᵢ)·eᵢ,  i uniform        min f = f(c) = 0,  ‖D‖₂ ≤ 1
 * }</pre>
 *
 * <p>Convex, with a kink at the minimum in every coordinate and curvature nowhere: the averaged iterate of stochastic
 * gradient descent with steps {@code 1/√K} has a gap of the order of {@code 1/√K}, where on a quadratic it would be of the order
 * of 1/K. Coordinate i walks from 0 to its goal in {@code p|cᵢ|√K} of the K draws, and what these first points add to its average
 * is {@code cᵢ²p/(2√K)}: together {@code ‖c‖²/(2√K)}, half of what the theorem allows. Oscillation about c and the projections,
 * which pull towards 0, make it about {@code 0.66/√K} for p = 10.
 */
public final class AbsoluteDeviations implements StochasticProblem {

    private static final double GOLDEN_RATIO = (1 + Math.sqrt(5)) / 2;

    private final double[] center;

    /**
     * The problem with {@code cᵢ ∝ (−1)ⁱ·(½ + {(i+1)φ})}, φ the golden ratio: no two coordinates reach their goal together.
     *
     * @param dimension p ≥ 1
     */
    public AbsoluteDeviations(int dimension) {
        Check.atLeastOne("dimension", dimension);
        double[] c = new double[dimension];
        double squares = 0;
        for (int i = 0; i < dimension; i++) {
            c[i] = (i % 2 == 0 ? 1 : -1) * (0.5 + (i + 1) * GOLDEN_RATIO % 1);
            squares += c[i] * c[i];
        }
        double norm = Math.sqrt(squares);
        this.center = Arrays.stream(c).map(each -> each / norm).toArray();
    }

    /** c, a copy. */
    public double[] center() {
        return center.clone();
    }

    @Override
    public int dimension() {
        return center.length;
    }

    @Override
    public double value(double[] x) {
        double sum = 0;
        for (int i = 0; i < center.length; i++) {
            sum += Math.abs(x[i] - center[i]);
        }
        return sum / center.length;
    }

    @Override
    public double minimum() {
        return 0;
    }

    @Override
    public double bound() {
        return 1;
    }

    @Override
    public void sample(Key key, double[] x, double[] into) {
        Arrays.fill(into, 0);
        int i = Randomness.below(key, 0, center.length);
        into[i] = Math.signum(x[i] - center[i]);
    }
}
