package dev.lemma.examples.program;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Divergences;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Risk;
import dev.lemma.core.training.Stepper;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.data.Digits;
import dev.lemma.optim.Adam;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.ndarray.INDArray;

/** Models of several parts and loops of one's own, as a user writes them, each with an answer that is known. */
class SeveralPartsTest {

    @Test
    void severalPartsOneRisk() {
        INDArray images = Digits.load().features();
        INDArray latents = new Law.Normal(1).draw(Key.of(4), Shape.of(500, 8)).toINDArray();
        // spotless:off
        Network encoder = Network.of(Shape.of(64), Sequential.of(new Dense(128), Activations.RELU, new Dense(16)));
        Network decoder = Network.of(Shape.of(8), Sequential.of(new Dense(128), Activations.RELU, new Dense(64)));

        Trained vae = Trainer.of(Model.of(Map.of("encoder", encoder, "decoder", decoder)), (parts, batch, key) -> {
                    Tensor[] q = parts.apply("encoder", batch.features()).split(-1, 8, 8);          // mean, log-variance
                    Tensor z = q[0].plus(q[1].times(0.5).exp().times(Draws.normal(key, q[0])));
                    return Losses.BINARY_CROSS_ENTROPY.apply(parts.apply("decoder", z), batch.features()).sum(-1)
                            .plus(Divergences.standardGaussian(q[0], q[1]));
                }, new Adam(1e-3)).batchSize(128).epochs(50).fit(images);

        INDArray pictures = vae.part("decoder").predict(latents);
        // spotless:on
        // The bound of the independent pixels of the mean picture, which needs no code.
        Array x = Array.of(images);
        int n = x.shape().extent(0);
        double independent = 0;
        double[] mean = new double[64];
        for (int i = 0; i < x.shape().size(); i++) {
            mean[i % 64] += x.get(i) / n;
        }
        for (double p : mean) {
            independent -= p > 0 ? p * Math.log(p) : 0;
            independent -= p < 1 ? (1 - p) * Math.log1p(-p) : 0;
        }
        double[] losses = vae.history().losses();
        assertThat(losses[49]).isLessThan(independent - 2).isLessThan(losses[0]);
        // Drawn pictures have the mean of the real ones, pixel by pixel on the average.
        Array drawn = Array.of(pictures);
        double error = 0;
        for (int pixel = 0; pixel < 64; pixel++) {
            double sum = 0;
            for (int i = 0; i < 500; i++) {
                sum += 1 / (1 + Math.exp(-drawn.get(64 * i + pixel)));
            }
            error += Math.abs(sum / 500 - mean[pixel]) / 64;
        }
        assertThat(error).isLessThan(0.05);
    }

