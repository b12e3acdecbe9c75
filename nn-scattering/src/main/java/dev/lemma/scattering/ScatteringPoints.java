package dev.lemma.scattering;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.wavelet.Wavelet;

/** The extension points whose types are of this module. */
public final class ScatteringPoints {

    /** Mother wavelets. */
    public static final ExtensionPoint<Wavelet> WAVELET = new ExtensionPoint<>("wavelet", Wavelet.class);

    private ScatteringPoints() {}
}
