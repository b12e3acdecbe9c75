package dev.lemma.optim.sampling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.plugin.CorePlugin;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.OptimPlugin;
import dev.lemma.optim.Sgd;
import dev.lemma.runtime.Catalogue;
import dev.lemma.testkit.OptimizerContract;
import dev.lemma.testkit.OptimizerRun;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Langevin dynamics as an optimiser. */
class SgldTest implements OptimizerContract {

    @Override
    public Optimizer subject() {
        return new Sgld(0.05, 0.1, 4);
    }

    @Override
    public boolean goesDownhill() {
        return false;
    }

    @Override
    public boolean movesWithoutGradient() {
        return true;
    }

    /** Less the noise, which is the same for every gradient. */
    @Override
    @Test
    public void stepsFollowTheGradientAsSaid() {
        double noise = firstStep(0);
        double drift = firstStep(1e-1) - noise;
        assertThat(drift).isCloseTo(-0.05 * 1e-1, within(1e-12));
        assertThat(firstStep(1) - noise).isCloseTo(10 * drift, within(1e-12));
    }

    private double firstStep(double gradient) {
        return OptimizerRun.of(subject(), x -> x.times(gradient).sum(), 0)
                .steps(1)
                .theta()[0];
    }

    /** 20,000 coordinates of a quadratic are as many chains: normal with variance T/(k(1 − ηk/2)), failure probability 1e-6. */
    @Test
    void coordinatesHaveTheLawOfLangevinSteps() {
        double k = 2;
        double rate = 0.2;
        double temperature = 0.3;
        double[] x = OptimizerRun.of(
                        new Sgld(rate, temperature),
                        theta -> theta.square().sum().times(k / 2),
                        new double[20_000])
                .steps(60)
                .theta();
        double variance = temperature / (k * (1 - rate * k / 2));
        assertThat(StationaryLawTest.normalFit(x, variance).pValue()).isGreaterThan(Wells.FAILURE);
        assertThat(StationaryLawTest.normalFit(x, temperature / k).pValue()).isLessThan(Wells.FAILURE);
    }

    @Test
    void atTemperatureZeroItIsGradientDescent() {
        double[] start = {1, -2, 0.5};
        double[] cold = OptimizerRun.of(new Sgld(0.1, 0), x -> x.square().sum(), start)
                .steps(10)
                .theta();
        assertThat(cold)
                .containsExactly(OptimizerRun.of(new Sgd(0.1), x -> x.square().sum(), start)
                        .steps(10)
                        .theta());
    }

    @Test
    void seedsDiffer() {
        double[] one = OptimizerRun.of(new Sgld(0.1, 1, 1), x -> x.square().sum(), 1, 2)
                .steps(1)
                .theta();
        double[] two = OptimizerRun.of(new Sgld(0.1, 1, 2), x -> x.square().sum(), 1, 2)
                .steps(1)
                .theta();
        assertThat(one).doesNotContain(two);
    }

    /** By name, in a trainer: a line through data, whose weight stays near that of least squares and does not stand still. */
    @Test
    void trainsByName() {
        Optimizer sgld = Catalogue.of(new CorePlugin(), new OptimPlugin())
                .create(ExtensionPoint.OPTIMIZER, "sgld", Map.of("rate", 0.05, "temperature", 1e-4, "seed", 7));
        assertThat(sgld).isEqualTo(new Sgld(0.05, 1e-4, 7));
        double[] x = new double[64];
        Randomness.normal(Key.of(2), x);
        double[] y = new double[64];
        for (int i = 0; i < 64; i++) {
            y[i] = 3 * x[i] - 1;
        }
        Dataset data = Dataset.of(Array.of(Shape.of(64, 1), x), Array.of(Shape.of(64, 1), y));
        Network line = Network.of(Shape.of(1), new Dense(1)).as(DType.FLOAT64);
        Trained trained = Trainer.of(line, Losses.SQUARE, sgld)
                .batchSize(16)
                .steps(400)
                .seed(1)
                .fit(data);
        double[] theta = trained.thetaArray().toDoubles();
        // standard deviation about √(T/2) = 0.007
        assertThat(theta)
                .satisfiesAnyOf(
                        t -> assertThat(t).containsExactly(new double[] {3, -1}, within(0.05)),
                        t -> assertThat(t).containsExactly(new double[] {-1, 3}, within(0.05)));
        assertThat(theta).isNotEqualTo(new double[] {3, -1});
    }
}
