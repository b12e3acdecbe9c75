package dev.lemma.scattering;

import static dev.lemma.scattering.ScatteringPoints.WAVELET;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.scattering.wavelet.Bump;
import dev.lemma.scattering.wavelet.Morlet;

/** The wavelets of this module. */
public final class ScatteringPlugin implements NnPlugin {

    @Override
    public String id() {
        return "lemma.scattering";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        to.add(WAVELET, "morlet", new Morlet())
                .summary("a Gaussian in frequency: the most concentrated in time and frequency together")
                .formula("ψ̂(f) = exp(−(f − ξ)²/2σ²)")
                .cite("arXiv:1011.3023");
        to.add(WAVELET, "bump", new Bump())
                .summary("a smooth bump of compact support: band-limited, its mean exactly 0")
                .formula("ψ̂(f) = exp(1 − 1/(1 − u²)), u = (f − ξ)/(kσ)");
    }
}
