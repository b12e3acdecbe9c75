package dev.lemma.compiler.internal.chain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels are kept by the value of their chain, may be shared by threads, and keep their bits when compiled just in time. */
@Tag("executor")
class ChainCompilerTest {
    static Stream<Arguments> compilers() {
        List<ChainCompiler> compilers =
                new ArrayList<>(List.of(BlockChainCompiler.stepwise(), BlockChainCompiler.fused()));
        if (VectorChainCompiler.available()) {
            compilers.add(new VectorChainCompiler());
        }
        return compilers.stream().map(c -> Arguments.argumentSet(c.description(), c));
    }

    @Test
    void equalChainsShareAKernel() {
        ChainCompiler compiler = ChainCompiler.best();
        Chain one = RandomChains.chain(DType.FLOAT32, 3, 2, 10);
        Chain same = RandomChains.chain(DType.FLOAT32, 3, 2, 10);
        assertThat(one).isNotSameAs(same);
        assertThat(compiler.compile(one)).isSameAs(compiler.compile(same));
        assertThat(compiler.compile(one)).isNotSameAs(compiler.compile(RandomChains.chain(DType.FLOAT32, 4, 2, 10)));
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void severalThreadsMayRunOneKernel(ChainCompiler compiler) throws Exception {
        ChainKernel kernel = compiler.compile(mixture());
        float[] expected = run(new ScalarInterpreter(mixture()), 0, 1);
        ExecutorService threads = Executors.newFixedThreadPool(4);
        try {
            List<Callable<float[]>> tasks = new ArrayList<>();
            for (int t = 0; t < 8; t++) {
                tasks.add(() -> run(kernel, 0, 50));
            }
            for (Future<float[]> f : threads.invokeAll(tasks)) {
                assertThat(f.get()).containsExactly(expected);
            }
        } finally {
            threads.shutdownNow();
        }
    }

    @ParameterizedTest
    @MethodSource("compilers")
    void theBitsAreTheSameBeforeAndAfterJustInTimeCompilation(ChainCompiler compiler) {
        ChainKernel kernel = compiler.compile(mixture());
        float[] cold = run(kernel, 1, 1);
        long stop = System.nanoTime() + 1_500_000_000L;
        float[] hot = cold;
        while (System.nanoTime() < stop) {
            hot = run(kernel, 1, 20);
        }
        assertThat(hot).containsExactly(cold);
        assertThat(cold).containsExactly(run(new ScalarInterpreter(mixture()), 1, 1));
    }

    @Test
    void aChainIsWarmedOnceItHasBeenRunThreeTimes() throws InterruptedException {
        CountDownLatch warmed = new CountDownLatch(1);
        ChainCompiler fused = BlockChainCompiler.fused();
        ChainCompiler later = new ChainCompiler() {
            @Override
            public ChainKernel compile(Chain chain) {
                warmed.countDown();
                return fused.compile(chain);
            }

            @Override
            public String description() {
                return fused.description();
            }
        };
        ChainKernel kernel = new WarmChainCompiler(BlockChainCompiler.stepwise(), later).compile(mixture());
        float[] expected = run(kernel, 0, 2);
        assertThat(warmed.await(300, TimeUnit.MILLISECONDS)).isFalse();
        assertThat(run(kernel, 0, 1)).containsExactly(expected);
        assertThat(warmed.await(1, TimeUnit.MINUTES)).isTrue();
    }

    /** Real arithmetic, bits, masks, a repair and all sinks over rows with a remainder. */
    private static Chain mixture() {
        ChainBuilder b = new ChainBuilder(DType.FLOAT32);
        int x = b.input(false);
        int s = b.input(true);
        int y = b.fma(x, s, b.constant(0.3));
        y = b.fma(y, x, b.constant(-1.2));
        y = b.fma(y, x, b.div(x, b.sqrt(b.fma(x, x, s))));
        int mask = b.lt(b.constant(1.5), x);
        int r = b.repair(RandomChains.TestRare.SINE, mask, x, y);
        int k = b.iadd(b.shiftRightArithmetic(b.bits(r), 3), b.integer(0x1234567));
        int z = b.select(b.le(y, s), b.max(r, x), b.min(b.toReal(b.and(k, b.integer(0xFFFF))), x));
        b.store(z);
        b.rowSum(z);
        b.rowMax(b.neg(z));
        b.columnSum(b.mul(z, mask));
        return b.build();
    }

    private static float[] run(ChainKernel kernel, int offset, int times) {
        int rows = 9;
        int columns = 75;
        float[] x = new float[offset + rows * columns];
        for (int i = 0; i < x.length; i++) {
            x[i] = (float) (2 * Math.sin(i * 12.9898) + 0.01);
        }
        float[] s = new float[offset + rows];
        for (int i = 0; i < s.length; i++) {
            s[i] = 0.5f + i;
        }
        float[] all = new float[0];
        for (int t = 0; t < times; t++) {
            float[] out = new float[offset + rows * columns];
            float[] sums = new float[offset + rows];
            float[] largest = new float[offset + rows];
            float[] columnSums = new float[offset + columns];
            int[] at = {offset, offset, offset, offset, offset, offset};
            int[] strides = {columns, 1, columns, 1, 1, 0};
            kernel.run(new float[][] {x, s, out, sums, largest, columnSums}, at, strides, rows, columns);
            all = new float[out.length + sums.length + largest.length + columnSums.length];
            System.arraycopy(out, 0, all, 0, out.length);
            System.arraycopy(sums, 0, all, out.length, sums.length);
            System.arraycopy(largest, 0, all, out.length + sums.length, largest.length);
            System.arraycopy(columnSums, 0, all, out.length + sums.length + largest.length, columnSums.length);
        }
        return all;
    }
}
