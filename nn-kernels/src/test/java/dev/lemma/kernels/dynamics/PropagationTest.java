package dev.lemma.kernels.dynamics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** φ at its ends, and training step by step against the closed forms. */
class PropagationTest {

    private static final int N = 6;

    /** A kernel matrix of rank 4, and targets. */
    private static double[] matrix() {
        double[] factor = new double[N * 4];
        Randomness.normal(Key.of(1), factor);
        double[] h = new double[N * N];
        for (int i = 0; i < N; i++) {
            for (int j = 0; j < N; j++) {
                for (int k = 0; k < 4; k++) {
                    h[i * N + j] += factor[i * 4 + k] * factor[j * 4 + k];
                }
            }
        }
        return h;
    }

    private static double[] targets() {
        double[] y = new double[N];
        Randomness.normal(Key.of(2), y);
        return y;
    }

    @Test
    void flowIsFiniteAtZeroAndGrowsToTheInverse() {
        KernelFlow flow = new KernelFlow(3, 0.5);
        assertThat(flow.phi(0)).isEqualTo(1.5);
        assertThat(flow.phi(1e-12)).isCloseTo(1.5, within(1e-11));
        assertThat(flow.phi(2)).isCloseTo((1 - Math.exp(-3)) / 2, within(1e-15));
        assertThat(new KernelFlow(0, 1).phi(4)).isZero();
        KernelFlow end = new KernelFlow(Double.POSITIVE_INFINITY, 1);
        assertThat(end.phi(4)).isEqualTo(0.25);
        assertThat(end.phi(0)).isZero();
        assertThat(new KernelFlow(1e6, 1).phi(4)).isCloseTo(0.25, within(1e-15));
    }

    /** Descent and momentum iterated in function space, the first from its definition in the second's Javadoc. */
    @Test
    void stepsAreTheClosedForms() {
        double[] h = matrix();
        double[] y = targets();
        KernelSpectrum spectrum = KernelSpectrum.of(Array.of(Shape.of(N, N), h));
        double rate = 1 / spectrum.largest();
        for (double momentum : new double[] {0, 0.8}) {
            double[] f = new double[N];
            double[] v = new double[N];
            for (int step = 0; step < 25; step++) {
                double[] g = new double[N];
                for (int i = 0; i < N; i++) {
                    for (int j = 0; j < N; j++) {
                        g[i] += 0.7 * h[i * N + j] * (f[j] - y[j]);
                    }
                }
                for (int i = 0; i < N; i++) {
                    v[i] = momentum * v[i] + g[i];
                    f[i] -= rate * v[i];
                }
            }
            Propagation training =
                    momentum == 0 ? new KernelDescent(25, rate, 0.7) : new KernelMomentum(25, rate, momentum, 0.7);
            double[] closed = spectrum.moved(training, Array.of(Shape.of(N, N), h), Array.of(Shape.of(N, 1), y))
                    .toDoubles();
            assertThat(closed).containsExactly(f, within(1e-11));
        }
        assertThat(new KernelDescent(40, 1e-3, 1).phi(0)).isEqualTo(0.04);
        assertThat(new KernelMomentum(40, 1e-3, 0, 1).phi(3))
                .isCloseTo(new KernelDescent(40, 1e-3, 1).phi(3), within(1e-14));
    }

    @Test
    void riskFallsMonotonicallyToThePartOutsideTheRange() {
        Array y = Array.of(Shape.of(N, 1), targets());
        KernelSpectrum spectrum = KernelSpectrum.of(Array.of(Shape.of(N, N), matrix()));
        assertThat(Arrays.stream(spectrum.values())
                        .filter(lambda -> lambda == 0)
                        .count())
                .isEqualTo(2);
        double before = Double.POSITIVE_INFINITY;
        for (double time : new double[] {0, 1e-3, 0.1, 1, 10, 1e3, Double.POSITIVE_INFINITY}) {
            double risk = spectrum.risk(new KernelFlow(time, 1), y);
            assertThat(risk).isLessThanOrEqualTo(before);
            before = risk;
        }
        double norm = 0;
        for (double v : targets()) {
            norm += 0.5 * v * v;
        }
        assertThat(spectrum.risk(new KernelFlow(0, 1), y)).isCloseTo(norm, within(1e-12));
        assertThat(before).isBetween(1e-6, norm);
    }

    /** Just below the largest stable rate residuals do not grow, just above they do. */
    @Test
    void largestStableRates() {
        double largest = 5;
        for (Propagation any : new Propagation[] {new KernelDescent(1, 1, 0.3), new KernelMomentum(1, 1, 0.9, 0.3)}) {
            double edge = any.largestStableRate(largest);
            for (double factor : new double[] {0.99, 1.01}) {
                Propagation training = any instanceof KernelMomentum m
                        ? new KernelMomentum(3000, factor * edge, m.momentum(), 0.3)
                        : new KernelDescent(3000, factor * edge, 0.3);
                double remains = Math.abs(training.remaining(largest));
                if (factor < 1) {
                    assertThat(remains).isLessThan(1e-3);
                } else {
                    assertThat(remains).isGreaterThan(1e3);
                }
            }
        }
    }
}
