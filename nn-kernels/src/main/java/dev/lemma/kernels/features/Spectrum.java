package dev.lemma.kernels.features;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.kernels.Kernels;

/**
 * The spectral measures of stationary kernels of length 1, from which random waves take their frequencies: {@code k(x, x′) = E cos⟨ω, x − x′⟩}.
 */
public enum Spectrum {

    /** N(0, I), for the Gaussian kernel. */
    GAUSSIAN(0),

    /** Multivariate Cauchy, for {@code exp(−r)}. */
    LAPLACE(1),

    /** Multivariate t with 3 degrees of freedom, for Matérn's of smoothness 3/2. */
    MATERN_32(3),

    /** Multivariate t with 5 degrees of freedom, for Matérn's of smoothness 5/2. */
    MATERN_52(5);

    private final int degrees;

    Spectrum(int degrees) {
        this.degrees = degrees;
    }

    /** Degrees of freedom of the t law, 2ν; 0 for a normal one. */
    int degrees() {
        return degrees;
    }

    /** The kernel. */
    public Kernel kernel(double length) {
        return degrees == 0 ? Kernels.gaussian(length) : Kernels.matern(0.5 * degrees, length);
    }
}
