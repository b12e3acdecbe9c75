package dev.lemma.runtime;

/** A saved model uses a part of a plugin that is not loaded, or of a version that has it no more. */
public final class MissingPluginException extends IllegalStateException {

    private static final long serialVersionUID = 1;

    MissingPluginException(String message) {
        super(message);
    }
}
