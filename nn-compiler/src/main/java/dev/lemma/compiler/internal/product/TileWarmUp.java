package dev.lemma.compiler.internal.product;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/**
 * Has new tiles compiled before anyone waits for them.
 *
 * <p>Until C2 has compiled it, code written with the Vector API runs hundreds to thousands of times slower than after: every
 * vector is an object. A program that met a cold tile would stand still for half a second or more. So a daemon thread calls
 * each new tile on a few numbers of its own until it is fast, and publishes it then; meanwhile the scalar tile of the same
 * size, which has the same bits, does the work. A tile that never becomes fast (an interpreter-only virtual machine, a
 * processor without fused multiply-add in vectors) is never published.
 */
final class TileWarmUp {
    private static final long PATIENCE_NANOS = 30_000_000_000L;
    private static final int CALLS = 16;
    private static final int ROUNDS = 16;
    private static final int ROUNDS_BEFORE_NAPS = 130;

    /** Operations per nanosecond: cold tiles reach a tenth, the slowest compiled ones twice that. */
    private static final double FAST = 1.5;

    private final ConcurrentLinkedQueue<Candidate> candidates = new ConcurrentLinkedQueue<>();
    private final AtomicInteger open = new AtomicInteger();

    void add(Candidate candidate) {
        candidates.add(candidate);
        if (open.getAndIncrement() == 0) {
            Thread thread = new Thread(this::work, "lemma-tile-warm-up");
            thread.setDaemon(true);
            thread.start();
        }
    }

    /** Tiles that are not published yet. */
    int open() {
        return open.get();
    }

    private void work() {
        int left = open.get();
        while (left > 0) {
            Candidate candidate = candidates.poll();
            if (candidate == null) {
                // Counted, and about to be queued.
                Thread.onSpinWait();
            } else if (candidate.settled()) {
                left = open.decrementAndGet();
            } else {
                candidates.add(candidate);
            }
        }
    }

    /** A tile with numbers to run it on. */
    abstract static class Candidate {
        private final double operations;
        private final long start = System.nanoTime();
        private int rounds;

        /** @param operations of one call */
        Candidate(double operations) {
            this.operations = operations;
        }

        abstract void call();

        /** Called when {@link #call} has become fast. */
        abstract void publish();

        /** Some calls; true if the tile is fast now, or never will be. */
        private boolean settled() {
            for (int round = 0; round < ROUNDS; round++, rounds++) {
                long before = System.nanoTime();
                for (int i = 0; i < CALLS; i++) {
                    call();
                }
                long nanos = System.nanoTime() - before;
                if (CALLS * operations >= FAST * nanos) {
                    publish();
                    return true;
                }
                if (rounds > ROUNDS_BEFORE_NAPS) {
                    // Called often enough: what remains is to wait for the compiler, which may need this core.
                    LockSupport.parkNanos(1_000_000);
                }
            }
            return System.nanoTime() - start > PATIENCE_NANOS;
        }
    }
}
