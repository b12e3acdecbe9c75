package dev.lemma.scattering.wavelet;

import dev.lemma.api.check.Check;
import dev.lemma.api.fourier.Complex;
import dev.lemma.api.fourier.Fourier;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.wavelet.Wavelet;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Wavelets of one family along one axis with a low-pass filter φ, sampled in frequency on N points, {@code f = k/N}:
 *
 * <pre>{@code
 * ψ̂(f) = ĝ(f; ξ, σ) − κ ĝ(f; 0, σ),  κ such that ψ̂(0) = 0;      φ̂(f) = ĝ(f; 0, σ₀/T);      each divided by Σₜ |ψ(t)|
 * }</pre>
 *
 * <p>ĝ is folded over the frequencies that sampling confuses. Filters are real in frequency; their numbers are float64. Immutable.
 */
public final class FilterBank1D {

    private final int length;
    private final List<Band> bands;
    private final double[][] wavelets;
    private final double[] lowPass;
    private final boolean meanOfBlocks;

    private FilterBank1D(int length, List<Band> bands, double[][] wavelets, double[] lowPass, boolean meanOfBlocks) {
        this.length = length;
        this.bands = List.copyOf(bands);
        this.wavelets = wavelets;
        this.lowPass = lowPass;
        this.meanOfBlocks = meanOfBlocks;
    }

    /**
     * The bank of a wavelet.
     *
     * @param length N ≥ 1
     * @param scales J ≥ 0: the lowest bandwidth is 0.1/2ᴶ
     * @param quality Q ≥ 1 wavelets per octave
     * @param averaging T &gt; 0: the bandwidth of φ is 0.1/T
     */
    public static FilterBank1D of(
            Wavelet wavelet, int length, int scales, int quality, double averaging, Convention convention) {
        Check.atLeastOne("length", length);
        Check.atLeast("scales", scales, 0);
        Check.atLeastOne("quality", quality);
        Check.positive("averaging", averaging);
        List<Band> bands = LinePlan.bands(scales, quality);
        double[][] wavelets = new double[bands.size() + 1][];
        for (Band band : bands) {
            wavelets[band.index()] = sampled(wavelet, length, band.frequency(), band.bandwidth());
        }
        wavelets[bands.size()] = sampled(new Morlet(), length, 0, LinePlan.SIGMA_0 / averaging);
        normalize(wavelets, length);
        return new FilterBank1D(
                length,
                bands,
                Arrays.copyOf(wavelets, bands.size()),
                wavelets[bands.size()],
                convention == Convention.KYMATIO_0_3);
    }

    /** φ̂ on so many points. */
    static double[] lowPass(int length, double averaging) {
        double[][] one = {sampled(new Morlet(), length, 0, LinePlan.SIGMA_0 / averaging)};
        normalize(one, length);
        return one[0];
    }

    /** Before its norm is made 1. */
    private static double[] sampled(Wavelet wavelet, int n, double centre, double bandwidth) {
        int periods = (int) Math.min(Math.ceil(bandwidth * Math.sqrt(2 * Math.log(1e7)) + 1), 5);
        double[] low = new double[n];
        double[] high = new double[n];
        for (int p = 1 - periods; p < periods; p++) {
            for (int k = 0; k < n; k++) {
                double f = (double) (k + (long) p * n) / n;
                // Alone, the low-pass filter lies around 0, not from 0 on.
                double around = periods == 1 && 2 * k >= n ? f - 1 : f;
                low[k] += Math.exp(-around * around / (2 * bandwidth * bandwidth));
                if (centre != 0) {
                    high[k] += wavelet.spectrum(f, centre, bandwidth);
                }
            }
        }
        if (centre == 0) {
            return low;
        }
        double kappa = high[0] / low[0];
        for (int k = 0; k < n; k++) {
            high[k] -= kappa * low[k];
        }
        return high;
    }

    /** Divides each by {@code Σₜ |ψ(t)|}. */
    private static void normalize(double[][] filters, int n) {
        Program norms = Program.of(Fused.executor(), x -> {
            Complex inTime = Fourier.inverse(Complex.of(x.get(0)));
            return List.of(inTime.squaredModulus().sqrt().sum(1));
        });
        // Some at a time: memory.
        int some = Math.max(1, (1 << 20) / n);
        for (int from = 0; from < filters.length; from += some) {
            int count = Math.min(some, filters.length - from);
            double[] together = new double[count * n];
            for (int i = 0; i < count; i++) {
                System.arraycopy(filters[from + i], 0, together, i * n, n);
            }
            Array sums = norms.call(Array.of(Shape.of(count, n), together));
            for (int i = 0; i < count; i++) {
                for (int k = 0; k < n; k++) {
                    filters[from + i][k] /= sums.get(i);
                }
            }
        }
    }

