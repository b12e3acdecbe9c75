package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.tensor.Shape;

/**
 * Meyer's wavelets: smooth in frequency, with the squares of all adding to 1, a Parseval frame.
 *
 * <pre>{@code
 * m(f) = cos(½π ν(6|f| − 1)),  ν(t) = t⁴(35 − 84t + 70t² − 20t³) on [0, 1];      φ̂ = m(2^{J−1}f),   ψ̂ⱼ² = m(2^{j−2}f)² − m(2^{j−1}f)²,   m(f/2) → 1 at j = 1
 * }</pre>
 *
 * <p>Wavelets are halved to positive frequencies, so that a modulus is their envelope; in the plane they are the products, four kinds per scale.
 *
 * @param scales J ≥ 1
 * @see <a href="https://doi.org/10.1137/1.9781611970104">Daubechies 1992, Ten Lectures on Wavelets, §4.2.1</a>
 */
public record Meyer(int scales) implements Frame {

    public Meyer {
        Check.atLeastOne("scales", scales);
    }

    private static double low(int j, double f) {
        if (j == 0) {
            return 1;
        }
        double t = 6 * Math.abs(f) * Math.pow(2, j - 1) - 1;
        if (t <= 0) {
            return 1;
        }
        return t >= 1 ? 0 : Math.cos(Math.PI / 2 * nu(t));
    }

    private static double nu(double t) {
        double u = t * t;
        return u * u * (35 + t * (-84 + t * (70 - 20 * t)));
    }

    @Override
    public Atoms atoms(Shape grid) {
        Spectra.requireGrid("Meyer", grid, 2);
        Spectra.requireScales("Meyer", grid, scales);
        return Spectra.dyadic(
                new Spectra.LowPass() {
                    @Override
                    public double[] low(int j, int k, int n) {
                        return new double[] {Meyer.low(j, Spectra.frequency(k, n)), 0};
                    }

                    @Override
                    public double[] high(int j, int k, int n) {
                        double f = Spectra.frequency(k, n);
                        double above = Meyer.low(j - 1, f);
                        double below = Meyer.low(j, f);
                        return new double[] {Math.sqrt(Math.max(0, above * above - below * below)), 0};
                    }
                },
                grid,
                scales,
                true);
    }
}
