package dev.lemma.scattering;

/** How a signal goes on beyond its ends. */
public enum Border {
    /** Mirrored at the last sample, which is not repeated: … c b [a b c d] c b …; as often as it takes. */
    REFLECT,
    /** Mirrored behind the last sample, which is repeated: … b a [a b c d] d c …; as often as it takes. */
    SYMMETRIC,
    /** From the start again: … c d [a b c d] a b … */
    PERIODIC,
    /** The last sample for ever: … a a [a b c d] d d … */
    CONSTANT,
    /** Nothing: … 0 0 [a b c d] 0 0 … */
    ZERO;

    /** Which of n samples stands at place i, any whole number; −1 where it is 0. */
    public int place(long i, int n) {
        if (i >= 0 && i < n) {
            return (int) i;
        }
        return switch (this) {
            case REFLECT -> {
                if (n == 1) {
                    yield 0;
                }
                int turn = (int) Math.floorMod(i, 2L * n - 2);
                yield turn < n ? turn : 2 * n - 2 - turn;
            }
            case SYMMETRIC -> {
                int turn = (int) Math.floorMod(i, 2L * n);
                yield turn < n ? turn : 2 * n - 1 - turn;
            }
            case PERIODIC -> (int) Math.floorMod(i, (long) n);
            case CONSTANT -> i < 0 ? 0 : n - 1;
            case ZERO -> -1;
        };
    }
}
