package dev.lemma.compiler.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.DType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every back end gives the bits of the scalar interpreter, for all sinks, shapes, strides and special numbers. */
@Tag("executor")
class ChainKernelTest {
    private static final double[] SPECIAL = {
        0.0,
        -0.0,
        1,
        -1,
        0.5,
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Float.MIN_VALUE,
        -Float.MIN_VALUE,
        Float.MAX_VALUE,
        -Float.MAX_VALUE,
        1e-40,
        65536.5,
        -3e9
    };
    private static final int[][] DOMAINS = {
        {1, 1}, {1, 7}, {1, 16}, {1, 33}, {3, 5}, {5, 16}, {4, 10}, {2, 64}, {7, 31}, {3, 129}, {1, 1000}, {2, 1025},
        {1, 2500}, {40, 17}, {0, 4}, {3, 0}
    };

    static Stream<Arguments> backEnds() {
        List<ChainCompiler> compilers =
                new ArrayList<>(List.of(BlockChainCompiler.stepwise(), BlockChainCompiler.fused()));
        if (VectorChainCompiler.available()) {
            compilers.add(new VectorChainCompiler());
        }
        return compilers.stream().flatMap(c -> Arrays.stream(DType.values())
                .map(t -> Arguments.argumentSet(c.description() + " " + t, c, t)));
    }

    @ParameterizedTest
    @MethodSource("backEnds")
    void randomChainsGiveTheBitsOfTheInterpreter(ChainCompiler compiler, DType type) {
        for (int seed = 0; seed < 150; seed++) {
            Random random = new Random(seed);
            Chain chain = RandomChains.chain(type, seed, 1 + random.nextInt(5), 1 + random.nextInt(40));
            ChainKernel kernel = compiler.compile(chain);
            for (int d = 0; d < 4; d++) {
                int[] domain = DOMAINS[random.nextInt(DOMAINS.length)];
                check(chain, kernel, random, domain[0], domain[1]);
            }
        }
    }

    /** Masks that are the same for a row, and masks that hardly ever differ within a block: all, none and some of its numbers. */
    @ParameterizedTest
    @MethodSource("backEnds")
    void choicesThatAreTheSameForAWholeBlockGiveTheBitsOfTheInterpreter(ChainCompiler compiler, DType type) {
        ChainBuilder builder = new ChainBuilder(type);
        int x = builder.input(false);
        int y = builder.input(false);
        int condition = builder.input(true);
        int small = builder.lt(builder.abs(x), builder.constant(type.smallestNormal()));
        int flushed = builder.select(small, builder.constant(0), x);
        int positive = builder.lt(builder.constant(0), condition);
        builder.store(flushed);
        builder.store(builder.select(positive, flushed, y));
        builder.store(builder.select(builder.eq(condition, condition), y, x));
        Chain chain = builder.build();
        ChainKernel kernel = compiler.compile(chain);
        for (int seed = 0; seed < 20; seed++) {
            for (int[] domain : DOMAINS) {
                check(chain, kernel, new Random(seed), domain[0], domain[1]);
            }
        }
    }

    /** Comparisons with constants, of numbers or magnitudes, are arithmetic on some back ends: zeros of either sign, the ends of the range, and NaN. */
    @ParameterizedTest
    @MethodSource("backEnds")
    void comparisonsAndClampsAreRightAtTheEdges(ChainCompiler compiler, DType type) {
        double[] edges = Arrays.copyOf(SPECIAL, SPECIAL.length + 3);
        edges[SPECIAL.length] = type.smallestNormal();
        edges[SPECIAL.length + 1] = type == DType.FLOAT32 ? Math.nextDown(1f) : Math.nextDown(1.0);
        edges[SPECIAL.length + 2] = type == DType.FLOAT32 ? Float.MIN_VALUE : Double.MIN_VALUE;
        for (double c : edges) {
            ChainBuilder builder = new ChainBuilder(type);
            int x = builder.input(false);
            int y = builder.input(false);
            int magnitude = builder.abs(x);
            int constant = builder.constant(c);
            for (int[] pair : new int[][] {
                {x, constant}, {constant, x}, {magnitude, constant}, {constant, magnitude}, {x, y}, {y, x}
            }) {
                int a = pair[0];
                int b = pair[1];
                builder.store(builder.lt(a, b));
                builder.store(builder.le(a, b));
                builder.store(builder.eq(a, b));
                builder.store(builder.select(builder.lt(a, b), a, b));
                builder.store(builder.select(builder.lt(a, b), b, a));
                builder.store(builder.select(builder.le(a, b), b, a));
            }
            Chain chain = builder.build();
            int n = edges.length * edges.length;
            Object[] expected = type == DType.FLOAT32 ? new float[chain.arrays()][n] : new double[chain.arrays()][n];
            Object[] actual = type == DType.FLOAT32 ? new float[chain.arrays()][n] : new double[chain.arrays()][n];
            for (int i = 0; i < n; i++) {
                for (Object[] arrays : List.of(expected, actual)) {
                    java.lang.reflect.Array.set(arrays[0], i, number(type, edges[i % edges.length]));
                    java.lang.reflect.Array.set(arrays[1], i, number(type, edges[i / edges.length]));
                }
            }
            int[] offsets = new int[chain.arrays()];
            int[] strides = new int[chain.arrays()];
            Arrays.fill(strides, n);
            new ScalarInterpreter(chain).run(expected, offsets, strides, 1, n);
            compiler.compile(chain).run(actual, offsets, strides, 1, n);
            for (int k = chain.inputs(); k < chain.arrays(); k++) {
                assertThat(bits(actual[k]))
                        .as("store %d, c = %s", k - chain.inputs(), c)
                        .isEqualTo(bits(expected[k]));
            }
        }
    }

