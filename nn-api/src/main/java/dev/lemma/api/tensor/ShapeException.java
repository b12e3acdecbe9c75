package dev.lemma.api.tensor;

/** Shapes or types that do not fit together, found when the expression was written: nothing has run. */
public final class ShapeException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** With a message that says the operation, what it got, what it expected, and the likely fix. */
    public ShapeException(String message) {
        super(message);
    }
}
