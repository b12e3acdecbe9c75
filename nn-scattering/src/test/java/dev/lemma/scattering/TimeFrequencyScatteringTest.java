package dev.lemma.scattering;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.scattering.wavelet.FilterBank1D;
import dev.lemma.testkit.golden.Golden;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class TimeFrequencyScatteringTest {

    private static Array noise(long seed, int... extents) {
        Shape shape = Shape.of(extents);
        return Array.of(shape, new Random(seed).doubles(shape.size(), -1, 1).toArray());
    }

    /** A tone that goes from one frequency to another in equal steps of pitch. */
    private static Array chirp(int n, double from, double to) {
        double[] x = new double[n];
        double phase = 0;
        for (int t = 0; t < n; t++) {
            double u = (double) t / n;
            phase += 2 * Math.PI * from * Math.pow(to / from, u);
            x[t] = Math.sin(phase) * Math.sin(Math.PI * u);
        }
        return Array.vector(x);
    }

    private static double energy(Array s, List<JointPath> paths, int spin) {
        int each = s.shape().size() / paths.size();
        double sum = 0;
        for (int p = 0; p < paths.size(); p++) {
            for (int i = 0; paths.get(p).spin() == spin && i < each; i++) {
                sum += s.get(p * each + i) * s.get(p * each + i);
            }
        }
        return sum;
    }

    /** What scattering of each band alone cannot see: it gives a rising and a falling tone nearly the same coefficients, these exchange their spins. */
    @Test
    void tellsRisingFromFalling() {
        int n = 2048;
        Array up = chirp(n, 0.02, 0.3);
        double[] backwards = new double[n];
        for (int t = 0; t < n; t++) {
            backwards[t] = up.get(n - 1 - t);
        }
        Array down = Array.vector(backwards);
        TimeFrequencyScattering joint = TimeFrequencyScattering.of(n).scales(8).quality(8);
        List<JointPath> paths = joint.paths();
        Array rising = joint.transform(up);
        Array falling = joint.transform(down);
        assertThat(energy(rising, paths, 1) / energy(rising, paths, -1)).isGreaterThan(3);
        assertThat(energy(falling, paths, -1) / energy(falling, paths, 1)).isGreaterThan(3);
        assertThat(energy(rising, paths, 1) / energy(falling, paths, -1)).isBetween(0.9, 1.1);
        Scattering1D separate = Scattering1D.of(n).scales(8).quality(8).globalAveraging();
        Array a = separate.transform(up);
        Array b = separate.transform(down);
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            difference += Math.pow(a.get(i) - b.get(i), 2);
            size += Math.pow(a.get(i), 2);
        }
        assertThat(Math.sqrt(difference / size)).isLessThan(0.02);
    }

    /** Sums of the definition, on all points of the padded plane. */
    @Test
    void isItsDefinition() {
        int n = 48;
        TimeFrequencyScattering s =
                TimeFrequencyScattering.of(n).scales(3).quality(3).frequencyScales(1);
        Array x = noise(1, 1, n);
        LineCascade cascade = s.cascade();
        Array u = Program.of(Fused.executor(), v -> List.of(cascade.firstModuli(v.get(0))))
                .call(x);
        int bands = u.shape().extent(1);
        int points = u.shape().extent(2);
        FilterBank1D along = s.quefrencies();
        Array found = s.transform(x);
        List<JointPath> paths = s.paths();
        int rows = (bands + 1) / 2;
        int times = found.shape().extent(3);
        assertThat(found.shape()).isEqualTo(Shape.of(1, paths.size(), rows, n / 8));
        double[][] phi = time(cascade.banks().get(0).lowPass());
        double[][] phiBands = time(along.lowPass());
        for (int p = 0; p < paths.size(); p++) {
            JointPath path = paths.get(p);
            double[][] inTime = path.rate() == null
                    ? phi
                    : time(s.rates().wavelet(path.rate().index()));
            double[][] inBands = path.quefrency() == null
                    ? phiBands
                    : time(along.wavelet(path.quefrency().index()));
            double[] moduli = modulus(u, bands, points, inTime, inBands, path.spin() < 0 ? -1 : 1);
            boolean plain = path.rate() == null && path.quefrency() == null;
            for (int row = 0; row < rows; row++) {
                for (int t = 0; t < times; t++) {
                    int at = cascade.left() + 8 * t;
                    double expected = 0;
                    for (int l = 0; l < bands; l++) {
                        double weight = phiBands[0][Math.floorMod(2 * row - l, phiBands[0].length)];
                        if (path.rate() == null) {
                            // φ_T has been there already.
                            expected += weight * (plain ? low(u, l, at, points, phi) : moduli[l * points + at]);
                            continue;
                        }
                        for (int v = 0; v < points; v++) {
                            expected += weight * phi[0][Math.floorMod(at - v, points)] * moduli[l * points + v];
                        }
                    }
                    double value = found.get((p * rows + row) * times + t);
                    boolean whole = path.rate() == null || path.rate().scale() <= 0;
                    // Moduli of larger scales are sub-sampled as their bands allow, and a little folds.
                    assertThat(Math.abs(value - expected))
                            .as(path.label() + " at " + row + ", " + t)
                            .isLessThan(whole ? 1e-10 : 1e-6);
                }
            }
        }
    }

    private static double low(Array u, int band, int at, int points, double[][] phi) {
        double sum = 0;
        for (int v = 0; v < points; v++) {
            sum += phi[0][Math.floorMod(at - v, points)] * u.get(band * points + v);
        }
        return sum;
    }

    private static double[] modulus(Array u, int bands, int points, double[][] inTime, double[][] inBands, int spin) {
        double[][] line = new double[2][bands * points];
        for (int l = 0; l < bands; l++) {
            for (int t = 0; t < points; t++) {
                for (int v = 0; v < points; v++) {
                    int d = Math.floorMod(t - v, points);
                    line[0][l * points + t] += inTime[0][d] * u.get(l * points + v);
                    line[1][l * points + t] += inTime[1][d] * u.get(l * points + v);
                }
            }
        }
        double[] modulus = new double[bands * points];
        int period = inBands[0].length;
        for (int l = 0; l < bands; l++) {
            for (int t = 0; t < points; t++) {
                double re = 0;
                double im = 0;
                for (int k = 0; k < bands; k++) {
                    int d = Math.floorMod(l - k, period);
                    double a = inBands[0][d];
                    double b = spin * inBands[1][d];
                    re += a * line[0][k * points + t] - b * line[1][k * points + t];
                    im += a * line[1][k * points + t] + b * line[0][k * points + t];
                }
                modulus[l * points + t] = Math.hypot(re, im);
            }
        }
        return modulus;
    }

    /** A filter from its spectrum: real and imaginary part. */
    private static double[][] time(double[] spectrum) {
        int n = spectrum.length;
        double[][] g = new double[2][n];
        for (int t = 0; t < n; t++) {
            for (int k = 0; k < n; k++) {
                double angle = 2 * Math.PI * (k * t % n) / n;
                g[0][t] += spectrum[k] * Math.cos(angle) / n;
                g[1][t] += spectrum[k] * Math.sin(angle) / n;
            }
        }
        return g;
    }

    @Test
    void anyLeadingShapeAndInsideANetwork() {
        TimeFrequencyScattering s =
                TimeFrequencyScattering.of(100).scales(4).quality(4).frequencyScales(2);
        Array x = noise(2, 2, 3, 100);
        Array all = s.transform(x);
        assertThat(all.shape())
                .isEqualTo(Shape.of(2, 3, s.pathCount(), (s.bands().size() + 3) / 4, 7));
        Array last = s.transform(x.reshape(6, 100).rows(5, 6));
        assertThat(Golden.discrepancy(
                        last, all.reshape(6, all.shape().size() / 6).rows(5, 6).reshape(last.shape())))
                .isLessThan(1e-14);
        assertThat(Golden.discrepancy(s.transform(x.as(DType.FLOAT32)), all)).isLessThan(1e-5);
        Network network = Network.of(Shape.of(100), Sequential.of(s.layer(), new Flatten(), new Dense(2)));
        assertThat(network.output()).isEqualTo(Shape.of(2));
        Program gradient = Program.of(
                Fused.executor(),
                v -> List.of(Derivatives.gradient(s.apply(v.get(0)).square().sum(), v.get(0))));
        assertThat(gradient.call(Array.zeros(DType.FLOAT64, Shape.of(1, 100))).isFinite())
                .isTrue();
        assertThat(gradient.call(noise(3, 1, 100)).isFinite()).isTrue();
    }

    @Test
    void badInputIsRefused() {
        assertThatThrownBy(() -> TimeFrequencyScattering.of(1)).hasMessageContaining("length");
        TimeFrequencyScattering s =
                TimeFrequencyScattering.of(64).scales(3).quality(2).frequencyScales(2);
        assertThatThrownBy(() -> s.scales(7)).hasMessageContaining("at most 6");
        assertThatThrownBy(() -> s.scales(0)).hasMessageContaining("scales");
        assertThatThrownBy(() -> s.quality(0)).hasMessageContaining("quality");
        assertThatThrownBy(() -> s.frequencyScales(0)).hasMessageContaining("frequency scales");
        assertThatThrownBy(() -> s.frequencyScales(9).transform(noise(1, 64)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("bands are longer than the");
        assertThatThrownBy(() -> s.transform(noise(1, 63))).isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> s.transform(Array.full(DType.FLOAT64, Shape.of(64), Double.NaN)))
                .hasMessageContaining("NaN");
        assertThatThrownBy(() -> s.transform(Array.zeros(DType.FLOAT64, Shape.of(0, 64))))
                .isInstanceOf(ShapeException.class);
    }
}
