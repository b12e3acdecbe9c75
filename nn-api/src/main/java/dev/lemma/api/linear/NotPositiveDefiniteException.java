package dev.lemma.api.linear;

/** A matrix that had to be positive definite is not: a pivot of its Cholesky factorisation is not above 0. */
public final class NotPositiveDefiniteException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final int index;
    private final double pivot;

    /** With that message, row and pivot. */
    public NotPositiveDefiniteException(String message, int index, double pivot) {
        super(message);
        this.index = index;
        this.pivot = pivot;
    }

    /** The row of the first pivot that is not above 0. */
    public int index() {
        return index;
    }

    /** That pivot, {@code a_kk − Σⱼ l_kj²}: of the size of the rounding errors if the matrix is merely singular. */
    public double pivot() {
        return pivot;
    }
}
