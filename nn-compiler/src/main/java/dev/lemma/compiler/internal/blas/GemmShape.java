package dev.lemma.compiler.internal.blas;

/** Checks that a product's operands lie inside their arrays: native code would write past them without a word. */
public final class GemmShape {

    private GemmShape() {}

    /**
     * Checks the layout that {@link Blas} describes.
     *
     * @throws IllegalArgumentException naming the operand, if one does not fit
     */
    public static void check(
            boolean transposeA,
            boolean transposeB,
            int m,
            int n,
            int k,
            int aLength,
            int aOffset,
            int lda,
            int bLength,
            int bOffset,
            int ldb,
            int cLength,
            int cOffset,
            int ldc) {
        if ((m | n | k) < 0) {
            throw new IllegalArgumentException("gemm: negative size in m = " + m + ", n = " + n + ", k = " + k);
        }
        operand("A", transposeA ? k : m, transposeA ? m : k, aLength, aOffset, lda);
        operand("B", transposeB ? n : k, transposeB ? k : n, bLength, bOffset, ldb);
        operand("C", m, n, cLength, cOffset, ldc);
    }

    private static void operand(String name, int rows, int columns, int length, int offset, int leading) {
        long end = rows == 0 || columns == 0 ? offset : offset + (rows - 1L) * leading + columns;
        if (offset < 0 || leading < columns || end > length) {
            throw new IllegalArgumentException(complain(name, rows, columns, length, offset, leading, end));
        }
    }

    private static String complain(String name, int rows, int columns, int length, int offset, int leading, long end) {
        String what = "gemm: operand " + name + " is stored as " + rows + " x " + columns + " at offset " + offset
                + " with leading dimension " + leading;
        if (offset < 0) {
            return what + ": the offset is negative";
        }
        return leading < columns
                ? what + ": the leading dimension must be at least " + columns + ", the length of a stored row"
                : what + ": it needs an array of " + end + " elements, got " + length;
    }
}
