package dev.lemma.runtime;

/** No part has this name: the message suggests others. */
public final class UnknownPartException extends IllegalArgumentException {

    private static final long serialVersionUID = 1;

    UnknownPartException(String message) {
        super(message);
    }
}
