package dev.lemma.api.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The filters of a frame on a grid: χ, which gives features, and the g_λ, whose responses go on.
 *
 * <p>For real signals, whose energy at ω and −ω is the same,
 *
 * <pre>{@code
 * h(ω) = |χ̂(ω)|² + ½ Σ_λ (|ĝ_λ(ω)|² + |ĝ_λ(−ω)|²),      A = min h,  B = max h
 * }</pre>
 *
 * <p>are the best constants of {@code A‖x‖² ≤ ‖x ∗ χ‖² + Σ‖x ∗ g_λ‖² ≤ B‖x‖²}. Immutable.
 */
public final class Atoms {

    private final Shape grid;
    private final Atom output;
    private final List<Atom> filters;
    private final double[] sum;

    private Atoms(Atom output, List<Atom> filters) {
        this.grid = output.grid();
        this.output = output;
        this.filters = List.copyOf(filters);
        this.sum = sums();
    }

    /**
     * Filters of one grid.
     *
     * @param output χ, of real samples: features of real signals are real
     * @param filters g_λ, at least one
     */
    public static Atoms of(Atom output, List<Atom> filters) {
        Check.given("output", output);
        Check.given("filters", filters);
        if (filters.isEmpty()) {
            throw new IllegalArgumentException("frame: expected at least one filter beside that of the output");
        }
        for (Atom filter : filters) {
            if (!filter.grid().equals(output.grid())) {
                throw new ShapeException("frame: filter " + filter.name() + " is on the grid " + filter.grid()
                        + ", that of the output on " + output.grid());
            }
        }
        if (!output.isReal()) {
            throw new IllegalArgumentException("frame: the filter of the output, " + output.name()
                    + ", has complex samples: features of real signals are to be real");
        }
        return new Atoms(output, filters);
    }

    private double[] sums() {
        double[] h = new double[grid.size()];
        for (int k = 0; k < h.length; k++) {
            h[k] = output.energy(k) + filterEnergy(k);
        }
        return h;
    }

    /** Points along each axis. */
    public Shape grid() {
        return grid;
    }

    /** χ. */
    public Atom output() {
        return output;
    }

    /** g_λ. */
    public List<Atom> filters() {
        return filters;
    }

    /** {@code ½ Σ_λ (|ĝ_λ(ω)|² + |ĝ_λ(−ω)|²)} at one frequency. */
    public double filterEnergy(int k) {
        int mirror = Atom.mirror(grid, k);
        double energy = 0;
        for (Atom filter : filters) {
            energy += (filter.energy(k) + filter.energy(mirror)) / 2;
        }
        return energy;
    }

    /** The Littlewood-Paley sum h: a copy. */
    public double[] littlewoodPaley() {
        return sum.clone();
    }

    /** A, the least value of h. */
    public double lowerBound() {
        return Arrays.stream(sum).min().orElseThrow();
    }

    /** B, the greatest value of h. */
    public double upperBound() {
        return Arrays.stream(sum).max().orElseThrow();
    }

    /**
     * {@code max |f| |χ̂(f)|}, f in cycles per point: how far features follow a translation. {@code ‖(T_t u − u) ∗ χ‖ ≤ 2π |t| K ‖u‖}, as {@code |e^{2πi⟨f, t⟩} − 1| ≤ 2π |f| |t|}.
     */
    public double smoothness() {
        int columns = grid.extent(-1);
        int rows = grid.size() / columns;
        double most = 0;
        for (int k = 0; k < sum.length; k++) {
            double f1 = signed(k / columns, rows);
            double f2 = signed(k % columns, columns);
            most = Math.max(most, Math.hypot(f1, f2) * Math.sqrt(output.energy(k)));
        }
        return most;
    }

    private static double signed(int k, int n) {
        return (2 * k <= n ? k : k - n) / (double) n;
    }

    /** Every filter multiplied by c: both bounds by c². */
    public Atoms scaled(double c) {
        Check.positive("scale", c);
        double[] factors = new double[sum.length];
        Arrays.fill(factors, c);
        return times(factors);
    }

    /**
     * Every filter divided by √h: a Parseval frame, A = B = 1.
     *
     * @throws IllegalArgumentException if no filter passes some frequency
     */
    public Atoms tightened() {
        double[] factors = new double[sum.length];
        for (int k = 0; k < factors.length; k++) {
            if (!(sum[k] > 1e-280)) {
                throw new IllegalArgumentException(
                        "frame: no filter passes the frequency of place " + k + " on the grid " + grid
                                + ", so that no scaling makes it a Parseval frame: take more or wider filters");
            }
            factors[k] = 1 / Math.sqrt(sum[k]);
        }
        return times(factors);
    }

    private Atoms times(double[] factors) {
        List<Atom> all = new ArrayList<>();
        for (Atom filter : filters) {
            all.add(filter.times(factors));
        }
        return new Atoms(output.times(factors), all);
    }

    @Override
    public String toString() {
        return "Atoms[" + filters.size() + " and one for the output, " + grid + "]";
    }
}
