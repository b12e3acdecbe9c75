package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The steps that were taken: times and lengths of all clocks, and the states between them.
 *
 * <p>A step whose length is 0 for a clock left it where it was. States lie in blocks; with a bound on their number every second one is dropped when it is reached, so that
 * those at multiples of a power of two remain.
 */
final class Path {

    private static final int BLOCK = 1 << 16;

    private final Shape shape;
    private final DType type;
    private final int size;
    private final int clocks;
    private final int bound;
    private final int perBlock;
    private final List<Object> blocks = new ArrayList<>();
    private double[] times = new double[16];
    private double[] lengths = new double[16];
    private int steps;
    private int stride = 1;
    private int kept;

    Path(Array start, int clocks, int bound) {
        this.shape = start.shape();
        this.type = start.type();
        this.size = shape.size();
        this.clocks = clocks;
        this.bound = bound;
        this.perBlock = Math.max(1, BLOCK / Math.max(1, size));
        keep(start);
    }

    private void keep(Array state) {
        if (bound > 0 && kept == bound) {
            for (int i = 2; i < kept; i += 2) {
                System.arraycopy(block(i), place(i), block(i / 2), place(i / 2), size);
            }
            kept = (kept + 1) / 2;
            stride *= 2;
            if (steps % stride != 0) {
                return;
            }
        }
        if (kept / perBlock == blocks.size()) {
            blocks.add(Array.zeros(type, Shape.of(perBlock * size)).storage());
        }
        System.arraycopy(state.storage(), 0, block(kept), place(kept), size);
        kept++;
    }

    private Object block(int i) {
        return blocks.get(i / perBlock);
    }

    private int place(int i) {
        return i % perBlock * size;
    }

    /** A step from the last state to the given one. */
    void add(double[] time, double[] length, Array after) {
        int at = steps * clocks;
        if (at + clocks > times.length) {
            int longer = Math.max(2 * times.length, at + clocks);
            times = Arrays.copyOf(times, longer);
            lengths = Arrays.copyOf(lengths, longer);
        }
        System.arraycopy(time, 0, times, at, clocks);
        System.arraycopy(length, 0, lengths, at, clocks);
        steps++;
        if (steps % stride == 0) {
            keep(after);
        }
    }

    /** Ends the last step sooner, at the given state. */
    void shorten(double length, Array after) {
        lengths[steps - 1] = length;
        if (steps % stride == 0) {
            System.arraycopy(after.storage(), 0, block(kept - 1), place(kept - 1), size);
        }
    }

    int steps() {
        return steps;
    }

    int clocks() {
        return clocks;
    }

    double time(int step, int clock) {
        return times[step * clocks + clock];
    }

    double length(int step, int clock) {
        return lengths[step * clocks + clock];
    }

    /** Steps between kept states: 1 if all are kept. */
    int stride() {
        return stride;
    }

    /** Copies the kept state before a step, whose number is a multiple of the stride. */
    void state(int step, Array into) {
        int i = step / stride;
        System.arraycopy(block(i), place(i), into.storage(), 0, size);
    }

    /** Copies one sample of the kept state before a step. */
    void sample(int step, int sample, Array into) {
        int each = size / clocks;
        int i = step / stride;
        System.arraycopy(block(i), place(i) + sample * each, into.storage(), sample * each, each);
    }

    /** The step whose interval holds a time, for a clock: the last that does. */
    int stepAt(double t, int clock, boolean forwards) {
        int found = -1;
        if (clocks == 1) {
            int low = 0;
            int high = steps - 1;
            while (low < high) {
                int middle = (low + high + 1) >>> 1;
                if (forwards ? times[middle] <= t : times[middle] >= t) {
                    low = middle;
                } else {
                    high = middle - 1;
                }
            }
            return low;
        }
        for (int i = 0; i < steps; i++) {
            double from = time(i, clock);
            if (length(i, clock) != 0 && (forwards ? from <= t : from >= t)) {
                found = i;
            }
        }
        return found;
    }
}
