package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.ArgSort;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.concurrent.Desks;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Layout;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;

/** Merge sort of the places of each row, rows shared by the team: stable, O(n log n) at worst, without allocation. */
final class SortKernel implements Kernel {

    /** Runs up to this length are sorted by insertion. */
    private static final int SHORT = 16;

    private final boolean descending;
    private final int n;

    SortKernel(ArgSort op, Tensor node) {
        this.descending = op.descending();
        this.n = node.shape().extent(-1);
    }

    @Override
    public boolean accepts(int operand, Layout layout) {
        return true;
    }

    private static final class Desk {
        final double[] keys;
        int[] places;
        int[] buffer;

        Desk(int n) {
            keys = new double[n];
            places = new int[n];
            buffer = new int[n];
        }
    }

    @Override
    public Runnable bind(Workplace at) {
        Place x = at.operand(0);
        Place y = at.result();
        int[] rows = x.layout().starts(1);
        int step = x.layout().stride(-1);
        Desks<Desk> desks = new Desks<>(at.team(), rows.length, () -> {
            at.count(16L * n);
            return new Desk(n);
        });
        return () -> at.team().run(rows.length, row -> {
            Desk desk = desks.take();
            try {
                int from = x.start() + rows[row];
                for (int i = 0; i < n; i++) {
                    double value = x.isFloat() ? x.floats()[from + i * step] : x.doubles()[from + i * step];
                    desk.keys[i] = value;
                    desk.places[i] = i;
                }
                sort(desk);
                for (int i = 0; i < n; i++) {
                    y.set(row * n + i, desk.places[i]);
                }
            } finally {
                desks.give(desk);
            }
        });
    }

    /** Whether a has to stand behind b, which comes later in the row. */
    private boolean isBehind(double a, double b) {
        return descending ? isLess(a, b) : isLess(b, a);
    }

    /** NaN counts as the largest; −0 and 0 are equal. */
    private static boolean isLess(double a, double b) {
        return a < b || b != b && a == a;
    }

    private void sort(Desk desk) {
        double[] keys = desk.keys;
        for (int start = 0; start < n; start += SHORT) {
            int end = Math.min(n, start + SHORT);
            for (int i = start + 1; i < end; i++) {
                int place = desk.places[i];
                int j = i;
                while (j > start && isBehind(keys[desk.places[j - 1]], keys[place])) {
                    desk.places[j] = desk.places[j - 1];
                    j--;
                }
                desk.places[j] = place;
            }
        }
        for (int width = SHORT; width < n; width *= 2) {
            for (int start = 0; start < n; start += 2 * width) {
                merge(desk, start, Math.min(n, start + width), Math.min(n, start + 2 * width));
            }
            int[] merged = desk.buffer;
            desk.buffer = desk.places;
            desk.places = merged;
        }
    }

    private void merge(Desk desk, int start, int middle, int end) {
        int left = start;
        int right = middle;
        for (int i = start; i < end; i++) {
            boolean takesLeft = left < middle
                    && (right >= end || !isBehind(desk.keys[desk.places[left]], desk.keys[desk.places[right]]));
            desk.buffer[i] = desk.places[takesLeft ? left++ : right++];
        }
    }
}
