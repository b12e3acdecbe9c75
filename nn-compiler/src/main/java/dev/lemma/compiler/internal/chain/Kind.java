package dev.lemma.compiler.internal.chain;

/** What a value of a chain is, lane by lane. */
public enum Kind {
    /** A number of the chain's type. */
    REAL,
    /** An integer of the width of the chain's type: 32 bits with float32, 64 with float64. */
    INTEGER,
    /** A truth value; read as 1 or 0 where a real number is expected. */
    MASK
}
