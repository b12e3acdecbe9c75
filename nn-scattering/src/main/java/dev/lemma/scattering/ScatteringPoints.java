package dev.lemma.scattering;

import dev.lemma.api.frame.Frame;
import dev.lemma.api.frame.Pooling;
import dev.lemma.api.group.PointGroup;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.wavelet.Wavelet;

/** The extension points whose types are of this module. */
public final class ScatteringPoints {

    /** Mother wavelets. */
    public static final ExtensionPoint<Wavelet> WAVELET = new ExtensionPoint<>("wavelet", Wavelet.class);

    /** Frames of filters, for the layers of a {@link dev.lemma.scattering.frame.FrameNetwork}. */
    public static final ExtensionPoint<Frame> FRAME = new ExtensionPoint<>("frame", Frame.class);

    /** What leaves every S-th place of a signal. */
    public static final ExtensionPoint<Pooling> POOLING = new ExtensionPoint<>("pooling", Pooling.class);

    /** Groups of turns and reflections of the lattice, for group-equivariant networks. */
    public static final ExtensionPoint<PointGroup> GROUP = new ExtensionPoint<>("group", PointGroup.class);

    private ScatteringPoints() {}
}
