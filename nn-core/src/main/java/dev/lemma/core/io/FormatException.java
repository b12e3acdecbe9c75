package dev.lemma.core.io;

/**
 * A file whose content is not what its format promises: truncated, damaged, hostile, or of a kind that is not read
 * here.
 *
 * <p>The message names the file and says what was found, what was expected and what to do. A file that cannot be
 * opened or written at all is an {@link java.io.UncheckedIOException} instead.
 */
public final class FormatException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /** With a message that names the file, the place in it, and what was expected there. */
    public FormatException(String message) {
        super(message);
    }

    /** With what a decoder below threw. */
    public FormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
