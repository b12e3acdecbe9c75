package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Atom;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.tensor.Shape;
import java.util.ArrayList;
import java.util.List;

/**
 * A Weyl-Heisenberg (Gabor) frame: one window at M equally spaced frequencies, a short-time Fourier transform.
 *
 * <pre>{@code
 * ĝₘ(f) = ĝ(f − m/M),     ĝ(f) = cos(½πMf) for |f| ≤ 1/M,     Σₘ |ĝ(f − m/M)|² = cos² + sin² = 1
 * }</pre>
 *
 * <p>The window at 0 gives the output. Real signals need the others only on half of the frequencies, with twice the energy. A Parseval frame, on every grid; in the plane windows are products.
 *
 * @param channels M ≥ 2
 */
public record WeylHeisenberg(int channels) implements Frame {

    public WeylHeisenberg {
        Check.atLeast("channels", channels, 2);
    }

    private double window(double f) {
        double u = Math.abs(f - Math.rint(f)) * channels;
        return u >= 1 ? 0 : Math.cos(Math.PI / 2 * u);
    }

    @Override
    public Atoms atoms(Shape grid) {
        Spectra.requireGrid("Weyl-Heisenberg", grid, 2);
        for (int axis = 0; axis < grid.rank(); axis++) {
            if (channels > grid.extent(axis)) {
                throw new IllegalArgumentException("Weyl-Heisenberg: " + channels + " channels are more than the grid "
                        + grid + " tells apart along axis " + axis);
            }
        }
        int columns = grid.extent(-1);
        int rows = grid.size() / columns;
        Shape lattice = grid.rank() == 1 ? Shape.of(channels) : Shape.of(channels, channels);
        List<Atom> filters = new ArrayList<>();
        for (int i = 1; i < lattice.size(); i++) {
            double weight = Spectra.half(lattice, i, true);
            if (weight == 0) {
                continue;
            }
            filters.add(shifted(grid, rows, columns, grid.rank() == 1 ? 0 : i / channels, i % channels, weight));
        }
        return Atoms.of(shifted(grid, rows, columns, 0, 0, 1), filters);
    }

    private Atom shifted(Shape grid, int rows, int columns, int down, int across, double weight) {
        String name =
                grid.rank() == 1 ? across + "/" + channels : down + "/" + channels + ", " + across + "/" + channels;
        return Spectra.real(name, grid, place -> {
            double h = window((double) (place % columns) / columns - (double) across / channels);
            double v = grid.rank() == 1 ? 1 : window((double) (place / columns) / rows - (double) down / channels);
            return weight * h * v;
        });
    }
}
