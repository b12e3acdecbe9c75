package dev.lemma.examples.sampling;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/**
 * The stationary law of Langevin steps in the double well, not of the equation behind them: the transition density of x₁ is normal, so a density on
 * a grid is carried from step to step by quadrature.
 */
final class LangevinSteps {

    private static final int POINTS = 401;
    private static final double WIDTH = 2 * DoubleWell.END / (POINTS - 1);
    /** Even functions of x₁ forget where they started at a rate of some units; started from exp(−V/T) this is long enough. */
    private static final double TIME = 6;

    private final double[] density;

    LangevinSteps(DoubleWell well, double step) {
        double variance = 2 * step * well.temperature();
        double[][] transition = new double[POINTS][POINTS];
        double[] now = new double[POINTS];
        for (int i = 0; i < POINTS; i++) {
            double x = point(i);
            double mean = x - step * 4 * x * (x * x - 1);
            for (int j = 0; j < POINTS; j++) {
                double away = point(j) - mean;
                transition[j][i] = Math.exp(-away * away / (2 * variance)) / Math.sqrt(2 * Math.PI * variance) * WIDTH;
            }
            now[i] = well.density(x);
        }
        for (int t = 0; t < TIME / step; t++) {
            double[] next = new double[POINTS];
            for (int j = 0; j < POINTS; j++) {
                for (int i = 0; i < POINTS; i++) {
                    next[j] += transition[j][i] * now[i];
                }
            }
            now = next;
        }
        this.density = now;
    }

    private static double point(int i) {
        return -DoubleWell.END + i * WIDTH;
    }

    /** The mean of a function of x₁. */
    double mean(DoubleUnaryOperator f) {
        double sum = 0;
        for (int i = 0; i < POINTS; i++) {
            sum += f.applyAsDouble(point(i)) * density[i];
        }
        return sum / Arrays.stream(density).sum();
    }
}