    private static Number number(DType type, double x) {
        if (type == DType.FLOAT32) {
            return (float) x;
        }
        return x;
    }

    /** Random places, strides and aliases for the arrays of a chain, run both ways on copies of the same numbers. */
    private static void check(Chain chain, ChainKernel kernel, Random random, int rows, int columns) {
        int n = chain.arrays();
        Object[] expected = chain.type() == DType.FLOAT32 ? new float[n][] : new double[n][];
        Object[] actual = chain.type() == DType.FLOAT32 ? new float[n][] : new double[n][];
        int[] offsets = new int[n];
        int[] strides = new int[n];
        List<Integer> free = new ArrayList<>();
        for (int k = 0; k < n; k++) {
            boolean input = k < chain.inputs();
            Sink.Type sink =
                    input ? null : chain.sinks().get(k - chain.inputs()).type();
            boolean perRow =
                    input ? chain.instruction(k).isSplat() : sink == Sink.Type.ROW_SUM || sink == Sink.Type.ROW_MAX;
            if (sink == Sink.Type.STORE && !free.isEmpty() && random.nextBoolean()) {
                int in = free.remove(random.nextInt(free.size()));
                expected[k] = expected[in];
                actual[k] = actual[in];
                offsets[k] = offsets[in];
                strides[k] = strides[in];
                continue;
            }
            offsets[k] = random.nextInt(5);
            int least = perRow ? 1 : columns;
            strides[k] = input && random.nextInt(3) == 0 ? 0 : random.nextBoolean() ? least : least + random.nextInt(9);
            int length = offsets[k] + Math.max(0, rows - 1) * strides[k] + least;
            fill(expected, actual, k, length, random);
            if (input && !perRow && (strides[k] > 0 || rows <= 1)) {
                free.add(k);
            }
        }
        new ScalarInterpreter(chain).run(expected, offsets, strides, rows, columns);
        kernel.run(actual, offsets, strides, rows, columns);
        for (int k = 0; k < n; k++) {
            assertThat(bits(actual[k]))
                    .as("array %d of %s, %d x %d, from %s by %s", k, chain, rows, columns, text(offsets), text(strides))
                    .isEqualTo(bits(expected[k]));
        }
    }

    private static void fill(Object[] expected, Object[] actual, int k, int length, Random random) {
        double[] x = new double[length];
        for (int i = 0; i < length; i++) {
            x[i] = random.nextInt(12) == 0
                    ? SPECIAL[random.nextInt(SPECIAL.length)]
                    : random.nextGaussian() * Math.scalb(1.0, random.nextInt(9) - 4);
        }
        if (expected instanceof float[][]) {
            float[] f = new float[length];
            for (int i = 0; i < length; i++) {
                f[i] = (float) x[i];
            }
            expected[k] = f;
            actual[k] = f.clone();
        } else {
            expected[k] = x;
            actual[k] = x.clone();
        }
    }

    private static String text(int[] x) {
        return Arrays.toString(x);
    }

    /** Canonical bits: all NaNs alike. */
    private static long[] bits(Object array) {
        if (array instanceof float[] f) {
            long[] r = new long[f.length];
            for (int i = 0; i < r.length; i++) {
                r[i] = Float.floatToIntBits(f[i]);
            }
            return r;
        }
        return Arrays.stream((double[]) array)
                .mapToLong(Double::doubleToLongBits)
                .toArray();
    }
}
