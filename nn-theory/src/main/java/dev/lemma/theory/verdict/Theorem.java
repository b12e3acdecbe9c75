package dev.lemma.theory.verdict;

import java.util.Objects;

/**
 * What is put to the test.
 *
 * @param name short, for a table: "Risk decomposition"
 * @param source lecture or paper, with the number: "Topics in Mathematics for Deep Learning, Lemma 1.1"
 * @param statement in one or two sentences, with its formula
 * @param correction how the printed statement was corrected; empty where it was not
 */
public record Theorem(String name, String source, String statement, String correction) {

    public Theorem {
        if (name.isBlank() || source.isBlank() || statement.isBlank()) {
            throw new IllegalArgumentException("theorem \"" + name + "\": expected a name, a source and a statement");
        }
        Objects.requireNonNull(correction, "correction");
    }

    /** A theorem that is right as printed. */
    public Theorem(String name, String source, String statement) {
        this(name, source, statement, "");
    }
}
