package dev.lemma.compiler.internal.product;

/**
 * How the columns and rows of a product are dealt to register tiles. A tile holds {@code rows × vectors} accumulators and
 * needs {@code vectors + 1} registers more: with 32 registers (AVX-512, NEON, SVE) that is 24 accumulators, with 16 (AVX2) 12.
 *
 * @param lanes elements of one vector
 * @param accumulators registers a tile may use for sums
 * @param vectors vectors in the widest tile
 */
record TileSizes(int lanes, int accumulators, int vectors) {
    /** More rows than this would only add variants. */
    private static final int MOST_ROWS = 12;

    static TileSizes of(int vectorBits, int elementBits) {
        boolean manyRegisters =
                vectorBits >= 512 || !System.getProperty("os.arch", "").matches("amd64|x86_64|x86|i386");
        return new TileSizes(vectorBits / elementBits, manyRegisters ? 24 : 12, manyRegisters ? 4 : 2);
    }

    /** Most rows of a tile with so many vectors. */
    int rows(int tileVectors) {
        return Math.min(MOST_ROWS, accumulators / tileVectors);
    }

    /** Number of tiles side by side that cover {@code n} columns. */
    int columnGroups(int n) {
        int total = (n + lanes - 1) / lanes;
        return (total + vectors - 1) / vectors;
    }
}
