package dev.lemma.bench.jmh;

import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Loops over float arrays as anyone would write them: what the compiler of the JVM makes of them is what the framework's
 * own kernels are read against. Nanoseconds per call; divide by {@code n} for an element.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Measurement(iterations = 5, time = 500, timeUnit = TimeUnit.MILLISECONDS)
@Fork(1)
public class PlainLoops {

    @Param({"4096", "65536"})
    public int n;

    private float[] x = new float[0];
    private float[] y = new float[0];
    private float[] z = new float[0];

    @Setup
    public void fill() {
        SplittableRandom random = new SplittableRandom(1);
        x = new float[n];
        y = new float[n];
        z = new float[n];
        for (int i = 0; i < n; i++) {
            x[i] = (float) random.nextGaussian();
            y[i] = (float) random.nextGaussian();
        }
    }

    /** {@code z ← x + y}: three arrays under one index, which C2 vectorises. */
    @Benchmark
    public float[] add() {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + y[i];
        }
        return z;
    }

    /** {@code z ← 0.5 x + y}. */
    @Benchmark
    public float[] axpy() {
        for (int i = 0; i < n; i++) {
            z[i] = 0.5f * x[i] + y[i];
        }
        return z;
    }

    /** {@code z ← eˣ} by {@link Math#exp}: a call per element. */
    @Benchmark
    public float[] exp() {
        for (int i = 0; i < n; i++) {
            z[i] = (float) Math.exp(x[i]);
        }
        return z;
    }

    /** {@code Σ x} with one accumulator: the order of the additions is fixed, so nothing is vectorised. */
    @Benchmark
    public float sum() {
        float s = 0;
        for (int i = 0; i < n; i++) {
            s += x[i];
        }
        return s;
    }

    /** {@code Σ x} with eight accumulators. */
    @Benchmark
    public float sumOfEight() {
        float s0 = 0;
        float s1 = 0;
        float s2 = 0;
        float s3 = 0;
        float s4 = 0;
        float s5 = 0;
        float s6 = 0;
        float s7 = 0;
        for (int i = 0; i + 8 <= n; i += 8) {
            s0 += x[i];
            s1 += x[i + 1];
            s2 += x[i + 2];
            s3 += x[i + 3];
            s4 += x[i + 4];
            s5 += x[i + 5];
            s6 += x[i + 6];
            s7 += x[i + 7];
        }
        return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7));
    }
}
