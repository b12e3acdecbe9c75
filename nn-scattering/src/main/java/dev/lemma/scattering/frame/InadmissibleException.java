package dev.lemma.scattering.frame;

/** A network of frames with a layer that may expand: {@code B > min(1, L⁻²R⁻²)}. The message names it, its constants and the scaling that would repair it. */
public final class InadmissibleException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final transient LayerBounds bounds;

    InadmissibleException(LayerBounds bounds) {
        super(String.format(
                java.util.Locale.ROOT,
                "frame network: %s: expected B <= min(1, 1/(L²R²)) = %.6g: multiply the filters of this layer by %.6g, or tighten its frame%s",
                bounds,
                bounds.limit(),
                bounds.repair(),
                bounds.limit() < 1 ? " and scale it" : ""));
        this.bounds = bounds;
    }

    /** The constants of the first layer that is not admissible. */
    public LayerBounds bounds() {
        return bounds;
    }
}
