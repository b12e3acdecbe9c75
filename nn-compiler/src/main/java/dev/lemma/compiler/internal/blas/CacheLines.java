package dev.lemma.compiler.internal.blas;

import dev.lemma.api.tensor.DType;

/**
 * Where numbers have to stand in a Java array for vectors not to straddle two cache lines: a load or store that does counts as
 * two.
 *
 * <p>Nobody can ask where an array lies, but G1 puts a large one at the beginning of a region, and its numbers begin 16 bytes
 * behind that. Other collectors put it anywhere: then nothing is lost but that time.
 */
public final class CacheLines {
    private static final int LINE = 64;
    private static final int HEADER = 16;

    /** Bytes that make an array large where regions have up to 4 MB, as in heaps of up to 8 GB. */
    private static final int LARGE = 1 << 21;

    private CacheLines() {}

    /** The first index that stands on a line. */
    public static int first(DType type) {
        return (LINE - HEADER) / type.bytes();
    }

    /** {@code size} rounded up to whole lines. */
    public static long whole(long size, DType type) {
        int numbers = LINE / type.bytes();
        return (size + numbers - 1) / numbers * numbers;
    }

    /** A length that makes an array large. */
    public static int large(DType type) {
        return LARGE / type.bytes();
    }
}
