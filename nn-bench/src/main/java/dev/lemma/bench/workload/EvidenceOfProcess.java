package dev.lemma.bench.workload;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.kernels.Kernels;
import dev.lemma.kernels.gp.GaussianProcess;
import dev.lemma.kernels.gp.Posterior;
import java.util.List;
import java.util.Locale;

/** W07: the evidence of an exact Gaussian process with its gradient, and predictions. */
public final class EvidenceOfProcess implements SteadyWorkload {

    private static final int DIMENSION = 8;
    private static final int NEW = 1000;

    @Override
    public String id() {
        return "W07";
    }

    @Override
    public String title() {
        return "Gaussian process of 2000 and 5000 points: log evidence with gradient; mean and variance of 1000 points";
    }

    @Override
    public List<Case> cases() {
        return List.of(
                Case.of("evidence and gradient n=2000", "float64", "value+grad").with("n=2000"),
                Case.of("prediction n=2000", "float64", "predict mean+var").with("n=2000"),
                Case.of("evidence and gradient n=5000", "float64", "value+grad").with("n=5000"),
                Case.of("prediction n=5000", "float64", "predict mean+var").with("n=5000"));
    }

    @Override
    public List<PeerScript> peers() {
        PeerScript script = PeerScript.of("w07_gp.py").needing("torch", "gpytorch", "sklearn", "jax");
        return List.of(
                script.arguments("--part", "2000"),
                script.arguments("--part", "5000").only("hand-written"));
    }

    @Override
    public List<String> jvmArguments() {
        return List.of("-Xmx5g");
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        // Read when the usual executor is made, which is after this.
        System.setProperty("lemma.threads", Integer.toString(setup.threads()));
        int n = which.name().endsWith("2000") ? 2000 : 5000;
        double[] x = new double[n * DIMENSION];
        Randomness.normal(Key.of(0), x);
        double[] y = new double[n];
        Randomness.normal(Key.of(1), y);
        for (int i = 0; i < n; i++) {
            double sum = 0;
            for (int j = 0; j < DIMENSION; j++) {
                sum += x[i * DIMENSION + j];
            }
            y[i] = Math.sin(sum) + 0.1 * y[i];
        }
        Array points = Array.of(Shape.of(n, DIMENSION), x);
        Array targets = Array.vector(y);
        Kernel kernel = Kernels.gaussian(2).times(1.5).plus(Kernels.white(0.05));
        return which.unit().startsWith("value")
                ? new Evidence(kernel, points, targets)
                : new Prediction(kernel, points, targets);
    }

    private static final class Evidence implements Work {

        private final Kernel kernel;
        private final Array points;
        private final Array targets;
        private double value;
        private double[] gradient = {};

        Evidence(Kernel kernel, Array points, Array targets) {
            this.kernel = kernel;
            this.points = points;
            this.targets = targets;
        }

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                GaussianProcess gp = GaussianProcess.of(kernel).condition(points, targets);
                value = gp.logEvidence();
                gradient = gp.logEvidenceGradient();
            }
            if (!Double.isFinite(value + gradient[0])) {
                throw new IllegalStateException("the evidence is " + value);
            }
        }

        @Override
        public String note() {
            return String.format(Locale.ROOT, "lml %.8g", value);
        }
    }

    private static final class Prediction implements Work {

        private final GaussianProcess gp;
        private final Array fresh;
        private double mean;
        private double variance;

        Prediction(Kernel kernel, Array points, Array targets) {
            this.gp = GaussianProcess.of(kernel).condition(points, targets);
            double[] numbers = new double[NEW * DIMENSION];
            Randomness.normal(Key.of(2), numbers);
            this.fresh = Array.of(Shape.of(NEW, DIMENSION), numbers);
        }

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                Posterior p = gp.posterior(fresh);
                mean = p.meanArray().get(0);
                variance = p.varianceArray().get(0);
            }
            if (!Double.isFinite(mean + variance)) {
                throw new IllegalStateException("the prediction is " + mean + ", " + variance);
            }
        }

        @Override
        public String note() {
            return String.format(Locale.ROOT, "mean[0] %.8g var[0] %.8g", mean, variance);
        }
    }
}
