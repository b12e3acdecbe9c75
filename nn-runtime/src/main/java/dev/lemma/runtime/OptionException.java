package dev.lemma.runtime;

import org.jspecify.annotations.Nullable;

/** An option that a part does not have, cannot take or needs. */
public final class OptionException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    OptionException(String message) {
        super(message);
    }

    OptionException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
