package dev.lemma.bench.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.training.TrainingStep;
import dev.lemma.optim.Adam;
import java.util.Arrays;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every training workload computes the loss the peers compute, with its true gradient. */
class TrainingWorkloadTest {

    private static final int SAMPLES = 12;
    private static final int BATCH = 4;
    private static final Key KEY = Key.of(5);

    static Stream<TrainingWorkload> workloads() {
        return Workloads.all().stream()
                .filter(TrainingWorkload.class::isInstance)
                .map(w -> w instanceof WideClassifier ? new WideClassifier(96, 64) : (TrainingWorkload) w);
    }

    private static Problem small(TrainingWorkload workload) {
        return workload.problem(SAMPLES).withBatch(BATCH);
    }

    private static Execution first(Problem problem, Executor executor, Array theta) {
        TrainingStep step = problem.step();
        Execution execution = Training.open(problem, step, executor, KEY);
        execution.load(step.places().get(TrainingStep.THETA), theta);
        execution.put(0, Array.vector(3, 0, 11, 3).as(problem.network().type()));
        execution.put(1, TrainingStep.key(problem.network().type(), KEY));
        execution.run();
        return execution;
    }

    private static double loss(TrainingWorkload workload) {
        Problem problem = small(workload).as(DType.FLOAT64);
        return first(problem, new FusedExecutor(1), problem.network().initialArray(KEY))
                .item(0);
    }

    @ParameterizedTest
    @MethodSource("workloads")
    void threeStepsAgreeWithTheReference(TrainingWorkload workload) {
        Problem problem = small(workload).as(DType.FLOAT64);
        Training reference = new Training(problem, new ReferenceExecutor(), KEY);
        Training fused = new Training(problem, new FusedExecutor(2), KEY);
        Training singleReference = new Training(small(workload), new ReferenceExecutor(), KEY);
        Training single = new Training(small(workload), new FusedExecutor(1), KEY);
        for (int i = 0; i < 3; i++) {
            reference.run(1);
            fused.run(1);
            singleReference.run(1);
            single.run(1);
            assertThat(fused.loss()).isCloseTo(reference.loss(), within(1e-11 * Math.abs(reference.loss())));
            assertThat(single.loss()).isCloseTo(singleReference.loss(), within(1e-4 * Math.abs(reference.loss())));
        }
    }

    /** After one step from zero slots Adam's first moment is {@code (1 − β₁) g}, that of momentum is g. */
    @ParameterizedTest
    @MethodSource("workloads")
    void theGradientIsThatOfTheLoss(TrainingWorkload workload) {
        Problem problem = small(workload).as(DType.FLOAT64);
        Executor executor = new FusedExecutor(1);
        Array theta = problem.network().initialArray(KEY);
        Map<String, Integer> places = problem.step().places();
        Execution execution = first(problem, executor, theta);
        double[] gradient = execution.read(places.get("m")).toDoubles();
        double scale = problem.optimizer() instanceof Adam adam ? 1 / (1 - adam.beta1()) : 1;
        double[] sizes = DoubleStream.of(gradient).map(Math::abs).sorted().toArray();
        double size = sizes[sizes.length - 1] * scale;
        for (int rank : new int[] {0, 20, 300}) {
            double chosen = sizes[sizes.length - 1 - rank];
            int i = IntStream.range(0, gradient.length)
                    .filter(k -> Math.abs(gradient[k]) == chosen)
                    .findFirst()
                    .orElseThrow();
            double h = 1e-6;
            double difference =
                    (perturbed(problem, executor, theta, i, h) - perturbed(problem, executor, theta, i, -h)) / (2 * h);
            assertThat(gradient[i] * scale).as("component %d", i).isCloseTo(difference, within(1e-6 * size));
        }
    }

    private static double perturbed(Problem problem, Executor executor, Array theta, int i, double h) {
        double[] numbers = theta.toDoubles();
        numbers[i] += h;
        return first(problem, executor, Array.vector(numbers)).item(0);
    }

    /** {@code x Wᵀ + b}. */
    private static double[] dense(Map<String, Array> parameters, String layer, double[] x) {
        double[] y = parameters.get(layer + "/bias").toDoubles();
        double[] w = parameters.get(layer + "/weight").toDoubles();
        for (int o = 0; o < y.length; o++) {
            for (int i = 0; i < x.length; i++) {
                y[o] += w[o * x.length + i] * x[i];
            }
        }
        return y;
    }

    private static double[] each(double[] x, DoubleUnaryOperator f) {
        return Arrays.stream(x).map(f).toArray();
    }

    private static double[] row(Array features, int row) {
        return features.rows(row, row + 1).toDoubles();
    }

    @Test
    void w02IsMeanSquaredError() {
        Problem problem = small(new TinyRegression()).as(DType.FLOAT64);
        Map<String, Array> p = problem.network().named(problem.network().initialArray(KEY));
        double sum = 0;
        for (int row : new int[] {3, 0, 11, 3}) {
            double[] x = row(problem.features(), row);
            double[] h = each(dense(p, "0", x), Math::tanh);
            double[] y = dense(p, "4", each(dense(p, "2", h), Math::tanh));
            double error = y[0] - Math.sin(x[0] + x[1]);
            sum += error * error;
        }
        assertThat(loss(new TinyRegression())).isCloseTo(sum / 4, within(1e-6));
    }

