package dev.lemma.kernels;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.kernels.function.AbsoluteLaplace;
import dev.lemma.kernels.function.Affine;
import dev.lemma.kernels.function.ArcCosine;
import dev.lemma.kernels.function.Constant;
import dev.lemma.kernels.function.Features;
import dev.lemma.kernels.function.Gaussian;
import dev.lemma.kernels.function.Linear;
import dev.lemma.kernels.function.Matern;
import dev.lemma.kernels.function.Periodic;
import dev.lemma.kernels.function.Polynomial;
import dev.lemma.kernels.function.RationalQuadratic;
import dev.lemma.kernels.function.SpectralMixture;
import dev.lemma.kernels.function.WhiteNoise;
import java.util.List;
import java.util.function.BinaryOperator;
import java.util.function.UnaryOperator;

/**
 * The kernels of this module by name, and two ways to write one's own.
 *
 * <pre>{@code
 * Kernel k = Kernels.matern52(1.0).times(2.0).plus(Kernels.white(0.1));
 * Kernel cauchy = Kernels.radial(r2 -> r2.plus(1).reciprocal());
 * }</pre>
 *
 * <p>Where several lengths are given there is one for each coordinate.
 */
public final class Kernels {

    private Kernels() {}

    private static Kernel radial(Kernel unit, Kernel isotropic, double[] lengths) {
        if (lengths.length == 0) {
            throw new IllegalArgumentException("kernel: expected a length, or one for each coordinate");
        }
        return lengths.length == 1 ? isotropic : unit.fixed().lengths(lengths);
    }

    private static double first(double[] lengths) {
        return lengths.length == 0 ? 1 : lengths[0];
    }

    /** {@code exp(−‖x − x′‖²/2l²)}. */
    public static Kernel gaussian(double... lengths) {
        return radial(new Gaussian(1), new Gaussian(first(lengths)), lengths);
    }

    /** {@code exp(−‖x − x′‖/l)}, which is Matérn's of smoothness ½. */
    public static Kernel laplace(double... lengths) {
        return matern(0.5, lengths);
    }

    /** {@code exp(−‖x − x′‖₁/l)}. */
    public static Kernel absoluteLaplace(double... lengths) {
        return radial(new AbsoluteLaplace(1), new AbsoluteLaplace(first(lengths)), lengths);
    }

    /** Matérn's kernel of smoothness ½, 3/2, 5/2, … */
    public static Kernel matern(double smoothness, double... lengths) {
        return radial(new Matern(smoothness, 1), new Matern(smoothness, first(lengths)), lengths);
    }

    /** {@code exp(−r/l)}. */
    public static Kernel matern12(double... lengths) {
        return matern(0.5, lengths);
    }

    /** {@code (1 + √3 r/l) exp(−√3 r/l)}. */
    public static Kernel matern32(double... lengths) {
        return matern(1.5, lengths);
    }

    /** {@code (1 + √5 r/l + 5r²/3l²) exp(−√5 r/l)}. */
    public static Kernel matern52(double... lengths) {
        return matern(2.5, lengths);
    }

    /** {@code (1 + r²/2al²)^{−a}}. */
    public static Kernel rationalQuadratic(double mixture, double length) {
        return new RationalQuadratic(mixture, length);
    }

    /** {@code exp(−2 Σ sin²(π(xⱼ − x′ⱼ)/p)/l²)}. */
    public static Kernel periodic(double length, double period) {
        return new Periodic(length, period);
    }

    /** Gaussians in the frequency domain. */
    public static Kernel spectralMixture(SpectralMixture.Component... components) {
        return new SpectralMixture(List.of(components));
    }

    /** {@code ⟨x, x′⟩}. */
    public static Kernel linear() {
        return new Linear();
    }

    /** {@code ⟨x, x′⟩ + c}. */
    public static Kernel affine(double offset) {
        return new Affine(offset);
    }

    /** {@code (γ⟨x, x′⟩ + c)ᵖ}. */
    public static Kernel polynomial(int degree, double gamma, double offset) {
        return new Polynomial(degree, gamma, offset);
    }

    /** Infinitely many random neurons {@code ⟨w, x⟩₊ⁿ}, n = 0, 1, 2. */
    public static Kernel arcCosine(int order) {
        return new ArcCosine(order);
    }

    /** σ² between a sample and itself, else 0. */
    public static Kernel white(double variance) {
        return new WhiteNoise(variance);
    }

    /** c everywhere. */
    public static Kernel constant(double variance) {
        return new Constant(variance);
    }

    /** {@code ⟨φ(x), φ(x′)⟩} of a feature map, an expression of rows [n, d]. */
    public static Kernel features(UnaryOperator<Tensor> map) {
        return new Features(map);
    }

    /** A function of the squared distance. */
    public static Kernel radial(UnaryOperator<Tensor> function) {
        return (hyper, pairs) -> function.apply(pairs.squaredDistance());
    }

    /** Any expression of both points, whose coordinates lie along the last axis: reduce that one. Shapes broadcast. */
    public static Kernel of(BinaryOperator<Tensor> function) {
        return (hyper, pairs) -> function.apply(pairs.left(), pairs.right());
    }
}
