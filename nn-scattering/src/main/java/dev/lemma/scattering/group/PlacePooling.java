package dev.lemma.scattering.group;

import dev.lemma.api.check.Check;
import dev.lemma.api.group.PointGroup;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.Windows;

/**
 * Pooling of a field over windows of places, for each channel and element of the group: [N, C, |G|, H, W] to [N, C, |G|, H′, W′].
 *
 * <p>It commutes with the group if windows reach from edge to edge, {@code (n − window) mod stride = 0}; other sizes are refused.
 *
 * @param group of the field
 * @param window extent of the windows
 * @param stride step
 * @param kind maximum or mean
 */
public record PlacePooling(PointGroup group, int window, int stride, GroupPooling.Kind kind) implements Layer {

    public PlacePooling {
        Check.given("group", group);
        Check.atLeastOne("window", window);
        Check.atLeastOne("stride", stride);
        Check.given("kind", kind);
    }

    /** The maximum of windows side by side. */
    public PlacePooling(PointGroup group, int window) {
        this(group, window, window, GroupPooling.Kind.MAX);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Fields.check("place pooling", group, x);
        Lattice.of(window)
                .stride(stride)
                .check("place pooling", group, x.shape().extent(3), x.shape().extent(4));
        Window2D places = Window2D.of(window).stride(stride);
        Tensor flat = Fields.flat(x);
        return Fields.field(
                kind == GroupPooling.Kind.MAX ? Windows.maxPool(flat, places) : Windows.averagePool(flat, places),
                group.order());
    }
}
