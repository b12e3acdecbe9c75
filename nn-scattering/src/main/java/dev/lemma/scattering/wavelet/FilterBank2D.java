package dev.lemma.scattering.wavelet;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.wavelet.Wavelet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Oriented wavelets of one family in the plane with a low-pass filter φ, sampled in frequency on M × N points. With {@code a} the coordinate along the direction
 * θ and {@code b} that across it,
 *
 * <pre>{@code
 * g(u) = exp(−(a² + s²b²)/2σ²) e^{iξa} / (2πσ²/s)        ψ = g − κ g|_{ξ=0},  κ such that Σψ = 0
 * ψ_{j,t}:  σ = 0.8·2ʲ,  ξ = (3π/4)/2ʲ,  s = 4/L,  θ = (⌊L − L/2 − 1⌋ − t) π/L          φ:  σ = 0.8·2^{J−1},  ξ = 0,  s = 1
 * }</pre>
 *
 * <p>The first axis is that of rows; {@code a = u₁ cos θ + u₂ sin θ}. Filters are built in frequency, where their transforms are products of a profile along the
 * wave and a Gaussian across it, summed over the frequencies that sampling confuses. They are real there; their numbers are float64. Immutable.
 */
public final class FilterBank2D {

    /** Frequencies confused with one another reach so many turns to either side: beyond, a Gaussian of scale 0 has fallen below 1e-30. */
    private static final int TURNS = 3;

    /** Where a Gaussian is nothing, in deviations. */
    private static final double DEVIATIONS = 9;

    private final int rows;
    private final int columns;
    private final int scales;
    private final List<Band> bands;
    private final double[][] wavelets;
    private final double[] alongRows;
    private final double[] alongColumns;

    private FilterBank2D(
            int rows,
            int columns,
            int scales,
            List<Band> bands,
            double[][] wavelets,
            double[] alongRows,
            double[] alongColumns) {
        this.rows = rows;
        this.columns = columns;
        this.scales = scales;
        this.bands = List.copyOf(bands);
        this.wavelets = wavelets;
        this.alongRows = alongRows;
        this.alongColumns = alongColumns;
    }

    /**
     * The bank of a wavelet.
     *
     * @param rows M ≥ 1
     * @param columns N ≥ 1
     * @param scales J ≥ 1
     * @param directions L ≥ 1, over half a turn
     * @param averaging T &gt; 0: φ has σ = 0.4 T, as at T = 2ᴶ
     */
    public static FilterBank2D of(
            Wavelet wavelet,
            int rows,
            int columns,
            int scales,
            int directions,
            double averaging,
            Convention convention) {
        Check.atLeastOne("rows", rows);
        Check.atLeastOne("columns", columns);
        Check.atLeastOne("scales", scales);
        Check.atLeastOne("directions", directions);
        Check.positive("averaging", averaging);
        double unit = Math.PI / convention.pi();
        List<Band> bands = new ArrayList<>();
        double[][] wavelets = new double[scales * directions][];
        for (int j = 0; j < scales; j++) {
            double sigma = 0.8 * (1 << j);
            double xi = 0.375 / (1 << j);
            double slant = 4.0 / directions;
            for (int t = 0; t < directions; t++) {
                // Truncated towards 0, as published: for odd L the angles are not symmetric.
                double angle = ((int) (directions - directions / 2.0 - 1) - t) * Math.PI / directions;
                Band band = new Band(bands.size(), j, xi, 1 / (2 * Math.PI * sigma), t, angle);
                wavelets[bands.size()] = oriented(wavelet, rows, columns, band, slant, unit);
                bands.add(band);
            }
        }
        double sigma = 0.4 * averaging;
        double[] alongRows = gaussian(rows, sigma);
        double[] alongColumns = gaussian(columns, sigma);
        for (int k = 0; k < rows; k++) {
            alongRows[k] *= unit;
        }
        return new FilterBank2D(rows, columns, scales, bands, wavelets, alongRows, alongColumns);
    }

    /** {@code Σ_m exp(−2π²σ²(k/n + m)²)}. */
    private static double[] gaussian(int n, double sigma) {
        double[] sum = new double[n];
        for (int k = 0; k < n; k++) {
            for (int m = -TURNS; m <= TURNS; m++) {
                double w = 2 * Math.PI * sigma * ((double) k / n + m);
                sum[k] += Math.exp(-w * w / 2);
            }
        }
        return sum;
    }

