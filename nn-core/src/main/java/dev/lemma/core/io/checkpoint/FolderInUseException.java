package dev.lemma.core.io.checkpoint;

/** A checkpoint folder is open to another run, of this process or another; the message names it and says what to do. */
public final class FolderInUseException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    FolderInUseException(String message) {
        super(message);
    }
}
