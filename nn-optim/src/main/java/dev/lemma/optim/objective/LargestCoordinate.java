package dev.lemma.optim.objective;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import java.util.Arrays;

/**
 * The worst function for methods that know only subgradients: {@code f(x) = maxᵢ xᵢ} on the unit ball, with an oracle that
 * names the first largest coordinate.
 *
 * <pre>{@code
 * D(x) = eᵢ,  i = min argmaxⱼ xⱼ        min f = f(−1/√p·(1, …, 1)) = −1/√p,  ‖D‖₂ = 1
 * }</pre>
 *
 * <p>From 0, each step lowers a coordinate that was still 0: up to step p − 1 no point reached is below 0. After K = p steps
 * of length {@code 1/√K} the gap of the average is {@code 1/√K}: the theorem holds with equality.
 *
 * @param dimension p ≥ 1
 * @see <a href="https://doi.org/10.1007/978-3-319-91578-4">Nesterov 2018, Lectures on Convex Optimization, section 3.2.1</a>
 */
public record LargestCoordinate(int dimension) implements StochasticProblem {

    public LargestCoordinate {
        Check.atLeastOne("dimension", dimension);
    }

    private int first(double[] x) {
        int largest = 0;
        for (int i = 1; i < dimension; i++) {
            if (x[i] > x[largest]) {
                largest = i;
            }
        }
        return largest;
    }

    @Override
    public double value(double[] x) {
        return x[first(x)];
    }

    @Override
    public double minimum() {
        return -1 / Math.sqrt(dimension);
    }

    @Override
    public double bound() {
        return 1;
    }

    @Override
    public void sample(Key key, double[] x, double[] into) {
        Arrays.fill(into, 0);
        into[first(x)] = 1;
    }
}
