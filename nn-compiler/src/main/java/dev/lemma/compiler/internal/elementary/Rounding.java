package dev.lemma.compiler.internal.elementary;

import dev.lemma.compiler.internal.chain.ChainBuilder;

/** Rounding to whole numbers, and the sign. */
final class Rounding {
    private Rounding() {}

    /** To the nearest whole number, halves to the even one: adding and subtracting {@code 2²³} or {@code 2⁵²} rounds. */
    static int round(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int whole = l.c(0x1p23, 0x1p52);
        int y = b.abs(x);
        return b.select(b.lt(y, whole), l.withSign(b.sub(b.add(y, whole), whole), x), x);
    }

    static int floor(ChainBuilder b, int x) {
        int r = round(b, x);
        return b.select(b.lt(x, r), b.sub(r, b.constant(1)), r);
    }

    static int ceil(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int r = round(b, x);
        return l.withSign(b.select(b.lt(r, x), b.add(r, b.constant(1)), r), x); // (−1, 0) goes to −0
    }

    /** −1, 0 or 1; ±0 and NaN stay. */
    static int sign(ChainBuilder b, int x) {
        int zero = b.constant(0);
        return b.select(b.lt(zero, x), b.constant(1), b.select(b.lt(x, zero), b.constant(-1), x));
    }
}
