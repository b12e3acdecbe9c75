package dev.lemma.kernels.solve;

import java.util.Locale;

/**
 * How good a solution is.
 *
 * @param jitter what was added to the diagonal, absolute; usually 0
 * @param smallestEigenvalue of the matrix that was factorised, estimated from its inverse, from above
 * @param largestEigenvalue of it, estimated from below
 * @param residual {@code ‖A x − b‖/‖b‖} of the matrix without jitter
 */
public record SolveReport(double jitter, double smallestEigenvalue, double largestEigenvalue, double residual) {

    /** The quotient of the two eigenvalues: about so many units of rounding may be lost. */
    public double condition() {
        return largestEigenvalue / smallestEigenvalue;
    }

    @Override
    public String toString() {
        return String.format(
                Locale.ROOT,
                "jitter %.3g, eigenvalues %.3g … %.3g (condition %.3g), residual %.3g",
                jitter,
                smallestEigenvalue,
                largestEigenvalue,
                condition(),
                residual);
    }
}
