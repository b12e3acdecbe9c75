package dev.lemma.scattering.wavelet;

/** Whose numbers a transform gives, where the published program departs from the formulas. */
public enum Convention {

    /**
     * The formulas: π is π, filters in float64, at lower resolutions the same filters. Signals are padded to the next size with factors 2, 3 and 5 that keeps
     * borders apart, by a multiple of the stride.
     */
    EXACT,

    /**
     * The conventions of kymatio's current main branch: the constant of planar filters has the literal 3.1415 for π, signals of one axis are padded to
     * powers of two.
     */
    KYMATIO,

    /**
     * As {@link #KYMATIO}, but as release 0.3.0 has it: along one axis, filters at lower resolutions are the mean of their spectral blocks, not the sum, which
     * makes coefficients of higher order too small.
     */
    KYMATIO_0_3;

    /** What stands for π in the constant of planar filters. */
    double pi() {
        return this == EXACT ? Math.PI : 3.1415;
    }
}
