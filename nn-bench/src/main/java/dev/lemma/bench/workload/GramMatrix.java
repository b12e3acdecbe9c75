package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.Kernels;
import java.util.List;
import java.util.Locale;

/** W16: the Gaussian Gram matrix of 5000 points in 784 dimensions. */
public final class GramMatrix implements SteadyWorkload {

    private static final int POINTS = 5000;
    private static final int DIMENSION = 784;

    @Override
    public String id() {
        return "W16";
    }

    @Override
    public String title() {
        return "Gaussian Gram matrix of 5000 points in 784 dimensions";
    }

    @Override
    public List<Case> cases() {
        return List.of(Case.of("matrix", "float32", "matrix"), Case.of("matrix", "float64", "matrix"));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of("w16_gram.py").needing("torch", "jax", "sklearn"));
    }

    @Override
    public List<String> jvmArguments() {
        return List.of("-Xmx4g");
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        double[] x = new double[POINTS * DIMENSION];
        Randomness.normal(Key.of(0), x);
        Array points = Array.of(Shape.of(POINTS, DIMENSION), x)
                .as(which.dtype().equals("float32") ? DType.FLOAT32 : DType.FLOAT64);
        Gram gram = Gram.of(Kernels.gaussian(Math.sqrt(DIMENSION / 2.0)), new FusedExecutor(setup.threads()));
        return new Matrices(gram, points);
    }

    private static final class Matrices implements Work {

        private final Gram gram;
        private final Array points;
        private double entry;

        Matrices(Gram gram, Array points) {
            this.gram = gram;
            this.points = points;
        }

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                entry = gram.matrix(points).get(1);
            }
            if (!(entry > 0 && entry < 1)) {
                throw new IllegalStateException("the Gram matrix has the entry " + entry);
            }
        }

        @Override
        public String note() {
            return String.format(Locale.ROOT, "K[0,1] %.7g", entry);
        }
    }
}
