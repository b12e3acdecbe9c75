package dev.lemma.compiler.internal.window;

/**
 * The terms of a convolution as places in packed planes, ordered by channel and tap.
 *
 * @param shifts where the terms begin
 * @param run so many at a time follow each other: {@code shifts[k + 1] = shifts[k] + 1} unless {@code run} divides {@code k + 1}
 */
record PlaneTaps(int[] shifts, int run) {

    int terms() {
        return shifts.length;
    }
}
