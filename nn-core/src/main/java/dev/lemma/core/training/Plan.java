package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.core.data.Sampler;
import java.util.Objects;

/**
 * How many steps are made and which examples each takes.
 *
 * <p>Without data all steps have the batch size that was asked for, and no epoch ever ends.
 */
final class Plan {

    private final int examples;
    private final int batch;
    private final Sampler sampler;
    private final Key key;
    private final int perEpoch;
    private final int length;
    private final long total;
    private int[] order = new int[0];
    private long orderedEpoch = -1;

    /**
     * @param examples 0 where there are no data
     * @param key decides the orders
     */
    Plan(int examples, Pace pace, Key key) {
        this.examples = examples;
        this.sampler = pace.sampler();
        this.key = key;
        if (examples == 0) {
            this.length = 0;
            this.batch = pace.batchSize();
            this.perEpoch = 0;
            this.total = pace.steps();
            return;
        }
        this.length = sampler == Sampler.EVERY_EXAMPLE_ONCE ? examples : ordered(0).length;
        this.batch = Math.min(pace.batchSize(), length);
        this.perEpoch = (int) (((long) length + batch - 1) / batch);
        this.total = pace.epochs() > Long.MAX_VALUE / perEpoch
                ? pace.steps()
                : Math.min(pace.steps(), pace.epochs() * perEpoch);
    }

    private int[] ordered(long epoch) {
        if (orderedEpoch != epoch) {
            int[] drawn = Objects.requireNonNull(
                    sampler.epoch(examples, key.of("epoch").at(epoch)), "the sampler's order");
            if (drawn.length == 0 || epoch > 0 && drawn.length != length) {
                throw new IllegalArgumentException("sampler: epoch " + epoch + " has " + drawn.length
                        + " places, expected " + (epoch == 0 ? "at least 1" : length + ", as the first"));
            }
            for (int place : drawn) {
                if (place < 0 || place >= examples) {
                    throw new IllegalArgumentException(
                            "sampler: epoch " + epoch + " asks for example " + place + " of " + examples);
                }
            }
            order = drawn;
            orderedEpoch = epoch;
        }
        return order;
    }

    /** Steps to be made. */
    long total() {
        return total;
    }

    /** Places of an epoch: its examples, repetitions counted. */
    int length() {
        return length;
    }

    /** Examples per step, all but the last of an epoch. */
    int batch() {
        return batch;
    }

    /** Whether an epoch ends after so many steps. */
    boolean endsEpoch(long done) {
        return perEpoch > 0 && done % perEpoch == 0;
    }

    /** Where a step, counted from 0, stands, for a message. */
    String place(long step) {
        return perEpoch == 0 ? "" : " (epoch " + (step / perEpoch + 1) + ", batch " + (step % perEpoch + 1) + ")";
    }

    /** Examples in a step, counted from 0. */
    int size(long step) {
        return perEpoch == 0 ? batch : Math.min(batch, length - from(step));
    }

    private int from(long step) {
        return (int) (step % perEpoch) * batch;
    }

    /** Writes the numbers of the examples of a step. */
    void rows(long step, Array into) {
        rows(step, into, 0);
    }

    /** Writes the numbers of the examples of a step into one row of several. */
    void rows(long step, Array into, int row) {
        if (perEpoch == 0) {
            return;
        }
        int[] places = ordered(step / perEpoch);
        int from = from(step);
        int count = size(step);
        int to = row * count;
        if (into.storage() instanceof float[] f) {
            for (int i = 0; i < count; i++) {
                f[to + i] = places[from + i];
            }
        } else {
            double[] d = (double[]) into.storage();
            for (int i = 0; i < count; i++) {
                d[to + i] = places[from + i];
            }
        }
    }
}
