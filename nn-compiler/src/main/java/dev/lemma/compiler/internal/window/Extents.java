package dev.lemma.compiler.internal.window;

import java.lang.reflect.Array;

/** Arithmetic of extents that refuses to overflow, and the check of a range. */
final class Extents {

    private Extents() {}

    static int roundUp(int n, int multiple) {
        return Math.addExact(n, multiple - 1) / multiple * multiple;
    }

    /** Refuses a range of {@code size} numbers from {@code offset} that does not lie in the array. */
    static void require(String name, Object array, int offset, int size) {
        int length = Array.getLength(array);
        if (offset < 0 || offset > length - size) {
            throw new IllegalArgumentException(
                    name + ": expected " + size + " numbers from offset " + offset + ", got an array of " + length);
        }
    }

    static int sum(int a, int b, int c) {
        return Math.addExact(Math.addExact(a, b), c);
    }
}
