package dev.lemma.compiler.internal.window;

/**
 * What the positions of one image sum: {@code y[o, i, j] = Σ_k w[o, k] · x[shifts[k] + i·pitch + j]} for {@code o < outputs},
 * {@code i < rows}, {@code j < columns}. The terms that row {@code i} reads from padding above or below the image are zero and
 * may be left out: the others are those from {@code first[i]} to {@code end[i]}, because terms are ordered by rows of the kernel.
 *
 * @param outputs results at each position
 * @param shifts where the terms begin in x
 * @param rows rows of positions
 * @param columns positions in a row
 * @param pitch distance between rows in x, at least {@code columns} if there is more than one row
 * @param first for each row its first term
 * @param end for each row the end of its terms
 */
record PlaneSums(int outputs, int[] shifts, int rows, int columns, int pitch, int[] first, int[] end) {

    int terms() {
        return shifts.length;
    }

    /** Positions from the first to the last, those between the rows included. */
    int positions() {
        return (rows - 1) * pitch + columns;
    }

    /** Terms that a row sums, on average. */
    double termsOfARow() {
        long sum = 0;
        for (int i = 0; i < rows; i++) {
            sum += end[i] - first[i];
        }
        return (double) sum / rows;
    }

    /**
     * Takes results out that lie as {@code [output, position]}, rows {@code pitch} apart and outputs {@code ld}, to {@code y[yo +
     * o·yPlane + i·yPitch + j·yStep]}.
     */
    <A> void takeOut(Moves<A> moves, A from, int offset, int ld, A y, int yo, int yPlane, int yPitch, int yStep) {
        for (int o = 0; o < outputs; o++) {
            int source = offset + o * ld;
            int to = yo + o * yPlane;
            if (yStep == 1) {
                moves.copyRows(from, source, pitch, y, to, yPitch, rows, columns);
                continue;
            }
            for (int i = 0; i < rows; i++) {
                moves.copy(from, source + i * pitch, 1, y, to + i * yPitch, yStep, columns);
            }
        }
    }
}