    @Test
    void w01IsCrossEntropyOfClasses() {
        Problem problem = small(new DenseClassifier()).as(DType.FLOAT64);
        Map<String, Array> p = problem.network().named(problem.network().initialArray(KEY));
        double sum = 0;
        for (int row : new int[] {3, 0, 11, 3}) {
            double[] h = each(dense(p, "0", row(problem.features(), row)), v -> Math.max(0, v));
            double[] f = dense(p, "4", each(dense(p, "2", h), v -> Math.max(0, v)));
            double total = 0;
            for (double score : f) {
                total += Math.exp(score);
            }
            sum += Math.log(total) - f[(int) problem.targets().get(row)];
        }
        assertThat(loss(new DenseClassifier())).isCloseTo(sum / 4, within(1e-10));
    }

    @Test
    void w15IsTheNegativeEvidenceBound() {
        Problem problem = small(new VariationalAutoencoder()).as(DType.FLOAT64);
        Map<String, Array> p = problem.network().named(problem.network().initialArray(KEY));
        double[] noise = new double[4 * 20];
        Randomness.normal(KEY.at(0), noise);
        double sum = 0;
        int sample = 0;
        for (int row : new int[] {3, 0, 11, 3}) {
            double[] x = row(problem.features(), row);
            double[] h = each(dense(p, "encoder", x), v -> Math.max(0, v));
            double[] mean = dense(p, "mean", h);
            double[] logVariance = dense(p, "logVariance", h);
            double[] z = new double[20];
            for (int i = 0; i < 20; i++) {
                z[i] = mean[i] + Math.exp(logVariance[i] / 2) * noise[20 * sample + i];
                sum -= 0.5 * (1 + logVariance[i] - mean[i] * mean[i] - Math.exp(logVariance[i]));
            }
            double[] logits = dense(p, "decoder/2", each(dense(p, "decoder/0", z), v -> Math.max(0, v)));
            for (int i = 0; i < 784; i++) {
                sum += Math.log1p(Math.exp(logits[i])) - x[i] * logits[i];
            }
            sample++;
        }
        assertThat(loss(new VariationalAutoencoder())).isCloseTo(sum / 4, within(1e-9));
    }

    @Test
    void w11bIsTheErrorOfTheNoise() {
        Problem problem = small(new ScoreMatching()).as(DType.FLOAT64);
        Map<String, Array> p = problem.network().named(problem.network().initialArray(KEY));
        Key key = KEY.at(0);
        double[] noise = new double[8];
        Randomness.normal(key.at(1), noise);
        double[] u = new double[4];
        Randomness.uniform(key.at(0), u);
        double[] alphaBar = new double[101];
        alphaBar[0] = 1;
        for (int t = 1; t <= 100; t++) {
            alphaBar[t] = alphaBar[t - 1] * (1 - 1e-3 - (0.2 - 1e-3) * (t - 1) / 99);
        }
        double sum = 0;
        int sample = 0;
        for (int row : new int[] {3, 0, 11, 3}) {
            int t = (int) Math.floor(100 * u[sample]) + 1;
            double[] x = row(problem.features(), row);
            double[] noised = new double[2];
            for (int i = 0; i < 2; i++) {
                noised[i] = Math.sqrt(alphaBar[t]) * x[i] + Math.sqrt(1 - alphaBar[t]) * noise[2 * sample + i];
            }
            double[] waves = new double[16];
            for (int k = 0; k < 8; k++) {
                waves[k] = Math.sin(t / 100.0 * Math.PI * Math.pow(2, k));
                waves[8 + k] = Math.cos(t / 100.0 * Math.PI * Math.pow(2, k));
            }
            double[] h = dense(p, "score/time", waves);
            double[] w = p.get("score/input/weight").toDoubles();
            for (int o = 0; o < 128; o++) {
                h[o] += w[2 * o] * noised[0] + w[2 * o + 1] * noised[1];
            }
            h = each(dense(p, "score/hidden1", each(h, v -> v / (1 + Math.exp(-v)))), v -> v / (1 + Math.exp(-v)));
            double[] guess = dense(p, "score/output", h);
            for (int i = 0; i < 2; i++) {
                sum += Math.pow(guess[i] - noise[2 * sample + i], 2) / 2;
            }
            sample++;
        }
        assertThat(loss(new ScoreMatching())).isCloseTo(sum / 4, within(1e-9));
    }

    @Test
    void parameterCountsAreThePeers() {
        assertThat(DenseClassifier.network().parameterCount()).isEqualTo(669_706);
        assertThat(TinyRegression.network().parameterCount()).isEqualTo(4_417);
        assertThat(LeNet.network().parameterCount()).isEqualTo(16 * 26 + 32 * (16 * 25 + 1) + 128 * 1569 + 10 * 129);
        assertThat(new WideClassifier().network().parameterCount())
                .isEqualTo(2048 * 3073 + 2 * 2048 * 2049 + 10 * 2049);
        assertThat(VariationalAutoencoder.network().parameterCount())
                .isEqualTo(400 * 785 + 2 * 20 * 401 + 400 * 21 + 784 * 401);
        assertThat(ScoreMatching.network().parameterCount()).isEqualTo(128 * 19 + 128 * 129 + 2 * 129);
    }
}
