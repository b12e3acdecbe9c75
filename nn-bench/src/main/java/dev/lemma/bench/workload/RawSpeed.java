package dev.lemma.bench.workload;

import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;

/**
 * W00: what the machine gives to loops anyone would write: a copy, a triad {@code a ← b + s c}, and {@link Math#exp} and
 * {@link Math#tanh} of every element. Not a workload of the framework; the other figures are read against it.
 */
public final class RawSpeed implements SteadyWorkload {

    private static final int LARGE = 32 << 20;
    private static final int SMALL = 4 << 20;

    @Override
    public String id() {
        return "W00";
    }

    @Override
    public String title() {
        return "raw speed of plain Java: copy and triad of 128 MiB arrays, exp and tanh of 4M values";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                Case.of("copy", "float32", "call").with("torch copy"),
                Case.of("triad", "float32", "call").with("torch triad"),
                Case.of("exp", "float32", "call").with("torch exp"),
                Case.of("tanh", "float32", "call").with("torch tanh"));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(
                PeerScript.of("w00_gemm.py").needing("torch", "jax").only("torch copy", "torch exp", "torch tanh"));
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        return switch (which.name()) {
            case "copy" -> {
                float[] from = normals(LARGE);
                yield new Halves(
                        setup.threads(), new float[LARGE], (to, lo, hi) -> System.arraycopy(from, lo, to, lo, hi - lo));
            }
            case "triad" -> {
                float[] b = normals(LARGE);
                float[] c = normals(LARGE);
                yield new Halves(setup.threads(), new float[LARGE], (a, lo, hi) -> {
                    for (int i = lo; i < hi; i++) {
                        a[i] = b[i] + 0.5f * c[i];
                    }
                });
            }
            case "exp" -> {
                float[] x = normals(SMALL);
                yield new Halves(setup.threads(), new float[SMALL], (y, lo, hi) -> {
                    for (int i = lo; i < hi; i++) {
                        y[i] = (float) Math.exp(x[i]);
                    }
                });
            }
            case "tanh" -> {
                float[] x = normals(SMALL);
                yield new Halves(setup.threads(), new float[SMALL], (y, lo, hi) -> {
                    for (int i = lo; i < hi; i++) {
                        y[i] = (float) Math.tanh(x[i]);
                    }
                });
            }
            default -> throw new IllegalArgumentException("W00 has no case \"" + which.name() + "\"");
        };
    }

    private static float[] normals(int n) {
        RandomGenerator random = new SplittableRandom(n);
        float[] block = new float[1 << 16];
        for (int i = 0; i < block.length; i++) {
            block[i] = (float) random.nextGaussian();
        }
        float[] x = new float[n];
        for (int i = 0; i < n; i += block.length) {
            System.arraycopy(block, 0, x, i, block.length);
        }
        return x;
    }

    @FunctionalInterface
    private interface Range {
        void write(float[] to, int lo, int hi);
    }

    /** The array cut into as many equal parts as there are threads. */
    private static final class Halves implements Work {
        private final int parts;
        private final float[] result;
        private final Range range;
        private final ExecutorService helpers;

        Halves(int parts, float[] result, Range range) {
            this.parts = parts;
            this.result = result;
            this.range = range;
            this.helpers = Executors.newFixedThreadPool(parts, task -> {
                Thread thread = new Thread(task, "raw-speed");
                thread.setDaemon(true);
                return thread;
            });
        }

        @Override
        public void run(int units) {
            Arrays.fill(result, 0, Math.min(64, result.length), Float.NaN);
            for (int u = 0; u < units; u++) {
                Future<?>[] others = new Future<?>[parts - 1];
                for (int p = 1; p < parts; p++) {
                    others[p - 1] = helpers.submit(part(p));
                }
                range.write(result, 0, (int) ((long) result.length / parts));
                for (Future<?> other : others) {
                    await(other);
                }
            }
            for (int i = 0; i < result.length; i += 1 << 16) {
                if (!Float.isFinite(result[i])) {
                    throw new ArithmeticException("element " + i + " is " + result[i] + ", expected a finite value");
                }
            }
        }

        private Callable<Boolean> part(int p) {
            int lo = (int) ((long) result.length * p / parts);
            int hi = (int) ((long) result.length * (p + 1) / parts);
            return () -> {
                range.write(result, lo, hi);
                return true;
            };
        }

        private static void await(Future<?> other) {
            try {
                other.get();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted while measuring", e);
            } catch (ExecutionException e) {
                throw new IllegalStateException("a part of the loop failed", e.getCause());
            }
        }

        @Override
        public void close() {
            helpers.shutdownNow();
        }
    }
}
