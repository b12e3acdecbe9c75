package dev.lemma.examples;

/** What was asked for cannot be done as asked: the message goes to the user as it stands, and the command ends with status 2. */
public final class UsageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** @param message what, got, expected, likely fix; more than one line is fine */
    public UsageException(String message) {
        super(message);
    }

    /** The same, keeping what it came from for {@code --debug}. */
    public UsageException(String message, Throwable cause) {
        super(message, cause);
    }
}
