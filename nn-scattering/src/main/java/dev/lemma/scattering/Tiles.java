package dev.lemma.scattering;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.Program;
import java.util.ArrayList;
import java.util.List;

/** Runs a program on some signals at a time, so that its memory stays what it is for those, and near the processor. */
final class Tiles {

    /** Numbers that the largest thing of a tile has, about. */
    private static final long NUMBERS = 1 << 19;

    private static final int MOST = 32;

    private Tiles() {}

    /** Signals of a tile, of which each makes so many numbers at once; a multiple of {@code unit}. */
    static int size(long numbers, int unit) {
        long some = Math.max(1, Math.min(MOST, NUMBERS / Math.max(1, numbers)));
        return (int) Math.max(unit, some / unit * unit);
    }

    /** The one result of a program on tiles [signals, …], for signals of any leading shape. */
    static Array run(Program program, Array x, Shape signal, int tile) {
        return runAll(program, x, signal, tile).get(0);
    }

    /** All results. */
    static List<Array> runAll(Program program, Array x, Shape signal, int tile) {
        int rank = x.shape().rank() - signal.rank();
        if (rank < 0 || !x.shape().range(rank, x.shape().rank()).equals(signal)) {
            throw new ShapeException("scattering: expected " + signal + " in the last axes, got " + x.shape()
                    + ": make a transform of the right size");
        }
        Shape leading = x.shape().range(0, rank);
        int count = leading.size();
        if (count == 0) {
            throw new ShapeException("scattering: got " + x.shape() + ", which holds nothing to transform");
        }
        if (!x.isFinite()) {
            throw new IllegalArgumentException("scattering: the input has numbers that are NaN or infinite; each would"
                    + " spoil all coefficients of its signal");
        }
        int size = signal.size();
        // A small batch is one tile, rounded up so that few sizes are compiled.
        int some = Math.min(tile, Integer.highestOneBit(Math.max(1, 2 * count - 1)));
        List<Array> results = new ArrayList<>();
        for (int from = 0; from < count; from += some) {
            int present = Math.min(some, count - from);
            Array piece = Array.zeros(x.type(), Shape.of(some).append(signal));
            System.arraycopy(x.storage(), from * size, piece.storage(), 0, present * size);
            List<Array> parts = program.callAll(List.of(piece));
            for (int i = 0; i < parts.size(); i++) {
                Array part = parts.get(i);
                Shape each = part.shape().range(1, part.shape().rank());
                if (from == 0) {
                    results.add(Array.zeros(x.type(), leading.append(each)));
                }
                System.arraycopy(
                        part.storage(), 0, results.get(i).storage(), from * each.size(), present * each.size());
            }
        }
        return results;
    }

    /** One place along an axis, which disappears: a copy. */
    static Array along(Array values, int axis, int place) {
        int outer = values.shape().range(0, axis).size();
        int extent = values.shape().extent(axis);
        int inner = values.shape().range(axis + 1, values.shape().rank()).size();
        Array chosen = Array.zeros(values.type(), values.shape().without(axis));
        for (int o = 0; o < outer; o++) {
            System.arraycopy(values.storage(), (o * extent + place) * inner, chosen.storage(), o * inner, inner);
        }
        return chosen;
    }
}
