package dev.lemma.compiler.special;

/**
 * The unevaluated sum of two doubles, about 106 bits: {@code high + low}, |low| ≤ ½ ulp(high). Error-free
 * transformations after Dekker (1971).
 */
record DoubleDouble(double high, double low) {

    static DoubleDouble of(double x) {
        return new DoubleDouble(x, 0);
    }

    /** {@code a b}, exactly. */
    static DoubleDouble product(double a, double b) {
        double p = a * b;
        return new DoubleDouble(p, Math.fma(a, b, -p));
    }

    /** {@code a + b}, exactly. */
    static DoubleDouble sum(double a, double b) {
        double s = a + b;
        double t = s - a;
        return new DoubleDouble(s, (a - (s - t)) + (b - t));
    }

    private static DoubleDouble normal(double high, double low) {
        double s = high + low;
        return new DoubleDouble(s, low - (s - high));
    }

    DoubleDouble plus(DoubleDouble that) {
        DoubleDouble s = sum(high, that.high);
        return normal(s.high, s.low + low + that.low);
    }

    DoubleDouble times(DoubleDouble that) {
        DoubleDouble p = product(high, that.high);
        return normal(p.high, p.low + (high * that.low + low * that.high));
    }

    DoubleDouble over(double divisor) {
        double q = high / divisor;
        return normal(q, (Math.fma(-q, divisor, high) + low) / divisor);
    }

    DoubleDouble negate() {
        return new DoubleDouble(-high, -low);
    }

    double value() {
        return high + low;
    }
}
