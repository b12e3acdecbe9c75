package dev.lemma.compiler.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lemma.api.tensor.DType;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Quotients of the compiled division, by whatever instructions, have the bits of Java's. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class QuotientsTest {
    private static final int COLUMNS = 1024;
    private static final int[] OFFSETS = new int[3];
    private static final int[] STRIDES = {COLUMNS, COLUMNS, COLUMNS};
    /** Significands of float64 have 53 bits: one more than any. */
    private static final long END = 1L << 53;

    private final Random random = new Random(20);
    private final double[] a = new double[COLUMNS];
    private final double[] b = new double[COLUMNS];
    private final double[] quotient = new double[COLUMNS];
    private ChainKernel kernel;
    private int filled;

    @Test
    void onlyDivisionsThatTheDividerHoldsUpAreReplaced() {
        assertThat(replaced(division(DType.FLOAT64, 0), 64)).isEqualTo(1);
        assertThat(replaced(division(DType.FLOAT64, 4), 64)).isEqualTo(1);
        assertThat(replaced(division(DType.FLOAT64, 5), 64)).isZero();
        assertThat(replaced(division(DType.FLOAT64, 0), 32)).isZero();
        assertThat(replaced(division(DType.FLOAT32, 0), 64)).isZero();
    }

    @Test
    void divisionsOfSplatsAreNotReplaced() {
        ChainBuilder builder = new ChainBuilder(DType.FLOAT64);
        int x = builder.input(false);
        builder.store(builder.mul(x, builder.div(builder.input(true), builder.input(true))));
        assertThat(replaced(builder.build(), 64)).isZero();
    }

    @Test
    void longChainsStayShortEnoughToBeCompiled() {
        assertThat(replaced(divisions(10), 64)).isEqualTo(6);
        assertThat(replaced(divisions(20), 64)).isEqualTo(5);
        assertThat(replaced(divisions(60), 64)).isZero();
    }

    private static Chain divisions(int count) {
        ChainBuilder builder = new ChainBuilder(DType.FLOAT64);
        int x = builder.input(false);
        int y = x;
        for (int i = 0; i < count; i++) {
            y = builder.div(builder.add(y, builder.constant(i + 0.1)), x);
        }
        builder.store(y);
        return builder.build();
    }

    @Test
    void randomNumbersInTheRange() {
        for (int i = 0; i < 1_000_000; i++) {
            check(random(768, 1280), random(768, 1280));
        }
        checkRest();
    }

    /** Whole vectors of the same two numbers, lest one outside of the range takes others with it. */
    @Test
    void allExponents() {
        int[] exponents = {
            0, 1, 2, 511, 512, 513, 766, 767, 768, 769, 1022, 1023, 1024, 1278, 1279, 1280, 1281, 1535, 1536, 2045,
            2046, 2047
        };
        long[] fractions = {0, 1, 2, (1L << 52) - 1, (1L << 52) - 2, 1L << 51, (1L << 51) - 1};
        for (int e : exponents) {
            for (long f : fractions) {
                for (int g : exponents) {
                    for (long h : fractions) {
                        double x = Double.longBitsToDouble((long) e << 52 | f | (random.nextLong() & Long.MIN_VALUE));
                        double y = Double.longBitsToDouble((long) g << 52 | h | (random.nextLong() & Long.MIN_VALUE));
                        for (int lane = 0; lane < 8; lane++) {
                            check(x, y);
                        }
                    }
                }
            }
        }
        for (int i = 0; i < 500_000; i++) {
            double x = Double.longBitsToDouble(random.nextLong());
            double y = Double.longBitsToDouble(random.nextLong());
            for (int lane = 0; lane < 8; lane++) {
                check(x, y);
            }
        }
        checkRest();
    }

    /** The denominator for which the proof asks for a trial, and others whose reciprocals are next to a midpoint themselves. */
    @Test
    void quotientsNextToAMidpointOfDenominatorsNextToAPowerOfTwo() {
        for (long k = 1; k < 1 << 13; k += 2) {
            checkNextToMidpoint(END - k);
            checkNextToMidpoint(END / 2 + k);
        }
        checkRest();
    }

    @Test
    void quotientsNextToAMidpoint() {
        for (int i = 0; i < 300_000; i++) {
            checkNextToMidpoint(END / 2 + (random.nextLong() >>> 12 | 1));
            checkNextToMidpoint(END - (random.nextLong() >>> 12 + random.nextInt(52) | 1));
        }
        checkRest();
    }

    /** Divides by odd B that numerator whose quotient is nearest to a midpoint of two numbers, and its neighbours. */
    private void checkNextToMidpoint(long denominator) {
        long inverse = denominator;
        for (int bits = 3; bits < 64; bits *= 2) {
            inverse *= 2 - denominator * inverse;
        }
        // the significand M of the midpoint has 54 bits, and B M = ±1 modulo 2⁵⁴, so A = (B M ∓ 1) / 2⁵⁴ has A / B = M
        // / 2⁵⁴ ∓ …
        long midpoint = inverse & 2 * END - 1;
        int sign = 1;
        if (midpoint < END) {
            midpoint = 2 * END - midpoint;
            sign = -1;
        }
        long numerator = BigInteger.valueOf(denominator)
                .multiply(BigInteger.valueOf(midpoint))
                .subtract(BigInteger.valueOf(sign))
                .shiftRight(54)
                .longValueExact();
        double y = (random.nextBoolean() ? 1 : -1) * Math.scalb((double) denominator, random.nextInt(400) - 252);
        double x = (random.nextBoolean() ? 1 : -1) * Math.scalb((double) numerator, random.nextInt(400) - 252);
        check(x, y);
        check(Math.nextUp(x), y);
        check(Math.nextDown(x), y);
    }

    private double random(int leastExponent, int endOfExponents) {
        long exponent = leastExponent + random.nextInt(endOfExponents - leastExponent);
        return Double.longBitsToDouble(random.nextLong() & ~(0x7FFL << 52) | exponent << 52);
    }

    private void check(double x, double y) {
        a[filled] = x;
        b[filled] = y;
        if (++filled == COLUMNS) {
            checkRest();
        }
    }

    private void checkRest() {
        if (kernel == null) {
            assumeTrue(VectorChainCompiler.available());
            kernel = new VectorChainCompiler().compile(division(DType.FLOAT64, 0));
        }
        Arrays.fill(a, filled, COLUMNS, 1);
        Arrays.fill(b, filled, COLUMNS, 1);
        filled = 0;
        kernel.run(new double[][] {a, b, quotient}, OFFSETS, STRIDES, 1, COLUMNS);
        for (int i = 0; i < COLUMNS; i++) {
            if (Double.doubleToLongBits(quotient[i]) != Double.doubleToLongBits(a[i] / b[i])) {
                assertThat(Double.toHexString(quotient[i]))
                        .as("%s / %s", Double.toHexString(a[i]), Double.toHexString(b[i]))
                        .isEqualTo(Double.toHexString(a[i] / b[i]));
            }
        }
    }

    private static int replaced(Chain chain, int vectorBytes) {
        return Quotients.replaced(chain, vectorBytes).size();
    }

    /** A quotient of two arrays and some more operations. */
    private static Chain division(DType type, int more) {
        ChainBuilder builder = new ChainBuilder(type);
        int x = builder.input(false);
        int y = builder.div(x, builder.input(false));
        for (int i = 0; i < more; i++) {
            y = builder.fma(y, x, x);
        }
        builder.store(y);
        return builder.build();
    }
}
