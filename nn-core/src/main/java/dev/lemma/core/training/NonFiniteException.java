package dev.lemma.core.training;

/**
 * Training has met a number that is not finite. The message names the step, the first expression that is not finite and
 * what went into it.
 */
public final class NonFiniteException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final long step;
    private final String expression;
    private final transient Trained lastGood;

    NonFiniteException(long step, String expression, Trained lastGood, String message) {
        super(message);
        this.step = step;
        this.expression = expression;
        this.lastGood = lastGood;
    }

    /** The step, counted from 1, that could not be made. */
    public long step() {
        return step;
    }

    /** The first expression that is not finite. */
    public String expression() {
        return expression;
    }

    /** The network as it was before; its {@link Trained#steps} say when. */
    public Trained lastGood() {
        return lastGood;
    }
}
