package dev.lemma.compiler.internal.fourier;

/** From what to what a transform along an axis of n points leads. */
public enum TransformKind {
    /** n complex points to n complex points. */
    COMPLEX,
    /** n real points to the first ⌊n/2⌋ + 1 complex ones, which determine the others. */
    REAL_TO_HALF,
    /** ⌊n/2⌋ + 1 complex points, the others being their mirror images, to n real ones. */
    HALF_TO_REAL;

    /** Points read. */
    public int pointsIn(int n) {
        return this == HALF_TO_REAL ? n / 2 + 1 : n;
    }

    /** Points written. */
    public int pointsOut(int n) {
        return this == REAL_TO_HALF ? n / 2 + 1 : n;
    }
}
