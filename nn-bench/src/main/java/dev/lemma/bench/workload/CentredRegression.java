package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.kernels.Kernels;
import dev.lemma.kernels.large.Falkon;
import java.util.List;
import java.util.Locale;

/** W08: kernel ridge regression of 100,000 points with 2000 centres, from data to coefficients. */
public final class CentredRegression implements SteadyWorkload {

    private static final int POINTS = 100_000;
    private static final int DIMENSION = 10;
    private static final int CENTRES = 2000;
    private static final double GAMMA = 0.05;
    private static final double PENALTY = 1e-6;
    private static final int TEST = 10_000;
    private static final long ALL_BLOCKS = 2L << 30;

    @Override
    public String id() {
        return "W08";
    }

    @Override
    public String title() {
        return "kernel ridge regression of 100,000 points with 2000 centres, 20 iterations, from data to coefficients";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                Case.of("blocks kept", "float32", "solve").with("stored", "scikit-learn"),
                Case.of("blocks computed anew", "float32", "solve").with("recomputed"),
                Case.of("blocks kept", "float64", "solve").with("stored", "scikit-learn"),
                Case.of("blocks computed anew", "float64", "solve").with("recomputed"));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(
                PeerScript.of("w08_nystrom.py").needing("torch", "sklearn").only("FALKON", "scikit-learn"));
    }

    @Override
    public List<String> jvmArguments() {
        return List.of("-Xmx6g");
    }

    private static Array inputs(String purpose, int n) {
        double[] x = new double[n * DIMENSION];
        Randomness.normal(Key.of(0).of(purpose), x);
        for (int i = 0; i < x.length; i++) {
            x[i] *= 0.5;
        }
        return Array.of(Shape.of(n, DIMENSION), x);
    }

    private static Array targets(String purpose, Array x) {
        int n = x.shape().extent(0);
        double[] y = new double[n];
        Randomness.normal(Key.of(1).of(purpose), y);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < DIMENSION; j++) {
                sum += x.get(i * DIMENSION + j);
            }
            y[i] = Math.sin(sum) + 0.1 * y[i];
        }
        return Array.vector(y);
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        // Read when the usual executor is made, which is after this.
        System.setProperty("lemma.threads", Integer.toString(setup.threads()));
        Falkon falkon = Falkon.centres(CENTRES)
                .iterations(20)
                .tolerance(0)
                .type(which.dtype().equals("float32") ? DType.FLOAT32 : DType.FLOAT64)
                .memory(which.name().equals("blocks kept") ? ALL_BLOCKS : 0);
        Array x = inputs("train", POINTS);
        return new Solutions(falkon, x, targets("train", x));
    }

    private static final class Solutions implements Work {

        private final Falkon falkon;
        private final Array x;
        private final Array y;
        private double error;

        Solutions(Falkon falkon, Array x, Array y) {
            this.falkon = falkon;
            this.x = x;
            this.y = y;
        }

        @Override
        public void run(int units) {
            Falkon.Fit fit = null;
            for (int i = 0; i < units; i++) {
                fit = falkon.fit(Kernels.gaussian(Math.sqrt(0.5 / GAMMA)), PENALTY, x, y);
            }
            if (fit == null || !fit.function().coefficients().isFinite()) {
                throw new IllegalStateException("the coefficients are not finite");
            }
            if (error == 0) {
                Array test = inputs("test", TEST);
                Array expected = targets("test", test);
                Array found = fit.predict(test);
                double sum = 0;
                for (int i = 0; i < TEST; i++) {
                    sum += Math.pow(found.get(i) - expected.get(i), 2) / TEST;
                }
                error = Math.sqrt(sum);
            }
        }

        @Override
        public String note() {
            return String.format(Locale.ROOT, "test RMSE %.5f", error);
        }
    }
}
