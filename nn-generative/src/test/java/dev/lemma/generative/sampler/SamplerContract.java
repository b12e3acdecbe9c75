package dev.lemma.generative.sampler;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.generative.Golds;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.process.Marginals;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.generative.score.ScoreFunction;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * What every sampler must do: on Gaussian data, whose denoiser is affine, follow its own recursion written out in plain numbers; be of the order that it
 * declares; sample the same whatever the batch; take the evaluations that it should.
 */
interface SamplerContract {

    /** Data N(0.5, 0.6²). */
    double MEAN = 0.5;

    double DEVIATION = 0.6;

    /** The sampler with so many steps, on a grid for which its order is declared. */
    Sampler subject(int steps);

    /** Evaluations of so many steps. */
    int evaluations(int steps);

    /** The end of one path on Gaussian data, in plain numbers. */
    double end(Plain plain, double[] times, double x, double[][] noise);

    /** The numbers of steps over which the order is measured. */
    default int[] refinements() {
        return new int[] {64, 128, 256};
    }

    default AffineProcess process() {
        return Diffusion.vp(Schedules.linear());
    }

    /** A process, and the exact denoiser of the Gaussian data, in plain numbers. */
    record Plain(AffineProcess process, Map<Double, double[]> known) {

        Plain(AffineProcess process) {
            this(process, new HashMap<>());
        }

        private double[] at(double t) {
            return known.computeIfAbsent(t, time -> {
                Marginals marginals = Marginals.of(process, time);
                return new double[] {marginals.scale(0), marginals.variance(0)};
            });
        }

        double a(double t) {
            return at(t)[0];
        }

        double v(double t) {
            return at(t)[1];
        }

        double s(double t) {
            return Math.sqrt(v(t));
        }

        double lambda(double t) {
            return Math.log(a(t)) - 0.5 * Math.log(v(t));
        }

        /** The time at which λ has this value. */
        double time(double lambda) {
            return known.computeIfAbsent(-1e6 + lambda, l -> Marginals.timesOfLambda(process, lambda))[0];
        }

        double data(double x, double t) {
            double s2 = DEVIATION * DEVIATION;
            return MEAN + a(t) * s2 / (a(t) * a(t) * s2 + v(t)) * (x - a(t) * MEAN);
        }

        double score(double x, double t) {
            return -(x - a(t) * MEAN) / (a(t) * a(t) * DEVIATION * DEVIATION + v(t));
        }

        double variance(double t) {
            return a(t) * a(t) * DEVIATION * DEVIATION + v(t);
        }
    }

    private static ScoreFunction gaussian(AffineProcess process) {
        return GaussianMixture.gaussian(new double[] {MEAN}, DEVIATION).under(process);
    }

    private static double[] normals(String purpose, int n) {
        double[] numbers = new double[n];
        Randomness.normal(Key.of(11).of(purpose), numbers);
        return numbers;
    }

    @Test
    default void followsItsRecursionOnGaussianData() {
        int steps = 12;
        int batch = 5;
        AffineProcess process = process();
        Sampler sampler = subject(steps);
        Scheme scheme = sampler.scheme(process);
        Sampling sampling = Sampling.of(sampler, gaussian(process), batch);
        double[] start = normals("start", batch);
        for (int i = 0; i < batch; i++) {
            start[i] *= process.prior().deviation();
        }
        double[] noise = normals("noise", Math.max(1, scheme.steps() * scheme.draws() * batch));
        Shape shape = scheme.draws() == 0 ? Shape.of(noise.length) : Shape.of(scheme.steps(), scheme.draws(), batch, 1);
        Array end = sampling.from(Array.of(Shape.of(batch, 1), start), Array.of(shape, noise));
        for (int i = 0; i < batch; i++) {
            double[][] own = new double[scheme.steps()][scheme.draws()];
            for (int k = 0; k < scheme.steps(); k++) {
                for (int j = 0; j < scheme.draws(); j++) {
                    own[k][j] = noise[(k * scheme.draws() + j) * batch + i];
                }
            }
            double expected = end(new Plain(process), scheme.times(), start[i], own);
            assertThat(end.get(i)).isCloseTo(expected, within(1e-12 * Math.max(1, Math.abs(expected))));
        }
    }

