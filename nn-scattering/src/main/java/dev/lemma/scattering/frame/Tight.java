package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.tensor.Shape;

/**
 * A frame with every filter divided by the root of the Littlewood-Paley sum: A = B = 1, no energy is lost and none is made.
 *
 * @param frame the one that is tightened
 */
public record Tight(Frame frame) implements Frame {

    public Tight {
        Check.given("frame", frame);
    }

    @Override
    public Atoms atoms(Shape grid) {
        return frame.atoms(grid).tightened();
    }
}
