package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Atom;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.wavelet.Wavelet;
import dev.lemma.scattering.wavelet.Band;
import dev.lemma.scattering.wavelet.Convention;
import dev.lemma.scattering.wavelet.FilterBank1D;
import dev.lemma.scattering.wavelet.FilterBank2D;
import java.util.ArrayList;
import java.util.List;

/**
 * The bank of a mother wavelet, that of scattering: dilations along a line, dilations and rotations in the plane, with the Gaussian low-pass filter of scale J.
 *
 * <p>Bounds are those of the published formulas: in the plane B is 1.0136 at J = 3 and 1.0352 at J = 4 with 8 directions, above what an admissible layer may have. {@link Tight} makes them 1.
 *
 * @param mother of the family
 * @param scales J ≥ 1
 * @param quality wavelets per octave along a line, directions over half a turn in the plane
 */
public record Wavelets(Wavelet mother, int scales, int quality) implements Frame {

    public Wavelets {
        Check.given("mother", mother);
        Check.atLeastOne("scales", scales);
        Check.atLeastOne("quality", quality);
    }

    @Override
    public Atoms atoms(Shape grid) {
        Spectra.requireGrid("wavelets", grid, 2);
        Spectra.requireScales("wavelets", grid, scales);
        double extent = Math.pow(2, scales);
        List<Atom> filters = new ArrayList<>();
        if (grid.rank() == 1) {
            FilterBank1D bank = FilterBank1D.of(mother, grid.extent(0), scales, quality, extent, Convention.EXACT);
            for (Band band : bank.bands()) {
                double[] psi = bank.wavelet(band.index());
                filters.add(Atom.of("ψ" + band.index(), grid, psi));
            }
            return Atoms.of(Atom.of("φ", grid, bank.lowPass()), filters);
        }
        FilterBank2D bank =
                FilterBank2D.of(mother, grid.extent(0), grid.extent(1), scales, quality, extent, Convention.EXACT);
        for (Band band : bank.bands()) {
            filters.add(Atom.of("ψ" + band.scale() + "/" + band.direction(), grid, bank.wavelet(band.index())));
        }
        return Atoms.of(Atom.of("φ", grid, bank.lowPass()), filters);
    }
}
