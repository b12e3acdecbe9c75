package dev.lemma.compiler.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.DType;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What a chain is built into: equality, folding that keeps the bits, conversions, and refusals. */
@Tag("executor")
class ChainBuilderTest {
    @Test
    void equalProgramsAreEqualChains() {
        assertThat(axpy(2)).isEqualTo(axpy(2)).hasSameHashCodeAs(axpy(2)).isNotEqualTo(axpy(3));
        ChainBuilder splat = new ChainBuilder(DType.FLOAT32);
        int x = splat.input(true);
        splat.store(splat.fma(splat.constant(2), x, splat.input(false)));
        assertThat(splat.build()).isNotEqualTo(axpy(2));
    }

    private static Chain axpy(double a) {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        int x = b.input(false);
        int y = b.input(false);
        b.mul(x, x); // reaches no sink
        b.store(b.fma(b.constant(a), x, y));
        return b.build();
    }

    @Test
    void unreachableOperationsAreDroppedButInputsStay() {
        Chain chain = axpy(2);
        assertThat(chain.operations()).isEqualTo(1);
        assertThat(chain.instructions()).hasSize(4);
        ChainBuilder b = new ChainBuilder(DType.FLOAT64);
        b.input(false);
        b.store(b.neg(b.input(false)));
        assertThat(b.build().inputs()).isEqualTo(2);
    }

    @Test
    void commonSubexpressionsAreSharedAlsoWithOperandsExchanged() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT64);
        int x = b.input(false);
        int y = b.input(false);
        assertThat(b.add(x, y)).isEqualTo(b.add(y, x));
        assertThat(b.fma(x, y, x)).isEqualTo(b.fma(y, x, x));
        assertThat(b.sub(x, y)).isNotEqualTo(b.sub(y, x));
        assertThat(b.le(x, y)).isNotEqualTo(b.le(y, x));
    }

    @Test
    void foldingKeepsTheBits() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        int x = b.input(false);
        assertThat(b.mul(x, b.constant(1))).isEqualTo(x);
        assertThat(b.sub(x, b.constant(0))).isEqualTo(x);
        assertThat(b.add(x, b.constant(-0.0))).isEqualTo(x);
        assertThat(b.add(x, b.constant(0.0))).as("−0 + 0 is 0").isNotEqualTo(x);
        assertThat(b.mul(x, b.constant(0))).as("NaN and infinity times 0").isNotEqualTo(b.constant(0));
        assertThat(b.div(x, b.constant(4))).isEqualTo(b.mul(x, b.constant(0.25)));
        assertThat(b.div(x, b.constant(3))).isNotEqualTo(b.mul(x, b.constant(1 / 3.0)));
        assertThat(b.add(b.constant(0.1), b.constant(0.2))).isEqualTo(b.constant(0.1f + 0.2f));
        assertThat(b.iadd(b.integer(Integer.MAX_VALUE), b.integer(1))).isEqualTo(b.integer(Integer.MIN_VALUE));
        assertThat(b.neg(b.neg(x))).isEqualTo(x);
    }

    @Test
    void divisionByAPowerOfTwoWithoutNormalReciprocalStays() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        int x = b.input(false);
        b.store(b.div(x, b.constant(0x1p127)));
        assertThat(b.build().instructions()).anyMatch(i -> i.code() == Code.DIV);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void integersTruncateAndConvertBackExactly(DType type) {
        ChainBuilder b = new ChainBuilder(type);
        int x = b.input(false);
        b.store(b.toReal(b.toInteger(x)));
        double large = type == DType.FLOAT32 ? 0x1.fffffep30 : 0x1.fffffffffffffp50;
        double[] values = {
            0.0, 0.5, 0.999999, 1, 1.5, 2.5, -0.5, -1.5, -2.5, 65535.9, 65536, 65537.5, 8388607.5, 8388609, 16777215,
            123456792, large, -large, -1, -7.99
        };
        double[] expected = new double[values.length];
        for (int i = 0; i < values.length; i++) {
            expected[i] = type == DType.FLOAT32 ? (float) (int) (float) values[i] : (double) (long) values[i];
        }
        assertThat(run(b.build(), values)).containsExactly(expected);
    }

    @Test
    void everyIntegerRoundsToTheNearestReal() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        b.store(b.toReal(b.bits(b.input(false))));
        int[] integers = {
            0,
            1,
            -1,
            16777217,
            16777219,
            -16777217,
            Integer.MAX_VALUE,
            Integer.MIN_VALUE,
            0x3F800001,
            0x12345678,
            33554435
        };
        double[] values = new double[integers.length];
        double[] expected = new double[integers.length];
        for (int i = 0; i < integers.length; i++) {
            values[i] = Float.intBitsToFloat(integers[i]);
            expected[i] = (float) integers[i];
        }
        double[] got = run(b.build(), values);
        for (int i = 0; i < integers.length; i++) {
            // −1 is the pattern of a NaN, whose bits may change on the way
            if (!Double.isNaN(values[i])) {
                assertThat(got[i]).as("%d", integers[i]).isEqualTo(expected[i]);
            }
        }
    }

    private static double[] run(Chain chain, double[] values) {
        int n = values.length;
        double[] result = new double[n];
        if (chain.type() == DType.FLOAT64) {
            new ScalarInterpreter(chain).run(new double[][] {values, result}, new int[2], new int[2], 1, n);
            return result;
        }
        float[][] arrays = {new float[n], new float[n]};
        for (int i = 0; i < n; i++) {
            arrays[0][i] = (float) values[i];
        }
        new ScalarInterpreter(chain).run(arrays, new int[2], new int[2], 1, n);
        for (int i = 0; i < n; i++) {
            result[i] = arrays[1][i];
        }
        return result;
    }

    @Test
    void wrongKindsAndCountsAreRefused() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        int x = b.input(false);
        int k = b.bits(x);
        for (Runnable wrong : List.<Runnable>of(
                () -> b.add(x, k),
                () -> b.iadd(k, x),
                () -> b.select(x, x, x),
                () -> b.store(k),
                () -> b.shiftLeft(k, 32),
                () -> b.shiftRight(k, -1),
                () -> b.neg(1000),
                () -> b.integer(1L << 33),
                () -> b.repair(Math::sin, x, x, x))) {
            assertThatThrownBy(wrong::run).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> b.add(x, k)).hasMessageContaining("ADD").hasMessageContaining("toReal");
    }

    @Test
    void chainsBeyondOneMethodAreRefused() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        int x = b.input(false);
        int y = x;
        for (int i = 0; i < 250; i++) {
            y = b.fma(y, x, x);
        }
        b.store(y);
        Chain chain = b.build();
        assertThat(chain.fitsOneMethod()).isFalse();
        assertThatThrownBy(() -> BlockChainCompiler.stepwise().compile(chain))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("cut");
    }
}
