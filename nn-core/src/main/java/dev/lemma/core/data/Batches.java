package dev.lemma.core.data;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import java.util.Arrays;

/**
 * How the examples of a training part are cut into batches, epoch by epoch: every example once per epoch, in an order
 * of the epoch's own.
 *
 * <p>The order of an epoch follows from the key and the epoch's number alone, so a run that is resumed in the middle
 * of epoch 7 needs no more than those to continue. If the size is no multiple of the batch size the last batch is
 * shorter; it is never dropped.
 *
 * @param size number of examples
 * @param batchSize examples per batch, all but the last
 * @param key decides the orders
 */
public record Batches(int size, int batchSize, Key key) {

    public Batches {
        Check.given("key", key);
        if (size < 1 || batchSize < 1) {
            throw new IllegalArgumentException(
                    "batches: " + size + " examples in batches of " + batchSize + ", expected at least 1 of each");
        }
    }

    /** Batches per epoch: ⌈size / batchSize⌉. */
    public int perEpoch() {
        return (int) (((long) size + batchSize - 1) / batchSize);
    }

    /**
     * The order of all examples in this epoch, counted from 0. Batch b of it is the places {@link #start}{@code (b)}
     * to {@link #end}{@code (b)}.
     */
    public int[] order(long epoch) {
        return Permutation.of(size, key.of("epoch").at(epoch));
    }

    /** The first place of a batch of an epoch, counted from 0. */
    public int start(int batch) {
        if (batch < 0 || batch >= perEpoch()) {
            throw new IndexOutOfBoundsException("batch " + batch + " of an epoch of " + perEpoch());
        }
        return batch * batchSize;
    }

    /** The place after the last of a batch. */
    public int end(int batch) {
        return (int) Math.min(size, (long) start(batch) + batchSize);
    }

    /** The examples of a batch of an epoch. Draws the whole epoch's order: in a loop, keep {@link #order}. */
    public int[] rows(long epoch, int batch) {
        return Arrays.copyOfRange(order(epoch), start(batch), end(batch));
    }

    /**
     * Copies rows {@code order[from]} to {@code order[to − 1]} of an array into the first rows of another of the same
     * type and row size, without allocating.
     */
    public static void gather(Array source, int[] order, int from, int to, Array destination) {
        Check.given("source", source);
        Check.given("order", order);
        Check.given("destination", destination);
        int row = source.shape().size() / source.shape().extent(0);
        if (source.type() != destination.type()
                || (long) (to - from) * row > destination.shape().size()) {
            throw new IllegalArgumentException("batches: " + (to - from) + " rows of " + source.type() + source.shape()
                    + " do not fit " + destination.type() + destination.shape());
        }
        for (int i = from; i < to; i++) {
            System.arraycopy(source.storage(), order[i] * row, destination.storage(), (i - from) * row, row);
        }
    }
}
