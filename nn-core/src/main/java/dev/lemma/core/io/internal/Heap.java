package dev.lemma.core.io.internal;

import dev.lemma.core.io.FormatException;
import java.util.function.Supplier;

/** What this process may still allocate. */
final class Heap {

    /** Arrays need their memory in one piece, and garbage collectors some to work with. */
    private static final int SPARE = 8;

    private static final long ALWAYS = 1 << 20;

    private Heap() {}

    /** Whether this many bytes can be allocated at once; garbage is collected before the answer is no. */
    static boolean holds(long bytes) {
        if (bytes <= ALWAYS) {
            return true;
        }
        if (bytes > most()) {
            return false;
        }
        if (bytes + bytes / SPARE <= free()) {
            return true;
        }
        System.gc();
        return bytes + bytes / SPARE <= free();
    }

    private static long free() {
        Runtime runtime = Runtime.getRuntime();
        return runtime.maxMemory() - runtime.totalMemory() + runtime.freeMemory();
    }

    private static long most() {
        return Runtime.getRuntime().maxMemory();
    }

    /**
     * Allocates, if the memory is there.
     *
     * @param refusal what to say if not: what needs the memory that {@link #lacking} tells of
     */
    static <T> T allocate(long bytes, Supplier<T> array, Supplier<FormatException> refusal) {
        if (!holds(bytes)) {
            throw refusal.get();
        }
        try {
            return array.get();
        } catch (OutOfMemoryError inPieces) {
            throw refusal.get();
        }
    }

    /** What to say where it does not. */
    static String lacking(long bytes) {
        return (bytes >> 20) + " MiB of memory, but " + (free() >> 20) + " of the " + (most() >> 20)
                + " MiB that this process may use are free: start java with a larger -Xmx, or read a smaller file";
    }
}
