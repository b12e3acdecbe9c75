package dev.lemma.examples.document;

import java.nio.file.Path;

/** What is wrong with a document, and where. */
record Finding(Path file, int line, String what) {

    @Override
    public String toString() {
        return file + ":" + line + ": " + what;
    }
}