    /** N. */
    public int length() {
        return length;
    }

    /** What the wavelets are, from the highest frequency to the lowest. */
    public List<Band> bands() {
        return bands;
    }

    /** {@code ψ̂} of the i-th wavelet, at the frequencies k/N: a copy. */
    public double[] wavelet(int i) {
        return wavelets[i].clone();
    }

    /** {@code φ̂} at the frequencies k/N: a copy. */
    public double[] lowPass() {
        return lowPass.clone();
    }

    /** The i-th wavelet for signals at a 2ˡ-th of the resolution: what N/2ˡ points tell apart, folded. */
    public double[] wavelet(int i, int level) {
        return folded(wavelets[i], level);
    }

    /** φ̂ for signals at a 2ˡ-th of the resolution. */
    public double[] lowPass(int level) {
        return folded(lowPass, level);
    }

    private double[] folded(double[] filter, int level) {
        int blocks = 1 << level;
        int points = length / blocks;
        double[] folded = new double[points];
        for (int b = 0; b < blocks; b++) {
            for (int k = 0; k < points; k++) {
                folded[k] += filter[b * points + k];
            }
        }
        if (meanOfBlocks) {
            for (int k = 0; k < points; k++) {
                folded[k] /= blocks;
            }
        }
        return folded;
    }

    /**
     * The Littlewood-Paley sum for real signals, {@code |φ̂(f)|² + ½ Σ (|ψ̂(f)|² + |ψ̂(−f)|²)}: what the bank makes of the energy at each frequency. Its least and
     * greatest value are the frame bounds.
     */
    public double[] littlewoodPaley() {
        double[] sum = new double[length];
        for (int k = 0; k < length; k++) {
            int mirror = k == 0 ? 0 : length - k;
            sum[k] = lowPass[k] * lowPass[k];
            for (double[] psi : wavelets) {
                sum[k] += (psi[k] * psi[k] + psi[mirror] * psi[mirror]) / 2;
            }
        }
        return sum;
    }

    /** The least value of the {@link #littlewoodPaley} sum, A. */
    public double lowerBound() {
        return Arrays.stream(littlewoodPaley()).min().orElseThrow();
    }

    /** The greatest value of the {@link #littlewoodPaley} sum, B. */
    public double upperBound() {
        return Arrays.stream(littlewoodPaley()).max().orElseThrow();
    }

    /** The bank with every filter divided by the root of the Littlewood-Paley sum: a Parseval frame, A = B = 1. */
    public FilterBank1D tightened() {
        double[] sum = littlewoodPaley();
        List<double[]> tight = new ArrayList<>();
        for (double[] psi : wavelets) {
            tight.add(divided(psi, sum));
        }
        return new FilterBank1D(length, bands, tight.toArray(double[][]::new), divided(lowPass, sum), meanOfBlocks);
    }

    private static double[] divided(double[] filter, double[] sum) {
        double[] quotient = new double[filter.length];
        for (int k = 0; k < filter.length; k++) {
            if (!(sum[k] > 0)) {
                throw new IllegalArgumentException("filter bank: no filter passes frequency " + k + "/" + filter.length
                        + ", so no scaling makes its Littlewood-Paley sum 1: take a lower quality or another wavelet");
            }
            quotient[k] = filter[k] / Math.sqrt(sum[k]);
        }
        return quotient;
    }

    /** All filters for a drawing: a row for each wavelet from high to low and one for φ, of the frequencies 0 … N/2. */
    public Array picture() {
        int half = length / 2 + 1;
        double[] rows = new double[(wavelets.length + 1) * half];
        for (int i = 0; i < wavelets.length; i++) {
            System.arraycopy(wavelets[i], 0, rows, i * half, half);
        }
        System.arraycopy(lowPass, 0, rows, wavelets.length * half, half);
        return Array.of(Shape.of(wavelets.length + 1, half), rows);
    }

    /** Number type of the filters. */
    public DType type() {
        return DType.FLOAT64;
    }

    @Override
    public String toString() {
        return "FilterBank1D[" + bands.size() + " wavelets, " + length + " points]";
    }
}