    private static double[] oriented(Wavelet wavelet, int rows, int columns, Band band, double slant, double unit) {
        double cos = Math.cos(band.angle());
        double sin = Math.sin(band.angle());
        double sigma = band.bandwidth();
        double across = slant * sigma;
        double[] high = new double[rows * columns];
        double[] low = new double[rows * columns];
        // A bump that starts next to 0 reaches few turns; which, its distance tells.
        double reach = 12 * Math.max(sigma, across) + band.frequency();
        for (int p = -TURNS; p <= TURNS; p++) {
            for (int k = 0; k < rows; k++) {
                double f1 = (double) k / rows + p;
                if (Math.abs(f1) > reach) {
                    continue;
                }
                // Across the wave a Gaussian has fallen below 1e-17 beyond nine deviations: a strip of the plane, a run
                // of each row.
                double low2 = -reach;
                double high2 = reach;
                if (Math.abs(cos) > 1e-9) {
                    double middle = f1 * sin / cos;
                    double half = Math.abs(DEVIATIONS * across / cos);
                    low2 = Math.max(low2, middle - half);
                    high2 = Math.min(high2, middle + half);
                } else if (Math.abs(f1) > DEVIATIONS * across) {
                    continue;
                }
                for (int l = (int) Math.ceil(low2 * columns); l <= high2 * columns; l++) {
                    double f2 = (double) l / columns;
                    double a = f1 * cos + f2 * sin;
                    double b = (-f1 * sin + f2 * cos) / across;
                    double u = a / sigma;
                    double width = unit * Math.exp(-b * b / 2);
                    int at = k * columns + Math.floorMod(l, columns);
                    high[at] += width * wavelet.spectrum(a, band.frequency(), sigma);
                    if (Math.abs(u) < DEVIATIONS) {
                        low[at] += width * Math.exp(-u * u / 2);
                    }
                }
            }
        }
        double kappa = high[0] / low[0];
        for (int i = 0; i < high.length; i++) {
            high[i] -= kappa * low[i];
        }
        return high;
    }

    /** M. */
    public int rows() {
        return rows;
    }

    /** N. */
    public int columns() {
        return columns;
    }

    /** J. */
    public int scales() {
        return scales;
    }

    /** What the wavelets are: by scale from the finest, then by direction. */
    public List<Band> bands() {
        return bands;
    }

    /** {@code ψ̂} of the i-th wavelet, M × N, at the frequencies (k/M, l/N): a copy. */
    public double[] wavelet(int i) {
        return wavelets[i].clone();
    }

    /** The i-th wavelet for pictures at a 2ˡ-th of the resolution: its spectrum cut to what they hold. */
    public double[] wavelet(int i, int level) {
        int m = rows >> level;
        int n = columns >> level;
        double[] cut = new double[m * n];
        for (int k = 0; k < m; k++) {
            for (int l = 0; l < n; l++) {
                cut[k * n + l] = wavelets[i][place(k, m, rows) * columns + place(l, n, columns)];
            }
        }
        return cut;
    }

    /** Frequency k of m points as one of n: from −m/2 on the negative ones. */
    private static int place(int k, int m, int n) {
        return 2 * k < m ? k : n - m + k;
    }

    /** {@code φ̂}, M × N. */
    public double[] lowPass() {
        double[] phi = new double[rows * columns];
        for (int k = 0; k < rows; k++) {
            for (int l = 0; l < columns; l++) {
                phi[k * columns + l] = alongRows[k] * alongColumns[l];
            }
        }
        return phi;
    }

    /** φ̂ is a product of one function of each axis: that of rows (0) or of columns (1), for pictures at a 2ˡ-th of the resolution. */
    public double[] lowPass(int axis, int level) {
        double[] whole = axis == 0 ? alongRows : alongColumns;
        int m = whole.length >> level;
        double[] cut = new double[m];
        for (int k = 0; k < m; k++) {
            cut[k] = whole[place(k, m, whole.length)];
        }
        return cut;
    }

    /**
     * The Littlewood-Paley sum for real pictures, {@code |φ̂(ω)|² + ½ Σ (|ψ̂(ω)|² + |ψ̂(−ω)|²)}, M × N. Its least and greatest value are the frame bounds. From three
     * scales on the greatest is above 1: 1.0136 at J = 3, L = 8.
     */
    public double[] littlewoodPaley() {
        double[] sum = new double[rows * columns];
        for (int k = 0; k < rows; k++) {
            for (int l = 0; l < columns; l++) {
                int at = k * columns + l;
                int mirror = (rows - k) % rows * columns + (columns - l) % columns;
                double phi = alongRows[k] * alongColumns[l];
                sum[at] = phi * phi;
                for (double[] psi : wavelets) {
                    sum[at] += (psi[at] * psi[at] + psi[mirror] * psi[mirror]) / 2;
                }
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

    /** One filter for a drawing, M × N, its mean frequency in the middle; the number of the wavelets is that of φ. */
    public Array picture(int i) {
        double[] filter = i == wavelets.length ? lowPass() : wavelets[i];
        double[] centred = new double[filter.length];
        for (int k = 0; k < rows; k++) {
            for (int l = 0; l < columns; l++) {
                centred[(k + rows / 2) % rows * columns + (l + columns / 2) % columns] = filter[k * columns + l];
            }
        }
        return Array.of(Shape.of(rows, columns), centred);
    }

    @Override
    public String toString() {
        return "FilterBank2D[" + bands.size() + " wavelets, " + rows + " x " + columns + "]";
    }
}
