package dev.lemma.compiler.internal.chain;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/**
 * Arrays as {@code java.lang.foreign.MemorySegment}, through which bits are read as another kind of number; by handles, because this
 * code is compiled for Java 17. The type is there from {@value #FIRST_JAVA} on.
 */
final class Segments {
    /** The first Java version with it. */
    static final int FIRST_JAVA = 22;

    private Segments() {}

    /** Whether this virtual machine has segments. */
    static boolean available() {
        return Runtime.version().feature() >= FIRST_JAVA;
    }

    /** The whole of an array. */
    static Object of(Object array) {
        try {
            MethodType type = MethodType.methodType(Handles.SEGMENT, array.getClass());
            return MethodHandles.lookup()
                    .findStatic(Handles.SEGMENT, "ofArray", type)
                    .invoke(array);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Copies bytes from a place in one segment to the beginning of another. */
    static void copy(Object from, long offset, Object to, long bytes) {
        try {
            Handles.COPY.invokeExact(from, offset, to, 0L, bytes);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static AssertionError unexpected(Throwable e) {
        if (e instanceof Error error) {
            throw error;
        }
        return new AssertionError(e);
    }

    private static final class Handles {
        static final Class<?> SEGMENT;
        static final MethodHandle COPY;

        static {
            try {
                SEGMENT = Class.forName("java.lang.foreign.MemorySegment");
                COPY = MethodHandles.lookup()
                        .findStatic(
                                SEGMENT,
                                "copy",
                                MethodType.methodType(void.class, SEGMENT, long.class, SEGMENT, long.class, long.class))
                        .asType(MethodType.methodType(
                                void.class, Object.class, long.class, Object.class, long.class, long.class));
            } catch (ReflectiveOperationException e) {
                throw new ExceptionInInitializerError(e);
            }
        }
    }
}