    /** Of methods without noise on a mixture, from the prior; of methods with noise on Gaussian data, whose variance follows without sampling. */
    @Test
    default void hasTheOrderItDeclares() {
        int[] counts = refinements();
        double[] errors = new double[counts.length];
        for (int k = 0; k < counts.length; k++) {
            errors[k] = subject(counts[k]).isDeterministic() ? pathError(counts[k]) : varianceError(counts[k]);
        }
        int n = counts.length;
        double slope = Math.log(errors[n - 2] / errors[n - 1]) / Math.log((double) counts[n - 1] / counts[n - 2]);
        assertThat(slope)
                .as("errors " + java.util.Arrays.toString(errors))
                .isCloseTo(subject(counts[0]).order(), within(0.15));
    }

    private double pathError(int steps) {
        GaussianMixture law = GaussianMixture.of(
                new double[] {1, 1, 2},
                new double[][] {{-1, 0.3}, {0.8, -0.5}, {0.2, 0.9}},
                new double[][][] {{{0.3, 0.1}, {0.1, 0.2}}, {{0.2, 0}, {0, 0.4}}, {{0.25, -0.05}, {-0.05, 0.1}}});
        AffineProcess process = process();
        double[] start = normals("start", 12);
        for (int i = 0; i < 12; i++) {
            start[i] *= process.prior().deviation();
        }
        Array begin = Array.of(Shape.of(6, 2), start);
        Array none = Array.zeros(DType.FLOAT64, Shape.of(1));
        double[] times = subject(steps).scheme(process).times();
        ScoreFunction score = law.under(process);
        int many = 600;
        TimeGrid fine = (p, count) -> {
            Marginals ends = Marginals.of(p, times[0], times[times.length - 1]);
            double[] lambdas = new double[many + 1];
            for (int i = 0; i <= many; i++) {
                lambdas[i] = ends.lambda(0) + (ends.lambda(1) - ends.lambda(0)) * i / many;
            }
            double[] found = Marginals.timesOfLambda(p, lambdas);
            found[0] = times[0];
            found[many] = times[times.length - 1];
            return found;
        };
        Array exact = Sampling.of(new DpmSolver(many, 3, fine), score, 6).from(begin, none);
        Array end = Sampling.of(subject(steps), score, 6).from(begin, none);
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += Math.pow(end.get(i) - exact.get(i), 2);
        }
        return Math.sqrt(sum / 6);
    }

    private double varianceError(int steps) {
        AffineProcess process = process();
        Scheme scheme = subject(steps).scheme(process);
        Plain plain = new Plain(process);
        double[] times = scheme.times();
        double[][] noise = new double[scheme.steps()][Math.max(1, scheme.draws())];
        double zero = end(plain, times, 0, noise);
        double variance =
                Math.pow((end(plain, times, 1, noise) - zero) * process.prior().deviation(), 2);
        for (double[] step : noise) {
            for (int j = 0; j < step.length; j++) {
                step[j] = 1;
                variance += Math.pow(end(plain, times, 0, noise) - zero, 2);
                step[j] = 0;
            }
        }
        return Math.abs(variance - plain.variance(times[times.length - 1]));
    }

    @Test
    default void takesTheEvaluationsItShould() {
        assertThat(Sampling.of(subject(10), gaussian(process()), 1).evaluations())
                .isEqualTo(evaluations(10));
    }

    /** Of two dimensions and of three, whose noise comes in pairs that no two samples may share. */
    @Test
    default void samplesAreTheSameWhateverTheBatch() {
        for (int d : new int[] {2, 3}) {
            for (DType type : DType.values()) {
                double[][] means = new double[2][d];
                means[1][0] = 2;
                ScoreFunction score = GaussianMixture.of(means, 0.5).under(process(), type);
                Sampler sampler = subject(8);
                Array whole = Sampling.of(sampler, score, 30).samples(Key.of(5), 30);
                Array parts = Sampling.of(sampler, score, 7).samples(Key.of(5), 30);
                assertThat(Golds.difference(whole, parts)).isLessThan(type == DType.FLOAT64 ? 1e-12 : 1e-4);
                Array noise = Sampling.of(sampler, score, 30).trajectory(Key.of(5), 0);
                Array later = Sampling.of(sampler, score, 4).trajectory(Key.of(5), 13);
                Array first = Golds.row(noise, 0).rows(13, 17);
                assertThat(Golds.row(later, 0)).isEqualTo(first);
                assertThat(whole.isFinite()).isTrue();
            }
        }
    }
}
