package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.frame.Pooling;
import dev.lemma.api.network.Activation;

/**
 * One layer: {@code U[λ]u = P(M(u ∗ g_λ))}, and features {@code u ∗ χ} of what enters it.
 *
 * @param frame {χ, g_λ}
 * @param nonlinearity M
 * @param pooling P
 */
public record FrameLayer(Frame frame, Nonlinearity nonlinearity, Pooling pooling) {

    public FrameLayer {
        Check.given("frame", frame);
        Check.given("nonlinearity", nonlinearity);
        Check.given("pooling", pooling);
    }

    /** With the modulus and without pooling. */
    public static FrameLayer of(Frame frame) {
        return new FrameLayer(frame, new Nonlinearity.Modulus(), new Subsampling(1));
    }

    /** With another pooling. */
    public FrameLayer pooled(Pooling other) {
        return new FrameLayer(frame, nonlinearity, other);
    }

    /** With a function of real and imaginary part in place of the modulus. */
    public FrameLayer through(Activation activation) {
        return new FrameLayer(frame, new Nonlinearity.Pointwise(activation), pooling);
    }

    /** With every filter multiplied by a number. */
    public FrameLayer scaled(double factor) {
        return new FrameLayer(new Scaled(frame, factor), nonlinearity, pooling);
    }
}
