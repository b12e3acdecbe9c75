package dev.lemma.bench.side;

/** A side that did not start, ended too early or did not keep to the protocol; the message ends with what it printed last. */
public final class SideException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public SideException(String message) {
        super(message);
    }

    public SideException(String message, Throwable cause) {
        super(message, cause);
    }
}