    /** Four normal laws around (±1, ±1): what is made has their mean and spread, and comes from all of them. */
    @Test
    void twoPlayers() {
        double[] numbers = new double[2 * 1024];
        Randomness.normal(Key.of(1), numbers);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 0.2 * numbers[i] + ((i % 2 == 0 ? i / 2 : i / 4) % 2 == 0 ? 1 : -1);
        }
        Array points = Array.of(Shape.of(1024, 2), numbers);
        Network g = Network.of(
                Shape.of(4),
                Sequential.of(new Dense(64), Activations.RELU, new Dense(64), Activations.RELU, new Dense(2)));
        Network d = Network.of(
                Shape.of(2),
                Sequential.of(
                        new Dense(64), Activations.LEAKY_RELU, new Dense(64), Activations.LEAKY_RELU, new Dense(1)));
        // spotless:off
        Trained gan = Trainer.of(Model.of(Map.of("generator", g, "discriminator", d)))
                .minimise("discriminator", (parts, batch, key) -> {
                    Tensor fake = parts.frozen("generator", Draws.normal(key, batch.type(), batch.size(), 4));
                    return parts.apply("discriminator", batch.features()).negate().softplus()
                            .plus(parts.apply("discriminator", fake).softplus()).squeeze(-1);
                }, new Adam(5e-4, 0.5, 0.999, 1e-8))
                .minimise("generator", (parts, batch, key) -> {
                    Tensor fake = parts.apply("generator", Draws.normal(key, batch.type(), batch.size(), 4));
                    return parts.frozen("discriminator", fake).negate().softplus().squeeze(-1);
                }, new Adam(5e-4, 0.5, 0.999, 1e-8))
                .batchSize(128).steps(4000).ema(0.99).fit(points);
        // spotless:on
        Array made = gan.part("generator").predict(new Law.Normal(1).draw(Key.of(3), Shape.of(2000, 4)));
        int[] quadrants = new int[4];
        double[] means = new double[2];
        double[] squares = new double[2];
        for (int i = 0; i < 2000; i++) {
            double x = made.get(2 * i);
            double y = made.get(2 * i + 1);
            quadrants[(x > 0 ? 1 : 0) + (y > 0 ? 2 : 0)]++;
            means[0] += x / 2000;
            means[1] += y / 2000;
            squares[0] += x * x / 2000;
            squares[1] += y * y / 2000;
        }
        assertThat(means).containsExactly(new double[] {0, 0}, within(0.25));
        assertThat(squares).containsExactly(new double[] {1.04, 1.04}, within(0.25));
        for (int count : quadrants) {
            assertThat(count).isBetween(250, 800);
        }
    }

    /** Rewards {@code r(x, a) = −(a − [x > 0] − 1)²/2}: action 2 is right for x > 0, 1 for x < 0, and both are worth 0. */
    @Test
    void anActorAndItsCritic() {
        Network actor = Network.of(Shape.of(1), Sequential.of(new Dense(16), Activations.TANH, new Dense(4)));
        Network critic = Network.of(Shape.of(1), Sequential.of(new Dense(16), Activations.TANH, new Dense(1)));
        Risk better = (parts, batch, key) -> {
            Tensor x = states(key, batch.type(), batch.size());
            Tensor scores = parts.apply("actor", x);
            Tensor action = action(key, scores);
            Tensor advantage = reward(x, action).minus(parts.frozen("critic", x).squeeze(-1));
            return scores.logSoftmax(-1)
                    .takeAlong(action.expand(-1))
                    .squeeze(-1)
                    .times(advantage)
                    .negate();
        };
        Risk expected = (parts, batch, key) -> {
            Tensor x = states(key, batch.type(), batch.size());
            Tensor action = action(key, parts.frozen("actor", x));
            return parts.apply("critic", x).squeeze(-1).minus(reward(x, action)).square();
        };
        Trained trained = Trainer.of(Model.of(Map.of("actor", actor, "critic", critic)))
                .minimise("critic", expected, new Adam(0.01))
                .minimise("actor", better, new Adam(0.01))
                .batchSize(64)
                .steps(1500)
                .fit();
        Array x = Array.matrix(new double[][] {{-0.8}, {-0.3}, {0.3}, {0.8}});
        Array scores = trained.part("actor").predict(x);
        for (int i = 0; i < 4; i++) {
            int best = 0;
            for (int a = 1; a < 4; a++) {
                best = scores.get(4 * i + a) > scores.get(4 * i + best) ? a : best;
            }
            assertThat(best).isEqualTo(i < 2 ? 1 : 2);
            assertThat(trained.part("critic").predict(x).get(i)).isCloseTo(0, within(0.15));
        }
    }

    private static Tensor states(Tensor key, DType type, int n) {
        return Draws.uniform(key.keyAt(0), type, n, 1).times(2).minus(1);
    }

    /** One action per state, drawn in proportion to exp of its score (Gumbel's maximum). */
    private static Tensor action(Tensor key, Tensor scores) {
        Tensor gumbel = Draws.uniform(key.keyAt(1), scores)
                .plus(1e-7)
                .log()
                .negate()
                .log()
                .negate();
        return scores.stopGradient().plus(gumbel).argMax(-1);
    }

    private static Tensor reward(Tensor x, Tensor action) {
        return action.minus(x.squeeze(-1).greaterThan(0)).minus(1).square().times(-0.5);
    }

    @Test
    void anOptimiserInALoopOfYourOwn() {
        Tensor theta = Tensor.input("theta", DType.FLOAT64, 2);
        Tensor risk = theta.minus(Tensor.literal(Array.vector(3, -1))).square().sum();
        // spotless:off
        Stepper step = Stepper.of(new Adam(1e-1), theta);             // its slots are states of the program
        Routine routine = step.minimise(risk);                        // compiled: gradient, slots, update
        // spotless:on
        Map<Tensor, Array> memory = step.memory(Array.vector(0, 0));
        Execution execution = Fused.executor().open(routine, memory);
        for (int i = 0; i < 1000; i++) {
            execution.run();
        }
        assertThat(memory.get(theta).toDoubles()).containsExactly(new double[] {3, -1}, within(1e-3));
    }
}
