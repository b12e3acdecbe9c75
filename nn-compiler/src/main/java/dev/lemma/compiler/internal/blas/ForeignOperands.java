package dev.lemma.compiler.internal.blas;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * The {@code java.lang.foreign.MemorySegment}s that begin at a place in an array and end with it, as native functions take them. A
 * program multiplies the same arrays again and again, and a new segment each time would be garbage in every step; so the last ones
 * are kept, as long as the garbage collector leaves them. Safe from several threads at once.
 */
final class ForeignOperands {
    /** A power of two. */
    private static final int PLACES = 1 << 12;

    /** An operand is in one of so many places, the first given by its hash. */
    private static final int PROBES = 8;

    /** One in so many newcomers that find no free place takes one in use: more would make as many references as segments. */
    private static final int PATIENCE = 8;

    private final AtomicReferenceArray<@Nullable WeakReference<Operand>> kept = new AtomicReferenceArray<>(PLACES);
    private int newcomers;

    /** From element {@code offset} of a {@code float[]} or {@code double[]} on. */
    Object segment(Object array, int offset) {
        int first = System.identityHashCode(array) + offset * 0x9E3779B9 >>> 7;
        int free = -1;
        for (int i = 0; i < PROBES; i++) {
            int place = (first + i) & PLACES - 1;
            WeakReference<Operand> reference = kept.getOpaque(place);
            Operand operand = reference == null ? null : reference.get();
            if (operand != null && operand.array == array && operand.offset == offset) {
                return operand.segment;
            }
            if (operand == null && free < 0) {
                free = place;
            }
            if (reference == null) {
                break; // never taken: nothing has gone past it
            }
        }
        Object segment = slice(array, offset);
        if (free < 0 && ++newcomers % PATIENCE == 0) { // counted roughly, by all threads
            free = (first + newcomers / PATIENCE % PROBES) & PLACES - 1;
        }
        if (free >= 0) {
            kept.setRelease(free, new WeakReference<>(new Operand(array, offset, segment)));
        }
        return segment;
    }

    private static Object slice(Object array, int offset) {
        try {
            return array instanceof float[] floats
                    ? (Object) Handles.FLOATS.invokeExact(floats, (long) Float.BYTES * offset)
                    : (Object) Handles.DOUBLES.invokeExact((double[]) array, (long) Double.BYTES * offset);
        } catch (Error | RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("no segment of an array of " + array.getClass(), e);
        }
    }

    private record Operand(Object array, int offset, Object segment) {}

    private static final class Handles {
        static final MethodHandle FLOATS = bind(float[].class);
        static final MethodHandle DOUBLES = bind(double[].class);

        /** {@code (T[] array, long bytes) -> MemorySegment.ofArray(array).asSlice(bytes)}. */
        private static MethodHandle bind(Class<?> array) {
            try {
                MethodHandles.Lookup lookup = MethodHandles.lookup();
                Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
                MethodHandle ofArray = lookup.findStatic(segment, "ofArray", MethodType.methodType(segment, array));
                MethodHandle asSlice =
                        lookup.findVirtual(segment, "asSlice", MethodType.methodType(segment, long.class));
                return MethodHandles.filterArguments(asSlice, 0, ofArray)
                        .asType(MethodType.methodType(Object.class, array, long.class));
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
