package dev.lemma.core.compiler.window;

/** Sums of extents that refuse to overflow. */
final class Extents {

    private Extents() {}

    static int roundUp(int n, int multiple) {
        return Math.addExact(n, multiple - 1) / multiple * multiple;
    }

    static int sum(int a, int b, int c) {
        return Math.addExact(Math.addExact(a, b), c);
    }
}
