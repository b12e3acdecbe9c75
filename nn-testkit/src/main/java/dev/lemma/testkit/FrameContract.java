package dev.lemma.testkit;

import dev.lemma.api.frame.Atom;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Shape;
import java.util.List;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What every frame is: finite filters for each grid, whose responses have between A and B times the energy of a signal, in the samples themselves. */
public interface FrameContract {

    /** What is tested. */
    Frame subject();

    /** Grids that it has filters for; small ones, as responses are computed by the definition. */
    default List<Shape> grids() {
        return List.of(Shape.of(32), Shape.of(45), Shape.of(16, 12));
    }

    /** Whether A = B = 1. */
    default boolean isParseval() {
        return false;
    }

    @Test
    default void givesFiltersOnTheGridThatIsAskedFor() {
        for (Shape grid : grids()) {
            Atoms atoms = subject().atoms(grid);
            Assertions.assertThat(atoms.grid()).isEqualTo(grid);
            Assertions.assertThat(atoms.output().isReal()).isTrue();
            Assertions.assertThat(atoms.filters()).isNotEmpty();
            Assertions.assertThat(atoms.filters().stream().map(Atom::name).distinct())
                    .as("names of filters on %s", grid)
                    .hasSize(atoms.filters().size());
            Assertions.assertThat(atoms.lowerBound()).as("A on %s", grid).isPositive();
            if (isParseval()) {
                Assertions.assertThat(Math.abs(atoms.lowerBound() - 1))
                        .as("A on %s", grid)
                        .isLessThan(1e-14);
                Assertions.assertThat(Math.abs(atoms.upperBound() - 1))
                        .as("B on %s", grid)
                        .isLessThan(1e-14);
            }
        }
    }

    /** The same filters each time: a frame has no state. */
    @Test
    default void givesTheSameFiltersAgain() {
        for (Shape grid : grids()) {
            Assertions.assertThat(subject().atoms(grid).littlewoodPaley())
                    .isEqualTo(subject().atoms(grid).littlewoodPaley());
        }
    }

    @Test
    default void tightensToAParsevalFrame() {
        for (Shape grid : grids()) {
            Atoms tight = subject().atoms(grid).tightened();
            Assertions.assertThat(Math.abs(tight.lowerBound() - 1))
                    .as("A on %s", grid)
                    .isLessThan(1e-14);
            Assertions.assertThat(Math.abs(tight.upperBound() - 1))
                    .as("B on %s", grid)
                    .isLessThan(1e-14);
        }
    }

    /** {@code A‖x‖² ≤ ‖x ∗ χ‖² + Σ‖x ∗ g_λ‖² ≤ B‖x‖²} for some real x, convolved point by point. */
    @Test
    default void keepsItsBoundsOnSignals() {
        for (Shape grid : grids()) {
            Atoms atoms = subject().atoms(grid);
            double[] x = new double[grid.size()];
            Randomness.normal(Key.of(7), x);
            double before = 0;
            for (double value : x) {
                before += value * value;
            }
            double after = energy(atoms.output(), x);
            for (Atom filter : atoms.filters()) {
                after += energy(filter, x);
            }
            Assertions.assertThat(after)
                    .as("energy of the responses on %s, of %s", grid, before)
                    .isBetween(atoms.lowerBound() * before * (1 - 1e-10), atoms.upperBound() * before * (1 + 1e-10));
        }
    }

    /** {@code ‖x ∗ g‖²}, with g from its spectrum by the definition. */
    private static double energy(Atom atom, double[] x) {
        int columns = atom.grid().extent(-1);
        int rows = atom.grid().size() / columns;
        int n = x.length;
        double[] re = atom.real();
        double[] im = atom.imaginary();
        double[] samplesRe = new double[n];
        double[] samplesIm = new double[n];
        for (int t = 0; t < n; t++) {
            for (int k = 0; k < n; k++) {
                double turn = (double) (k / columns * (t / columns) % rows) / rows
                        + (double) (k % columns * (t % columns) % columns) / columns;
                double c = Math.cos(2 * Math.PI * turn);
                double s = Math.sin(2 * Math.PI * turn);
                samplesRe[t] += (re[k] * c - im[k] * s) / n;
                samplesIm[t] += (re[k] * s + im[k] * c) / n;
            }
        }
        double energy = 0;
        for (int t = 0; t < n; t++) {
            double responseRe = 0;
            double responseIm = 0;
            for (int u = 0; u < n; u++) {
                int at = Math.floorMod(t / columns - u / columns, rows) * columns
                        + Math.floorMod(t % columns - u % columns, columns);
                responseRe += x[u] * samplesRe[at];
                responseIm += x[u] * samplesIm[at];
            }
            energy += responseRe * responseRe + responseIm * responseIm;
        }
        return energy;
    }
}
