package dev.lemma.compiler.internal.elementary;

import dev.lemma.compiler.internal.chain.ChainBuilder;
import java.util.Arrays;

/** erf and erfc. */
final class ErrorFunctions {
    private ErrorFunctions() {}

    /**
     * {@code erf y = 1 − e^{−p(y)}} with {@code p(y) = −log erfc(y) = y + y q(y)} a polynomial up to where erf rounds to 1.
     * One formula for the whole range: relative accuracy at 0 comes from {@code −expm1(−p)}, and the error of p is multiplied
     * by {@code e^{−p}} far out.
     */
    static int erf(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int y = l.atMost(b.abs(x), l.single() ? 3.93 : 5.93);
        int p = b.fma(y, l.polynomial(y, l.single() ? Coefficients.ERF_32 : Coefficients.ERF_64), y);
        Exponential.Reduced reduced = Exponential.reduce(l, p, -2, l.bias() / 2, !l.single());
        int r = reduced.r(); // eʳ belongs to e^{+p}: the polynomial below is 1 − e⁻ʳ
        double[] tail = l.single() ? Coefficients.EXPM1_32 : Coefficients.EXPM1_64;
        int u = b.fma(b.mul(r, r), l.polynomial(r, Lanes.negated(Lanes.mirrored(tail))), r);
        int half = Exponential.halfPowerOfFour(l, reduced);
        int s = b.add(half, half);
        return l.withSign(b.fma(u, s, b.sub(l.c(1), s)), x);
    }

    /**
     * {@code erfc y = e^{−y²} w(v)/(y + 2)}, {@code v = y/(y + 2)}, for y = |x| ≥ 0.61; {@code 2 − erfc(y)} for x ≤ −0.61;
     * {@code 1 − (x + x q(x²))} between.
     *
     * <p>y² is needed to more than working precision, since its absolute error becomes the relative error of the exponential:
     * the part that {@code y·y} loses is found by a fused multiply-add and joins the reduced argument. The roundings of w and
     * of its product with 1/(y + 2) are kept likewise.
     */
    static int erfc(ChainBuilder b, int x) {
        Lanes l = new Lanes(b);
        int one = l.c(1);
        int y = l.atMost(b.abs(x), l.single() ? 10.07 : 27.3);
        int u = b.div(one, b.add(y, l.c(2)));
        int v = b.fma(y, u, l.c(-Coefficients.ERFC_MIDDLE_32, -Coefficients.ERFC_MIDDLE_64));
        double[] c = l.single() ? Coefficients.ERFC_32 : Coefficients.ERFC_64;
        int variable = b.mul(v, l.polynomial(v, Arrays.copyOfRange(c, 1, c.length)));
        int w = b.add(variable, l.c(c[0]));
        int lostOfW = b.sub(variable, b.sub(w, l.c(c[0])));
        int square = b.mul(y, y);
        int lost = b.fma(y, y, b.neg(square));
        Exponential.Reduced reduced = Exponential.reduceSum(l, square, lost, -1);
        int r = reduced.r();
        int tail = b.mul(b.mul(r, r), l.polynomial(r, Lanes.mirrored(Exponential.tail(l)))); // e⁻ʳ = 1 − r + tail
        int e = b.mul(u, w);
        int rest = b.fma(u, lostOfW, b.fma(u, w, b.neg(e)));
        // the relative excess of u; its effect on e is smaller, since v grows with u and w falls
        int excess = b.fma(u, y, b.fma(u, l.c(2), l.c(-1)));
        rest = b.fma(b.mul(e, excess), b.fma(u, l.c(-2.1), l.c(0.13)), rest);
        rest = b.fma(e, tail, rest);
        int right = Exponential.scale(l, b.add(e, b.fma(b.neg(e), r, rest)), reduced);
        int outside = b.select(b.lt(x, l.c(0)), b.sub(l.c(2), right), right);
        int q = l.polynomial(square, l.single() ? Coefficients.ERF_SMALL_32 : Coefficients.ERF_SMALL_64);
        return b.select(b.lt(y, l.c(0.61)), b.sub(one, b.fma(x, q, x)), outside);
    }
}
