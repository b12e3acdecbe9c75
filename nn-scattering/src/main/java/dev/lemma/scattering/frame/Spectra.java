package dev.lemma.scattering.frame;

import dev.lemma.api.frame.Atom;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** Filters written as functions of frequency, on the points of a grid. */
final class Spectra {

    private Spectra() {}

    static void requireGrid(String frame, Shape grid, int mostAxes) {
        if (grid.rank() < 1 || grid.rank() > mostAxes || grid.size() < 1) {
            throw new ShapeException(frame + ": expected a grid of " + (mostAxes == 1 ? "one axis" : "one axis or two")
                    + ", got " + grid);
        }
    }

    static void requireScales(String frame, Shape grid, int scales) {
        for (int axis = 0; axis < grid.rank(); axis++) {
            if (scales > 30 || 1 << scales > grid.extent(axis)) {
                throw new IllegalArgumentException(frame + ": filters of 2^" + scales
                        + " points are larger than the grid " + grid + ": expected at most "
                        + (31 - Integer.numberOfLeadingZeros(grid.extent(axis))) + " scales");
            }
        }
    }

    /** The frequency of place k of n, in [−½, ½], the Nyquist frequency at ½. */
    static double frequency(int k, int n) {
        return (2 * k <= n ? k : k - n) / (double) n;
    }

    /** Frames of one dyadic family of low-pass filters: what of it one scale takes from the last is the wavelets of that scale. */
    interface LowPass {
        /** Of scale j at the place k of n: real and imaginary part. */
        double[] low(int j, int k, int n);

        /** What scale j takes from scale j − 1: {@code |high|² = |low(j − 1)|² − |low(j)|²}. */
        double[] high(int j, int k, int n);
    }

    /**
     * The frame of such a family: along one axis a wavelet per scale, in the plane the products, three kinds per scale.
     *
     * @param analytic whether wavelets are halved to positive frequencies, and, in the plane, products of two wavelets to opposite quadrants
     */
    static Atoms dyadic(LowPass family, Shape grid, int scales, boolean analytic) {
        List<Atom> filters = new ArrayList<>();
        int columns = grid.extent(-1);
        int rows = grid.size() / columns;
        boolean plane = grid.rank() == 2;
        for (int j = 1; j <= scales; j++) {
            int scale = j;
            double[][] low = line(k -> family.low(scale, k, columns), columns);
            double[][] high = line(k -> family.high(scale, k, columns), columns);
            if (!plane) {
                add(filters, "ψ" + j, grid, high, analytic, true, null);
                continue;
            }
            double[][] lowDown = line(k -> family.low(scale, k, rows), rows);
            double[][] highDown = line(k -> family.high(scale, k, rows), rows);
            add(filters, "ψ" + j + " along rows", grid, product(lowDown, high), analytic, true, null);
            add(filters, "ψ" + j + " along columns", grid, product(highDown, low), analytic, false, null);
            double[][] both = product(highDown, high);
            if (analytic) {
                add(filters, "ψ" + j + " falling", grid, both, true, true, true);
                add(filters, "ψ" + j + " rising", grid, both, true, true, false);
            } else {
                add(filters, "ψ" + j + " diagonal", grid, both, false, true, null);
            }
        }
        double[][] low = line(k -> family.low(scales, k, columns), columns);
        double[][] phi = plane ? product(line(k -> family.low(scales, k, rows), rows), low) : low;
        return Atoms.of(Atom.of("φ", grid, phi[0], phi[1]), filters);
    }

    private interface Part {
        double[] at(int k);
    }

    private static double[][] line(Part part, int n) {
        double[][] line = new double[2][n];
        for (int k = 0; k < n; k++) {
            double[] value = part.at(k);
            line[0][k] = value[0];
            line[1][k] = value[1];
        }
        return line;
    }

    private static double[][] product(double[][] down, double[][] across) {
        int columns = across[0].length;
        double[][] product = new double[2][down[0].length * columns];
        for (int i = 0; i < product[0].length; i++) {
            int k = i / columns;
            int l = i % columns;
            product[0][i] = down[0][k] * across[0][l] - down[1][k] * across[1][l];
            product[1][i] = down[0][k] * across[1][l] + down[1][k] * across[0][l];
        }
        return product;
    }

    private static void add(
            List<Atom> to,
            String name,
            Shape grid,
            double[][] spectrum,
            boolean analytic,
            boolean columnsFirst,
            @Nullable Boolean sameSign) {
        double[] real = spectrum[0].clone();
        double[] imaginary = spectrum[1].clone();
        for (int i = 0; analytic && i < real.length; i++) {
            double weight = half(grid, i, columnsFirst) * (sameSign == null ? 1 : quadrant(grid, i, sameSign));
            real[i] *= weight;
            imaginary[i] *= weight;
        }
        to.add(Atom.of(name, grid, real, imaginary));
    }

    /** √2 on one half of the plane, 0 on the other, 1 at frequencies that are their own mirror images. */
    static double half(Shape grid, int place, boolean columnsFirst) {
        int columns = grid.extent(-1);
        int rows = grid.size() / columns;
        int down = side(place / columns, rows);
        int across = side(place % columns, columns);
        int side = columnsFirst ? (across != 0 ? across : down) : (down != 0 ? down : across);
        return side > 0 ? Math.sqrt(2) : side < 0 ? 0 : 1;
    }

    /** 1 where the two frequencies have the same sign, or where they have not. */
    private static double quadrant(Shape grid, int place, boolean sameSign) {
        int columns = grid.extent(-1);
        int rows = grid.size() / columns;
        boolean same = side(place / columns, rows) * side(place % columns, columns) >= 0;
        return same == sameSign ? 1 : 0;
    }

    /** The sign of a frequency; 0 for those that are their own mirror images. */
    private static int side(int k, int n) {
        return Integer.compare(Math.floorMod(-k, n), k);
    }

    /** A real spectrum of a function of place. */
    static Atom real(String name, Shape grid, IntToDoubleFunction spectrum) {
        double[] values = new double[grid.size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = spectrum.applyAsDouble(i);
        }
        return Atom.of(name, grid, values);
    }
}
