package dev.lemma.optim.sampling;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.function.DoubleUnaryOperator;

/** The double well {@code V = (x² − 1)²} on the line, its Boltzmann law, and what becomes of laws under Langevin steps. */
final class Wells {

    static final Potential DOUBLE_WELL = x -> x.at(0, 0).square().minus(1).square();

    /** Nothing that counts lies beyond: {@code e^{−V(3)/T}} is below 1e-27 for T ≤ 1. */
    static final double END = 3;

    /** A law that stays right fails with this probability. */
    static final double FAILURE = 1e-6;

    static final int BINS = 24;

    private Wells() {}

    static double value(double x) {
        return (x * x - 1) * (x * x - 1);
    }

    static double slope(double x) {
        return 4 * x * (x * x - 1);
    }

    static DoubleUnaryOperator boltzmann(double temperature) {
        return x -> Math.exp(-value(x) / temperature);
    }

    /** Independent positions of the Boltzmann law, by the inverse of its distribution function. */
    static Array equilibrium(double temperature, int chains, Key key) {
        GoodnessOfFit.Law law = GoodnessOfFit.Law.of(boltzmann(temperature), -END, END);
        double[] x = new double[chains];
        Randomness.uniform(key, x);
        for (int i = 0; i < chains; i++) {
            x[i] = law.quantile(x[i]);
        }
        return Array.of(Shape.of(1, chains), x);
    }

    static Samples run(MarkovKernel kernel, Array start, Recording recording, long seed) {
        return new MarkovChains(
                        kernel, DOUBLE_WELL, DType.FLOAT64, 1, start.shape().extent(1), recording)
                .run(start, Key.of(seed));
    }

    /** Steps of this kernel, started in equilibrium: a kernel that keeps the law keeps it from the first step on. */
    static GoodnessOfFit fromEquilibrium(MarkovKernel kernel, double temperature, int chains, int steps) {
        Array start = equilibrium(temperature, chains, Key.of(1).of("start"));
        double[] end = run(kernel, start, Recording.last(steps), 2).coordinate(0);
        return GoodnessOfFit.of(end, boltzmann(temperature), -END, END, BINS);
    }

    /**
     * The density of the law of Langevin steps from a point, or their stationary law for many steps, by quadrature of the normal transition density: linear
     * interpolation between equally spaced points.
     */
    static DoubleUnaryOperator afterLangevinSteps(double step, double temperature, double from, int steps) {
        int n = 481;
        double width = 2 * END / (n - 1);
        double variance = 2 * step * temperature;
        double[][] transition = new double[n][n];
        for (int i = 0; i < n; i++) {
            double x = -END + i * width;
            double mean = x - step * slope(x);
            for (int j = 0; j < n; j++) {
                double y = -END + j * width - mean;
                transition[j][i] = Math.exp(-y * y / (2 * variance)) / Math.sqrt(2 * Math.PI * variance) * width;
            }
        }
        double[] density = new double[n];
        double mean = from - step * slope(from);
        for (int i = 0; i < n; i++) {
            double y = -END + i * width - mean;
            density[i] = Math.exp(-y * y / (2 * variance)) / Math.sqrt(2 * Math.PI * variance);
        }
        for (int t = 1; t < steps; t++) {
            double[] next = new double[n];
            for (int j = 0; j < n; j++) {
                double sum = 0;
                for (int i = 0; i < n; i++) {
                    sum += transition[j][i] * density[i];
                }
                next[j] = sum;
            }
            density = next;
        }
        double[] last = density;
        return x -> {
            double place = Math.max(0, Math.min(n - 1.001, (x + END) / width));
            int i = (int) place;
            return last[i] + (place - i) * (last[i + 1] - last[i]);
        };
    }

    /** {@code Σ (pᵢ − qᵢ)²/qᵢ} over bins: what this many samples of p add to the expected chi-square against q. */
    static double divergence(DoubleUnaryOperator p, DoubleUnaryOperator q) {
        GoodnessOfFit.Law reference = GoodnessOfFit.Law.of(q, -END, END);
        double[] bounds = reference.bounds(BINS);
        double[] expected = reference.probabilities(bounds);
        double[] actual = GoodnessOfFit.Law.of(p, -END, END).probabilities(bounds);
        double sum = 0;
        for (int i = 0; i < expected.length; i++) {
            sum += (actual[i] - expected[i]) * (actual[i] - expected[i]) / expected[i];
        }
        return sum;
    }

    /** {@code |x|²} of columns, for kernels written in tests. */
    static Tensor squaredNorm(Tensor x) {
        return x.square().sum(0);
    }
}
