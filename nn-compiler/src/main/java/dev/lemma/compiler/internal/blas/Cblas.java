package dev.lemma.compiler.internal.blas;

/** Constants of the C interface (cblas.h). */
final class Cblas {
    static final int ROW_MAJOR = 101;
    private static final int NO_TRANSPOSE = 111;
    private static final int TRANSPOSE = 112;

    private Cblas() {}

    static int operation(boolean transpose) {
        return transpose ? TRANSPOSE : NO_TRANSPOSE;
    }
}
