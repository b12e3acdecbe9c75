package dev.lemma.compiler.internal.chain;

/** How the registers of a {@link BlockProgram} lie in memory. */
enum RegisterLayout {
    /**
     * Each in an array of its own, those of reals and those of integers apart. A loop over one statement can be written once for all
     * registers, but bits that change kinds are copied.
     */
    APART,

    /**
     * One after the other in a single array of reals, which loops of integers read and write as a memory segment: bits are of either
     * kind and never move. Needs Java 22, and loops that are written for their registers: a loop is turned into vector
     * instructions only if distances in the array are constants.
     */
    TOGETHER;

    /** The better one for loops that are written for their registers. */
    static RegisterLayout forWrittenLoops() {
        return Segments.available() ? TOGETHER : APART;
    }
}
