package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.tensor.Shape;

/**
 * Shannon's wavelets, an octave each: {@code ψ̂ⱼ = 1 for 2^{−j−1} < |f| ≤ 2^{−j}}, {@code φ̂ = 1 for |f| ≤ 2^{−J−1}}. A Parseval frame, sharp in frequency and slow to fall in time.
 *
 * <p>Wavelets are halved to positive frequencies; in the plane they are the products, four kinds per scale.
 *
 * @param scales J ≥ 1
 */
public record Shannon(int scales) implements Frame {

    public Shannon {
        Check.atLeastOne("scales", scales);
    }

    /** Whether |k/n| ≤ 2^{−j−1}, in whole numbers. */
    private static boolean isLow(int j, int k, int n) {
        long distance = Math.min(k, n - k);
        return j == 0 || distance << (j + 1) <= n;
    }

    @Override
    public Atoms atoms(Shape grid) {
        Spectra.requireGrid("Shannon", grid, 2);
        Spectra.requireScales("Shannon", grid, scales);
        return Spectra.dyadic(
                new Spectra.LowPass() {
                    @Override
                    public double[] low(int j, int k, int n) {
                        return new double[] {isLow(j, k, n) ? 1 : 0, 0};
                    }

                    @Override
                    public double[] high(int j, int k, int n) {
                        return new double[] {isLow(j - 1, k, n) && !isLow(j, k, n) ? 1 : 0, 0};
                    }
                },
                grid,
                scales,
                true);
    }
}
