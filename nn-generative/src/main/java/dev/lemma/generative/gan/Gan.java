package dev.lemma.generative.gan;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Risk;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import java.util.Map;

/**
 * A generator G of samples from noise, and a discriminator D that tells them from data; each has its own risk.
 *
 * <pre>{@code
 * non-saturating   D: softplus(−D(x)) + softplus(D(G(z))) + γ/2 ‖∇D(x)‖²      G: softplus(−D(G(z)))
 * Wasserstein      D: D(G(z)) − D(x) + λ (‖∇D(x̂)‖ − 1)²                       G: −D(G(z))
 * }</pre>
 *
 * <p>x̂ lies at random on the line from a datum to a generated sample. Both penalties differentiate a gradient. The first, on data alone, makes the game of
 * Goodfellow et al. converge near its solution; without one it circles.
 *
 * <pre>{@code
 * Gan gan = Gan.nonSaturating(generator, discriminator, 0.1);
 * Trained trained = gan.trainer(new Adam(2e-4, 0.5, 0.99, 1e-8), new Adam(2e-4, 0.5, 0.99, 1e-8)).batchSize(256).steps(5000).fit(points);
 * INDArray x = gan.sample(trained, Key.of(1), 64);
 * }</pre>
 *
 * @see <a href="https://arxiv.org/abs/1406.2661">Goodfellow et al. 2014</a>, <a href="https://arxiv.org/abs/1801.04406">Mescheder, Geiger and Nowozin 2018</a>, <a href="https://arxiv.org/abs/1704.00028">Gulrajani et al. 2017</a>
 */
public final class Gan {

    /** The generator's name in {@link #model}. */
    public static final String GENERATOR = "generator";

    /** The discriminator's name in {@link #model}. */
    public static final String DISCRIMINATOR = "discriminator";

    private final Network generator;
    private final Network discriminator;
    private final boolean wasserstein;
    private final double penalty;

    private Gan(Network generator, Network discriminator, boolean wasserstein, double penalty) {
        if (!generator.output().equals(discriminator.input())
                || discriminator.output().size() != 1
                || generator.input().rank() != 1) {
            throw new ShapeException(
                    "gan: expected a generator from vectors to samples and a discriminator from samples to"
                            + " one number, got " + generator.input() + " to " + generator.output() + " and "
                            + discriminator.input() + " to " + discriminator.output());
        }
        this.generator = generator;
        this.discriminator = discriminator;
        this.wasserstein = wasserstein;
        this.penalty = Check.notNegative("penalty", penalty);
    }

    /** The non-saturating game with γ; 0 for no penalty. */
    public static Gan nonSaturating(Network generator, Network discriminator, double gamma) {
        return new Gan(generator, discriminator, false, gamma);
    }

    /** The Wasserstein game with λ, 10 in the paper. */
    public static Gan wasserstein(Network generator, Network critic, double lambda) {
        return new Gan(generator, critic, true, lambda);
    }

    /** Both players. */
    public Model model() {
        return Model.of(Map.of(GENERATOR, generator, DISCRIMINATOR, discriminator));
    }

    private Tensor noise(Tensor key, int n) {
        return Draws.normal(key, generator.type(), n, generator.input().size());
    }

    /** What the discriminator makes small: [n]. */
    public Risk discriminatorRisk() {
        return (parts, batch, key) -> {
            Tensor x = batch.features();
            int n = x.shape().extent(0);
            Tensor made = parts.frozen(GENERATOR, noise(key.keyAt(0), n));
            Tensor real = parts.apply(DISCRIMINATOR, x).reshape(n);
            Tensor fake = parts.apply(DISCRIMINATOR, made).reshape(n);
            if (!wasserstein) {
                Tensor game = real.negate().softplus().plus(fake.softplus());
                return penalty == 0 ? game : game.plus(squaredSlope(real, x).times(0.5 * penalty));
            }
            Tensor u = Draws.uniform(key.keyAt(1), x.type(), n);
            for (int axis = 1; axis < x.rank(); axis++) {
                u = u.expand(-1);
            }
            Tensor between = x.plus(made.minus(x).times(u));
            Tensor slope = squaredSlope(parts.apply(DISCRIMINATOR, between).reshape(n), between)
                    .plus(1e-12)
                    .sqrt();
            return fake.minus(real).plus(slope.minus(1).square().times(penalty));
        };
    }

    private static Tensor squaredSlope(Tensor values, Tensor x) {
        return Derivatives.gradient(values.sum(), x)
                .square()
                .reshape(x.shape().extent(0), -1)
                .sum(1);
    }

    /** What the generator makes small: [n]. */
    public Risk generatorRisk() {
        return (parts, batch, key) -> {
            int n = batch.size();
            Tensor made = parts.apply(GENERATOR, noise(key.keyAt(0), n));
            Tensor fake = parts.apply(DISCRIMINATOR, made).reshape(n).negate();
            return wasserstein ? fake : fake.softplus();
        };
    }

    /** A training of both: in every step the discriminator moves, then the generator. */
    public Trainer trainer(Optimizer generatorRule, Optimizer discriminatorRule) {
        return Trainer.of(model())
                .minimise(DISCRIMINATOR, discriminatorRisk(), discriminatorRule)
                .minimise(GENERATOR, generatorRisk(), generatorRule);
    }

    /** n samples of the trained generator, each from its own place of the key. */
    public org.nd4j.linalg.api.ndarray.INDArray sample(Trained trained, Key key, int n) {
        return sampleArray(trained, key, n).toINDArray();
    }

    /** n samples of the trained generator. */
    public Array sampleArray(Trained trained, Key key, int n) {
        int k = generator.input().size();
        double[] z = new double[Check.atLeastOne("n", n) * k];
        Randomness.normal(key, z);
        return trained.part(GENERATOR).predict(Array.of(Shape.of(n, k), z));
    }
}
