package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.Tensor;
import java.util.List;

/**
 * The Matérn kernel of smoothness ν = p + ½, whose functions have p derivatives.
 *
 * <pre>{@code
 * k(x, x′) = 2^{1−ν}/Γ(ν)·z^ν K_ν(z),   z = √2ν·‖x − x′‖/l
 *          = e^{−z} p!/(2p)! Σᵢ (p + i)!/(i!(p − i)!)·(2z)^{p−i}
 * ν = ½: e^{−r/l}    ν = 3/2: (1 + √3 r/l) e^{−√3 r/l}    ν = 5/2: (1 + √5 r/l + 5r²/3l²) e^{−√5 r/l}
 * }</pre>
 *
 * <p>As a function of s = z² its derivative is {@code k′_ν = −k_{ν−1}/4(ν−1)}, which is finite at s = 0 for ν &gt; 1: so are derivatives in the points where
 * two of them meet, to second order from ν = 3/2. For ν = ½ the derivative there is taken as 0.
 *
 * @param smoothness ν: ½, 3/2, 5/2, … up to 21/2
 * @param length l &gt; 0, in the unit of x
 * @see <a href="http://gaussianprocess.org/gpml/">Rasmussen and Williams 2006, (4.14) to (4.17)</a>
 */
public record Matern(double smoothness, double length) implements Kernel {

    private static final int MOST = 10;

    public Matern {
        double p = smoothness - 0.5;
        if (!(p >= 0 && p <= MOST && p == Math.rint(p))) {
            throw new IllegalArgumentException("smoothness: expected 0.5, 1.5, 2.5, … up to " + (MOST + 0.5) + ", got "
                    + smoothness + ": smoother than that is Gaussian for most purposes");
        }
        Check.positive("length", length);
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Tensor l = hyper.positive("length", length);
        return ofSquare(
                (int) Math.round(smoothness - 0.5),
                pairs.squaredDistance().times(l.square().reciprocal().times(2 * smoothness)));
    }

    /** {@code k_{p+½}} as a function of s = z². */
    private static Tensor ofSquare(int p, Tensor s) {
        Tensor z = p == 0 ? Pairs.root(s) : s.sqrt();
        Tensor value = polynomial(p, z).times(z.negate().exp());
        return p == 0
                ? value
                : value.withGradient(
                        List.of(s),
                        (k, cotangent) ->
                                List.of(cotangent.times(ofSquare(p - 1, s)).times(-0.25 / (p - 0.5))));
    }

    /** By Horner's rule, the constant being 1. */
    private static Tensor polynomial(int p, Tensor z) {
        Tensor sum = z.filled(coefficient(p, p));
        for (int power = p - 1; power >= 0; power--) {
            sum = sum.times(z).plus(coefficient(p, power));
        }
        return sum;
    }

    /** {@code p!/(2p)!·(2p − j)!/((p − j)! j!)·2ʲ} of zʲ. */
    private static double coefficient(int p, int j) {
        double c = 1;
        for (int i = 0; i < j; i++) {
            // The quotient of neighbours: 2(p − i)/((i + 1)(2p − i)).
            c *= 2.0 * (p - i) / ((i + 1.0) * (2 * p - i));
        }
        return c;
    }
}
