package dev.lemma.core.compiler.chain;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import org.jspecify.annotations.Nullable;

/**
 * Copies between arrays of numbers of one size and two kinds, bit for bit. No loop of bit conversions is vectorised, but from Java
 * 22 on such arrays are copied directly ({@code java.lang.foreign.MemorySegment.copy}). Before, there is no handle here, and the
 * way leads through a buffer.
 */
final class BitCopies {
    /** {@code (double[] from, long offset, long[] to, long bytes)}, the offset in bytes; null before Java 22. */
    static final @Nullable MethodHandle DOUBLES_TO_LONGS = find(double[].class, long[].class);

    /** The inverse. */
    static final @Nullable MethodHandle LONGS_TO_DOUBLES = find(long[].class, double[].class);

    /** {@code (float[] from, long offset, int[] to, long bytes)}; null before Java 22. */
    static final @Nullable MethodHandle FLOATS_TO_INTS = find(float[].class, int[].class);

    /** The inverse. */
    static final @Nullable MethodHandle INTS_TO_FLOATS = find(int[].class, float[].class);

    private BitCopies() {}

    private static @Nullable MethodHandle find(Class<?> from, Class<?> to) {
        if (Runtime.version().feature() < 22) {
            return null;
        }
        try {
            Class<?> segment = Class.forName("java.lang.foreign.MemorySegment");
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle copy = MethodHandles.lookup()
                    .findStatic(
                            segment,
                            "copy",
                            MethodType.methodType(void.class, segment, long.class, segment, long.class, long.class));
            MethodHandle toStart = MethodHandles.insertArguments(copy, 3, 0L);
            return MethodHandles.filterArguments(
                    MethodHandles.filterArguments(toStart, 0, ofArray(segment, from)), 2, ofArray(segment, to));
        } catch (ReflectiveOperationException e) {
            return null;
        }
    }

    private static MethodHandle ofArray(Class<?> segment, Class<?> array) throws ReflectiveOperationException {
        return MethodHandles.lookup().findStatic(segment, "ofArray", MethodType.methodType(segment, array));
    }

    /** {@code array} as a {@code java.lang.foreign.MemorySegment}; from Java 22 on. */
    static Object segment(Object array) {
        try {
            return ofArray(Class.forName("java.lang.foreign.MemorySegment"), array.getClass()).invoke(array);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** What these handles cannot throw, as something to throw. */
    static AssertionError unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new AssertionError(e);
    }
}
