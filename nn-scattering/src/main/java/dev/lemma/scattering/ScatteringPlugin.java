package dev.lemma.scattering;

import static dev.lemma.scattering.ScatteringPoints.FRAME;
import static dev.lemma.scattering.ScatteringPoints.GROUP;
import static dev.lemma.scattering.ScatteringPoints.POOLING;
import static dev.lemma.scattering.ScatteringPoints.WAVELET;

import dev.lemma.api.group.PointGroup;
import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.scattering.frame.AveragePooling;
import dev.lemma.scattering.frame.Gammatone;
import dev.lemma.scattering.frame.Haar;
import dev.lemma.scattering.frame.MaxPooling;
import dev.lemma.scattering.frame.Meyer;
import dev.lemma.scattering.frame.Shannon;
import dev.lemma.scattering.frame.Subsampling;
import dev.lemma.scattering.frame.Tight;
import dev.lemma.scattering.frame.Wavelets;
import dev.lemma.scattering.frame.WeylHeisenberg;
import dev.lemma.scattering.wavelet.Bump;
import dev.lemma.scattering.wavelet.Morlet;

/** The wavelets, frames, poolings and groups of this module. */
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
        to.supply(FRAME, "morlet", () -> new Tight(new Wavelets(new Morlet(), 3, 4)))
                .summary("Morlet wavelets of three scales, four per octave or direction, tightened")
                .formula("ψ̂ⱼ/√h, h the Littlewood-Paley sum");
        to.add(FRAME, "meyer", new Meyer(3))
                .summary("Meyer's wavelets: smooth and of compact support in frequency, a Parseval frame")
                .formula("ψ̂ⱼ² = m(2^{j−2}f)² − m(2^{j−1}f)²");
        to.add(FRAME, "shannon", new Shannon(3))
                .summary("an octave each, sharp: a Parseval frame")
                .formula("ψ̂ⱼ = 1 for 2^{−j−1} < |f| ≤ 2^{−j}");
        to.add(FRAME, "haar", new Haar(3))
                .summary("differences of neighbouring means, real: a Parseval frame")
                .formula("dⱼ(t) = ½ (aⱼ₋₁(t) − aⱼ₋₁(t − 2^{j−1}))");
        to.add(FRAME, "gammatone", new Gammatone(3, 4))
                .summary("filters that begin at once and fade, as the ear's; for signals, not tight")
                .formula("ĝ(f) = (1 + i(f − ξ)/b)^{−N}");
        to.add(FRAME, "weyl-heisenberg", new WeylHeisenberg(8))
                .summary("one window at equally spaced frequencies: a Parseval frame")
                .formula("ĝₘ(f) = ĝ(f − m/M)");
        to.add(GROUP, "p1", PointGroup.P1)
                .summary("translations alone: an ordinary convolution")
                .formula("{1}");
        to.add(GROUP, "p2", PointGroup.P2).summary("half turns").formula("{1, −1}");
        to.add(GROUP, "pm", PointGroup.PM).summary("reflections of the columns").formula("{1, diag(1, −1)}");
        to.add(GROUP, "p4", PointGroup.P4)
                .summary("quarter turns")
                .formula("{1, R, R², R³}")
                .cite("arXiv:1602.07576");
        to.add(GROUP, "p4m", PointGroup.P4M)
                .summary("quarter turns and reflections")
                .formula("{RʳMᵐ}, r < 4, m < 2")
                .cite("arXiv:1602.07576");
        to.add(POOLING, "subsampling", new Subsampling(2))
                .summary("every S-th place")
                .formula("(P x)[n] = x[S n], R = 1");
        to.add(POOLING, "average", new AveragePooling(2))
                .summary("means of blocks")
                .formula("R = S^{−d/2}");
        to.add(POOLING, "max", new MaxPooling(2))
                .summary("the largest size in each block")
                .formula("(P x)[n] = max |x[Sn + k]|, R = 1");
    }
}
