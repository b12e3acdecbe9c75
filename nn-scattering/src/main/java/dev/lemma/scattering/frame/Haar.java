package dev.lemma.scattering.frame;

import dev.lemma.api.check.Check;
import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.tensor.Shape;

/**
 * Haar's wavelets with nothing sub-sampled: differences of neighbouring means, real.
 *
 * <pre>{@code
 * a₀ = x,   aⱼ(t) = ½ (aⱼ₋₁(t) + aⱼ₋₁(t − 2^{j−1})),   dⱼ(t) = ½ (aⱼ₋₁(t) − aⱼ₋₁(t − 2^{j−1}))
 * }</pre>
 *
 * <p>A Parseval frame on every grid, as {@code cos² + sin² = 1}. In the plane the products, three kinds per scale.
 *
 * @param scales J ≥ 1
 */
public record Haar(int scales) implements Frame {

    public Haar {
        Check.atLeastOne("scales", scales);
    }

    private static double[] low(int j, int k, int n) {
        double[] product = {1, 0};
        for (int i = 0; i < j; i++) {
            product = times(product, step(i, k, n, 1));
        }
        return product;
    }

    /** {@code ½ (1 ± e^{−2πi 2ⁱ k/n})}. */
    private static double[] step(int i, int k, int n, int sign) {
        double turn = (double) Math.floorMod(((long) k) << i, (long) n) / n;
        return new double[] {(1 + sign * Math.cos(2 * Math.PI * turn)) / 2, -sign * Math.sin(2 * Math.PI * turn) / 2};
    }

    private static double[] times(double[] a, double[] b) {
        return new double[] {a[0] * b[0] - a[1] * b[1], a[0] * b[1] + a[1] * b[0]};
    }

    @Override
    public Atoms atoms(Shape grid) {
        Spectra.requireGrid("Haar", grid, 2);
        Spectra.requireScales("Haar", grid, scales);
        return Spectra.dyadic(
                new Spectra.LowPass() {
                    @Override
                    public double[] low(int j, int k, int n) {
                        return Haar.low(j, k, n);
                    }

                    @Override
                    public double[] high(int j, int k, int n) {
                        return times(Haar.low(j - 1, k, n), step(j - 1, k, n, -1));
                    }
                },
                grid,
                scales,
                false);
    }
}
