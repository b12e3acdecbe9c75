package dev.lemma.dynamics.ode;

/**
 * Going through n steps from the last to the first, when only some of the states between them can be kept: binomial checkpointing.
 *
 * <pre>{@code
 * β(s, r) = (s + r)! / (s! r!)        steps that s snapshots reverse with no step made more than r times
 * t(n, s) = r·n − β(s + 1, r − 1)     steps made again, r being the least with n ≤ β(s, r)
 * }</pre>
 *
 * <p>No other choice of snapshots makes fewer steps. The state before the first step is there already and counts as one of the s snapshots.
 *
 * @see <a href="https://doi.org/10.1145/347837.347846">Griewank and Walther 2000, Algorithm 799: revolve</a>
 */
final class Reversal {

    /** What is done on the way. */
    interface Visitor {
        /** Makes a state the present one: that before the given step, kept in a slot. */
        void restore(int slot, int step);

        /** Keeps the present state, that before the given step, in a slot. */
        void store(int slot, int step);

        /** Makes the given step from the present state. */
        void advance(int step);

        /** Reverses the given step, before which the present state stands. */
        void reverse(int step);
    }

    private final Visitor visitor;

    Reversal(Visitor visitor) {
        this.visitor = visitor;
    }

    /**
     * Reverses the steps {@code from … to − 1}; the state before the first is kept in slot {@code slot}.
     *
     * @param last the last slot that may be used, at least {@code slot}
     */
    void run(int from, int to, int slot, int last) {
        int upTo = to;
        while (upTo > from) {
            int n = upTo - from;
            int snapshots = last - slot + 1;
            visitor.restore(slot, from);
            if (n == 1) {
                visitor.reverse(from);
                return;
            }
            if (snapshots == 1) {
                for (int i = from; i < upTo - 1; i++) {
                    visitor.advance(i);
                }
                visitor.reverse(upTo - 1);
                upTo--;
                continue;
            }
            int middle = from + before(n, snapshots);
            for (int i = from; i < middle; i++) {
                visitor.advance(i);
            }
            visitor.store(slot + 1, middle);
            run(middle, upTo, slot + 1, last);
            upTo = middle;
        }
    }

    /** How many of n steps to make before the next snapshot, s ≥ 2 being there. */
    static int before(int n, int s) {
        int r = repetitions(n, s);
        return (int) Math.min(Math.min(binomial(s, r - 1), n - binomial(s - 1, r - 1)), n - 1);
    }

    /** The least r with {@code n ≤ β(s, r)}. */
    static int repetitions(int n, int s) {
        int r = 0;
        while (binomial(s, r) < n) {
            r++;
        }
        return r;
    }

    /** β(s, r), at most 2⁴⁰. */
    static long binomial(int s, int r) {
        if (s < 0 || r < 0) {
            return 0;
        }
        double value = 1;
        for (int i = 1; i <= Math.min(s, r); i++) {
            value = value * (s + r - Math.min(s, r) + i) / i;
        }
        return (long) Math.min(Math.rint(value), 0x1p40);
    }

    /** {@code t(n, s)}. */
    static long steps(int n, int s) {
        int r = repetitions(n, s);
        return (long) r * n - binomial(s + 1, r - 1);
    }
}
