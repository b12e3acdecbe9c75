package dev.lemma.compiler.internal.elementary;

import dev.lemma.compiler.internal.chain.ChainBuilder;

/**
 * {@code xʸ} with all conventions of {@link Math#pow}.
 *
 * <p>{@code xʸ = e^{y log x}}, and the exponential multiplies the absolute error of its argument: for 2 ulp the logarithm is
 * needed to nine or eleven bits more than the type has. So {@code log(1 + f) = 2s + ⅔ s³ + s⁵ q(s²)}, {@code s = f/(2 + f)},
 * is a sum of two numbers: s, its cube and the product with ⅔ are carried as a rounded value and what it lost; only the last
 * term, below {@code 2⁻¹³}, is not. About 120 operations with one division: exponents that are small whole numbers, ½ or −1
 * should be written as products, {@code sqrt} and quotients.
 */
public final class Power {
    private static final double LN2_HIGH_32 = 0x1.62ep-1; // 12 bits: k times it is exact
    private static final double LN2_LOW_32 = 0x1.0bfbe8e7bcd5ep-15;
    private static final double LN2_HIGH_64 = 0x1.62e42fefa38p-1;
    private static final double LN2_LOW_64 = 0x1.ef35793c7673p-45;

    private Power() {}

    /** The power in double precision. */
    public static double at(double x, double y) {
        return StrictMath.pow(x, y);
    }

    /** A value and what was lost when it was rounded. */
    private record Pair(int high, int low) {}

    /** Appends {@code xʸ} to {@code b}. */
    public static int expand(ChainBuilder b, int x, int y) {
        Lanes l = new Lanes(b);
        int zero = l.c(0);
        int infinity = l.c(Double.POSITIVE_INFINITY);
        int base = b.abs(x);

        Pair log = logarithm(l, base);
        int high = b.select(
                b.lt(base, infinity), b.select(b.eq(base, zero), l.c(Double.NEGATIVE_INFINITY), log.high), base);
        int product = b.mul(y, high);
        int lost = b.fma(y, log.low, b.fma(y, high, b.neg(product)));
        int limit = l.c(110, 750); // beyond, the power is 0 or ∞ and the lost part may be ∞ − ∞
        lost = b.select(b.lt(limit, b.abs(product)), zero, lost);
        product = l.atLeast(l.atMost(product, l.single() ? 110 : 750), l.single() ? -110 : -750);
        int power = Exponential.expOfSum(l, product, lost);
        power = b.select(b.eq(y, zero), l.c(1), power);

        int whole = l.c(0x1p23, 0x1p52); // from here on all numbers are whole, from twice this on all are even
        int exponent = b.abs(y);
        int small = b.lt(exponent, whole);
        int shifted = b.select(small, b.add(exponent, whole), exponent);
        int rounded = b.select(small, b.sub(shifted, whole), exponent);
        int parity = b.shiftLeft(b.bits(shifted), l.single() ? 31 : 63);
        int odd = b.and(b.eq(rounded, exponent), b.lt(exponent, l.c(0x1p24, 0x1p53)));
        int sign = b.select(odd, b.real(b.and(parity, l.sign(x))), zero);
        power = b.real(b.or(b.bits(power), b.bits(sign)));
        int fraction = b.lt(zero, b.abs(b.sub(exponent, rounded)));
        int negative = b.and(b.lt(x, zero), b.lt(l.c(Double.NEGATIVE_INFINITY), x));
        return b.select(b.and(fraction, negative), l.c(Double.NaN), power);
    }

    /** {@code log x} for positive finite x. */
    private static Pair logarithm(Lanes l, int x) {
        ChainBuilder b = l.b();
        Logarithm.Split split = Logarithm.split(l, x);
        int k = split.k();
        int f = split.f();
        int two = l.c(2);
        int d = b.add(f, two);
        int dLow = b.sub(f, b.sub(d, two));
        int u = b.div(l.c(1), d);
        int s = b.mul(f, u);
        int minus = b.neg(s);
        int sLow = b.mul(u, b.fma(minus, dLow, b.fma(minus, d, f)));
        int v = b.mul(s, s);
        int vLow = b.fma(s, b.add(sLow, sLow), b.fma(s, s, b.neg(v)));
        int cube = b.mul(s, v);
        int cubeLow = b.fma(s, vLow, b.fma(sLow, v, b.fma(s, v, b.neg(cube))));
        double twoThirds = l.b().type().round(2.0 / 3);
        int c = l.c(twoThirds);
        int cLow = l.c(2.0 / 3 - twoThirds, 0x1.5555555555555p-55);
        int third = b.mul(cube, c);
        int thirdLow = b.fma(cube, cLow, b.fma(cubeLow, c, b.fma(cube, c, b.neg(third))));
        int tail = b.mul(
                b.mul(cube, v), l.polynomial(v, l.single() ? Coefficients.LOG_TAIL_32 : Coefficients.LOG_TAIL_64));

        int a = b.mul(k, l.c(LN2_HIGH_32, LN2_HIGH_64));
        int twice = b.add(s, s);
        int sum = b.add(a, twice);
        int sumLow = b.sub(twice, b.sub(sum, a));
        int high = b.add(sum, third);
        int highLow = b.sub(third, b.sub(high, sum));
        int low = b.add(
                b.fma(k, l.c(LN2_LOW_32, LN2_LOW_64), tail), b.add(b.fma(sLow, two, thirdLow), b.add(sumLow, highLow)));
        int nearest = b.add(high, low);
        return new Pair(nearest, b.sub(low, b.sub(nearest, high)));
    }
}
