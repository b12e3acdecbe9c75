package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Atom;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * Gammatones, which begin at once and fade, as what the ear hears: {@code g(t) = t^{N−1} e^{−2πbt} e^{2πiξt}} for t ≥ 0,
 *
 * <pre>{@code
 * ĝ(f) = (1 + i(f − ξ)/b)^{−N},     ξ = 0.4 · 2^{−q/Q},   b = ξ (2^{1/Q} − 1)/2 / √(2^{1/N} − 1)
 * }</pre>
 *
 * <p>each of height 1, about half as high in energy where it meets its neighbour; with a Gaussian below the lowest. Bounds are those of the formulas: {@link Tight} makes them 1. Signals of one axis.
 *
 * @param octaves below the highest centre, ≥ 1
 * @param quality Q ≥ 1 filters per octave
 * @param order N ≥ 1
 * @see <a href="https://doi.org/10.1016/B978-0-08-041847-6.50054-X">Patterson et al. 1992, Complex sounds and auditory images</a>
 */
public record Gammatone(int octaves, int quality, int order) implements Frame {

    private static final double HIGHEST = 0.4;
    private static final int TURNS = 4;

    public Gammatone {
        Check.atLeastOne("octaves", octaves);
        Check.atLeastOne("quality", quality);
        Check.atLeastOne("order", order);
    }

    /** Of order 4. */
    public Gammatone(int octaves, int quality) {
        this(octaves, quality, 4);
    }

    @Override
    public Atoms atoms(Shape grid) {
        Spectra.requireGrid("gammatone", grid, 1);
        Spectra.requireScales("gammatone", grid, octaves);
        int n = grid.extent(0);
        double spread = (Math.pow(2, 1.0 / quality) - 1) / 2 / Math.sqrt(Math.pow(2, 1.0 / order) - 1);
        List<Atom> filters = new ArrayList<>();
        double centre = HIGHEST;
        for (int q = 0; q < octaves * quality; q++) {
            centre = HIGHEST * Math.pow(2, -(double) q / quality);
            double b = centre * spread;
            double[] real = new double[n];
            double[] imaginary = new double[n];
            for (int k = 0; k < n; k++) {
                for (int p = -TURNS; p <= TURNS; p++) {
                    double u = ((double) k / n + p - centre) / b;
                    double size = Math.pow(1 + u * u, -order / 2.0);
                    double angle = -order * Math.atan(u);
                    real[k] += Math.sqrt(2) * size * Math.cos(angle);
                    imaginary[k] += Math.sqrt(2) * size * Math.sin(angle);
                }
            }
            filters.add(Atom.of(String.format(java.util.Locale.ROOT, "ξ = %.4f", centre), grid, real, imaginary));
        }
        double width = centre / Math.sqrt(Math.log(2));
        Atom low = Spectra.real("φ", grid, k -> {
            double u = Spectra.frequency(k, n) / width;
            return Math.exp(-u * u / 2);
        });
        return Atoms.of(low, filters);
    }
}
