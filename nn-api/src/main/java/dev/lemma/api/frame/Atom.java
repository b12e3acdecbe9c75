package dev.lemma.api.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;

/**
 * One filter by its discrete Fourier transform, at the frequencies {@code k/n} of a grid, in row-major order. Immutable.
 */
public final class Atom {

    private static final double ROUNDING = 1e-12;

    private final String name;
    private final Shape grid;
    private final double[] real;
    private final double[] imaginary;
    private final boolean ofRealSamples;

    private Atom(String name, Shape grid, double[] real, double[] imaginary) {
        this.name = name;
        this.grid = grid;
        this.real = real;
        this.imaginary = imaginary;
        this.ofRealSamples = hermitian();
    }

    /**
     * A filter by its spectrum.
     *
     * @param name what it is, for paths and pictures
     * @throws IllegalArgumentException if a number is not finite
     */
    public static Atom of(String name, Shape grid, double[] real, double[] imaginary) {
        Check.given("name", name);
        Check.given("grid", grid);
        requireSize(name, grid, real);
        requireSize(name, grid, imaginary);
        return new Atom(name, grid, real.clone(), imaginary.clone());
    }

    /** A filter whose spectrum is real. */
    public static Atom of(String name, Shape grid, double[] real) {
        return of(name, grid, real, new double[grid.size()]);
    }

    private static void requireSize(String name, Shape grid, double[] numbers) {
        if (grid.rank() < 1 || grid.rank() > 2) {
            throw new ShapeException("atom " + name + ": expected a grid of one axis or two, got " + grid);
        }
        if (numbers.length != grid.size() || numbers.length == 0) {
            throw new ShapeException("atom " + name + ": expected " + grid.size() + " numbers for the grid " + grid
                    + ", at least one, got " + numbers.length);
        }
        for (double value : numbers) {
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("atom " + name + ": its spectrum holds " + value);
            }
        }
    }

    /** A filter by real samples around the origin: the middle one, that at ⌊k/2⌋, stands at 0. */
    public static Atom ofSamples(String name, Shape grid, Array samples) {
        Shape taps = samples.shape();
        if (taps.rank() != grid.rank()) {
            throw new ShapeException("atom " + name + ": expected samples along " + grid.rank() + " axes, as the grid "
                    + grid + ", got " + taps);
        }
        int rows = grid.rank() == 1 ? 1 : grid.extent(0);
        int columns = grid.extent(-1);
        int high = taps.rank() == 1 ? 1 : taps.extent(0);
        int wide = taps.extent(-1);
        double[] real = new double[grid.size()];
        double[] imaginary = new double[grid.size()];
        for (int k = 0; k < rows; k++) {
            for (int l = 0; l < columns; l++) {
                for (int p = 0; p < high; p++) {
                    for (int q = 0; q < wide; q++) {
                        // Whole turns off: large products would lose digits.
                        double turn = (double) Math.floorMod((long) k * (p - high / 2), (long) rows) / rows
                                + (double) Math.floorMod((long) l * (q - wide / 2), (long) columns) / columns;
                        double value = samples.get(p * wide + q);
                        real[k * columns + l] += value * Math.cos(2 * Math.PI * turn);
                        imaginary[k * columns + l] -= value * Math.sin(2 * Math.PI * turn);
                    }
                }
            }
        }
        return of(name, grid, real, imaginary);
    }

    /** What it is. */
    public String name() {
        return name;
    }

    /** Points along each axis. */
    public Shape grid() {
        return grid;
    }

    /** {@code Re ĝ}: a copy. */
    public double[] real() {
        return real.clone();
    }

    /** {@code Im ĝ}: a copy. */
    public double[] imaginary() {
        return imaginary.clone();
    }

    /** {@code |ĝ(k/n)|²} at one frequency. */
    public double energy(int k) {
        return real[k] * real[k] + imaginary[k] * imaginary[k];
    }

    /** Whether its samples are real: {@code ĝ(−f)} is the conjugate of {@code ĝ(f)}. */
    public boolean isReal() {
        return ofRealSamples;
    }

    private boolean hermitian() {
        double largest = 0;
        double worst = 0;
        for (int k = 0; k < real.length; k++) {
            int m = mirror(grid, k);
            largest = Math.max(largest, Math.hypot(real[k], imaginary[k]));
            worst = Math.max(worst, Math.hypot(real[k] - real[m], imaginary[k] + imaginary[m]));
        }
        return worst <= ROUNDING * largest;
    }

    /** The place of the frequency −k. */
    static int mirror(Shape grid, int k) {
        int columns = grid.extent(-1);
        int rows = grid.size() / columns;
        return (rows - k / columns) % rows * columns + (columns - k % columns) % columns;
    }

    /** Its spectrum multiplied by a number at each frequency. */
    Atom times(double[] factors) {
        double[] re = new double[real.length];
        double[] im = new double[real.length];
        for (int k = 0; k < re.length; k++) {
            re[k] = real[k] * factors[k];
            im[k] = imaginary[k] * factors[k];
        }
        return new Atom(name, grid, re, im);
    }

    @Override
    public String toString() {
        return "Atom[" + name + ", " + grid + "]";
    }
}
