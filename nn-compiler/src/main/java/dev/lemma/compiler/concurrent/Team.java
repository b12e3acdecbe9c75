package dev.lemma.compiler.concurrent;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A fixed number of threads that share short parallel steps: fork, run the parts, join.
 *
 * <p>The caller works too, so {@code Team.of(2)} adds one thread. Parts are dealt dynamically: whoever is free takes the next,
 * and if the other threads are late (asleep, or descheduled by another process) the caller does their share. Which thread runs
 * a part is therefore not determined; whatever must not depend on the number of threads has to be a function of the part.
 * Everything written before {@link #run} is seen by the parts, everything the parts wrote is seen after it. A call allocates
 * nothing.
 *
 * <p>Between steps a worker spins for about 100 microseconds, so that in a dense sequence of steps a fork costs well below a
 * microsecond, then for 2 milliseconds more leaves its core to whoever wants it, and then parks, so that an idle team costs nothing.
 * A worker that parked earlier would be woken on the core where it fell asleep, and where that is the caller's the two can share it
 * for seconds while another is idle. A team larger than the machine never spins: it would take the cores from those who work.
 *
 * <p>A step started while another is running (from inside a part, or from another thread) runs in its caller, part by part: a
 * team never deadlocks and never queues. Worker threads are daemons, started by the first step; {@link #close} ends them,
 * after which steps run in the caller.
 */
public final class Team implements AutoCloseable {
    private static final long SPIN_NANOS = 100_000;
    private static final int YIELD_TIMES = 20;
    private static final int SPINS_BETWEEN_CLOCK_READS = 64;
    private static final long JOIN_PARK_NANOS = 1_000_000;
    private static final long CLOSED = -1L << 32;

    private final int threads;
    private final long spinNanos;
    private final Worker[] workers;
    private final AtomicBoolean busy = new AtomicBoolean();
    /** High half: number of the step; low half: parts nobody has taken yet. Counting down makes a stale ticket harmless. */
    private final AtomicLong ticket = new AtomicLong();

    private final AtomicInteger pending = new AtomicInteger();
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    private volatile @Nullable Thread joining;
    private @Nullable IntConsumer part;
    private int count;
    private boolean started;

    private Team(int threads) {
        this.threads = threads;
        this.spinNanos = threads <= Runtime.getRuntime().availableProcessors() ? SPIN_NANOS : 0;
        this.workers = new Worker[threads - 1];
    }

    /**
     * A team of so many threads, the caller of each step among them.
     *
     * @throws IllegalArgumentException if {@code threads} is below 1
     */
    public static Team of(int threads) {
        if (threads < 1) {
            throw new IllegalArgumentException("a team needs at least 1 thread, its caller, got " + threads);
        }
        return new Team(threads);
    }

    /** Threads that share a step, the caller included. */
    public int threads() {
        return threads;
    }

    /**
     * Runs {@code part.accept(i)} once for every {@code 0 ≤ i < parts} and returns when all have ended. If one throws, parts not
     * yet begun are dropped and the first exception is thrown here.
     *
     * @throws IllegalArgumentException if {@code parts} is negative
     */
    public void run(int parts, IntConsumer part) {
        if (parts < 0) {
            throw new IllegalArgumentException("the number of parts must not be negative, got " + parts);
        }
        if (threads == 1 || parts <= 1 || !busy.compareAndSet(false, true)) {
            for (int i = 0; i < parts; i++) {
                part.accept(i);
            }
            return;
        }
        try {
            fork(parts, part);
        } finally {
            busy.set(false);
        }
    }

    private void fork(int parts, IntConsumer task) {
        long last = ticket.get();
        if (last == CLOSED) {
            for (int i = 0; i < parts; i++) {
                task.accept(i);
            }
            return;
        }
        start();
        part = task;
        count = parts;
        pending.set(parts);
        long step = (last >>> 32) + 1 & 0x7FFFFFFF;
        if (!ticket.compareAndSet(last, step << 32 | parts)) {
            // Closed in between.
            for (int i = 0; i < parts; i++) {
                task.accept(i);
            }
            return;
        }
        for (int i = 0; i < workers.length && i < parts - 1; i++) {
            workers[i].wake();
        }
        take();
        join();
        part = null;
        Throwable thrown = failure.get();
        if (thrown != null) {
            failure.set(null);
            if (thrown instanceof RuntimeException e) {
                throw e;
            }
            if (thrown instanceof Error e) {
                throw e;
            }
            throw new IllegalStateException(thrown);
        }
    }

    /** Runs parts until none is left. */
    private void take() {
        while (true) {
            long seen = ticket.get();
            int left = (int) seen;
            if (left == 0) {
                return;
            }
            // A part that was taken keeps its step from ending, so part and count are stable from here to the
            // countdown.
            if (ticket.compareAndSet(seen, seen - 1)) {
                try {
                    IntConsumer task = part;
                    if (task != null && failure.get() == null) {
                        task.accept(count - left);
                    }
                } catch (Throwable e) {
                    failure.compareAndSet(null, e);
                } finally {
                    if (pending.decrementAndGet() == 0) {
                        Thread waiting = joining;
                        if (waiting != null) {
                            LockSupport.unpark(waiting);
                        }
                    }
                }
            }
        }
    }

    private void join() {
        if (pending.get() == 0) {
            return;
        }
        long start = System.nanoTime();
        for (int spins = 1; pending.get() != 0; spins++) {
            Thread.onSpinWait();
            if (spins % SPINS_BETWEEN_CLOCK_READS == 0 && System.nanoTime() - start >= spinNanos) {
                break;
            }
        }
        if (pending.get() != 0) {
            boolean interrupted = false;
            joining = Thread.currentThread();
            while (pending.get() != 0) {
                LockSupport.parkNanos(this, JOIN_PARK_NANOS);
                // An interrupted thread does not park; a step of microseconds ends first and is then told.
                interrupted |= Thread.interrupted();
            }
            joining = null;
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void start() {
        if (!started) {
            for (int i = 0; i < workers.length; i++) {
                workers[i] = new Worker(i + 1);
                workers[i].start();
            }
            started = true;
        }
    }

    /** Ends the worker threads when the step that may be running has ended. Further steps run in their caller. */
    @Override
    public void close() {
        while (true) {
            long seen = ticket.get();
            if (seen == CLOSED) {
                return;
            }
            if ((int) seen == 0 && ticket.compareAndSet(seen, CLOSED)) {
                break;
            }
            Thread.onSpinWait();
        }
        for (Worker worker : workers) {
            if (worker != null) {
                LockSupport.unpark(worker);
            }
        }
    }

    @Override
    public String toString() {
        return "Team[threads=" + threads + "]";
    }

    private final class Worker extends Thread {
        private volatile boolean parked;

        Worker(int number) {
            super("lemma-team-" + number);
            setDaemon(true);
        }

        void wake() {
            if (parked) {
                parked = false;
                LockSupport.unpark(this);
            }
        }

        @Override
        public void run() {
            while (true) {
                long now = ticket.get();
                if (now == CLOSED) {
                    return;
                }
                if ((int) now != 0) {
                    take();
                } else {
                    await(now);
                }
            }
        }

        private void await(long seen) {
            long start = System.nanoTime();
            long waited = 0;
            for (int spins = 1; waited < YIELD_TIMES * spinNanos; spins++) {
                if (ticket.get() != seen) {
                    return;
                }
                Thread.onSpinWait();
                if (spins % SPINS_BETWEEN_CLOCK_READS == 0) {
                    waited = System.nanoTime() - start;
                    if (waited >= spinNanos) {
                        Thread.yield();
                    }
                }
            }
            parked = true;
            while (parked && ticket.get() == seen) {
                LockSupport.park(Team.this);
                Thread.interrupted();
            }
            parked = false;
        }
    }
}
