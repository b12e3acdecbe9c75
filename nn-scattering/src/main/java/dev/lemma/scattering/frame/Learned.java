package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Atom;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import java.util.ArrayList;
import java.util.List;

/**
 * Filters given by their samples, such as those that a convolution has learned. The filter of the output is what they leave: {@code |χ̂|² = B − h}, with B the greatest value of
 * their own Littlewood-Paley sum h, so that the frame is tight.
 *
 * @param filters [filters, k] for signals, [filters, k, l] for pictures; the middle sample of each stands at the origin
 */
public record Learned(Array filters) implements Frame {

    public Learned {
        Check.given("filters", filters);
        Shape shape = filters.shape();
        if (shape.rank() < 2 || shape.rank() > 3 || shape.size() == 0) {
            throw new ShapeException("learned: expected filters [filters, k] or [filters, k, l], got " + shape);
        }
        if (!filters.isFinite()) {
            throw new IllegalArgumentException("learned: the filters hold numbers that are NaN or infinite");
        }
    }

    @Override
    public Atoms atoms(Shape grid) {
        Spectra.requireGrid("learned", grid, 2);
        Shape taps = filters.shape().range(1, filters.shape().rank());
        if (taps.rank() != grid.rank()) {
            throw new ShapeException(
                    "learned: filters " + taps + " do not fit the grid " + grid + ": expected as many axes");
        }
        List<Atom> atoms = new ArrayList<>();
        int count = filters.shape().extent(0);
        Array rows = filters.reshape(count, taps.size());
        for (int i = 0; i < count; i++) {
            atoms.add(Atom.ofSamples("w" + i, grid, rows.rows(i, i + 1).reshape(taps)));
        }
        // The energies of real filters at a frequency and its mirror image are the same but for rounding, which a root
        // would blow up.
        Atoms alone = Atoms.of(Atom.of("nothing", grid, new double[grid.size()]), atoms);
        double[] rest = alone.littlewoodPaley();
        double most = alone.upperBound();
        for (int k = 0; k < rest.length; k++) {
            rest[k] = Math.sqrt(Math.max(0, most - rest[k]));
        }
        return Atoms.of(Atom.of("what they leave", grid, rest), atoms);
    }
}
