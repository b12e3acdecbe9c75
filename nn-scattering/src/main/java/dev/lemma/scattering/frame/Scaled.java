package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.tensor.Shape;

/**
 * A frame with every filter multiplied by a number: its bounds by the square of it. The repair of a layer that is not admissible.
 *
 * @param frame the one that is scaled
 * @param factor c &gt; 0
 */
public record Scaled(Frame frame, double factor) implements Frame {

    public Scaled {
        Check.given("frame", frame);
        Check.positive("factor", factor);
    }

    @Override
    public Atoms atoms(Shape grid) {
        return frame.atoms(grid).scaled(factor);
    }
}
