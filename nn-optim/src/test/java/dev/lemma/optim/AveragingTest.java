package dev.lemma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.schedule.RobbinsMonro;
import dev.lemma.testkit.OptimizerRun;
import org.junit.jupiter.api.Test;

class AveragingTest {

    /** θₛ = 2⁻ˢ under descent of x²/2 at rate ½. */
    @Test
    void theMeanIsThatOfThePointsWithAGradient() {
        Optimizer averaging = new Averaging(new Sgd(0.5), 3);
        OptimizerRun run = OptimizerRun.of(averaging, x -> x.square().sum().times(0.5), 1);
        double[] expected = {1, 0.5, 0.25, 0.125, (0.125 + 0.0625) / 2, (0.125 + 0.0625 + 0.03125) / 3};
        for (double mean : expected) {
            run.steps(1);
            assertThat(run.state().get(Averaging.SLOT).get(0)).isCloseTo(mean, within(1e-16));
        }
        assertThat(run.theta()).containsExactly(1.0 / 64);
    }

    /**
     * Least squares with noise: at a rate that falls too slowly to silence the noise, the tail's mean is far nearer to the solution than the last
     * iterate, which the theory has at a distance of order η against 1/t.
     */
    @Test
    void theMeanForgetsTheNoiseOfTheLastIterate() {
        int n = 4000;
        Array x = new Law.Normal(1).draw(Key.of(1), Shape.of(n, 2));
        Array noise = new Law.Normal(1).draw(Key.of(2), Shape.of(n));
        double[] y = new double[n];
        double[][] moments = new double[2][3];
        for (int i = 0; i < n; i++) {
            y[i] = 3 * x.get(2 * i) - x.get(2 * i + 1) + noise.get(i);
            for (int a = 0; a < 2; a++) {
                for (int b = 0; b < 2; b++) {
                    moments[a][b] += x.get(2 * i + a) * x.get(2 * i + b);
                }
                moments[a][2] += x.get(2 * i + a) * y[i];
            }
        }
        double det = moments[0][0] * moments[1][1] - moments[0][1] * moments[1][0];
        double first = (moments[0][2] * moments[1][1] - moments[0][1] * moments[1][2]) / det;
        double second = (moments[0][0] * moments[1][2] - moments[1][0] * moments[0][2]) / det;

        Network line = Network.of(Shape.of(2), new Dense(1).noBias()).as(DType.FLOAT64);
        Optimizer descent = new Sgd(1).scheduled(new RobbinsMonro(0.1, 100, 0.51));
        Trained trained = Trainer.of(line, Losses.HALF_SQUARE, new Averaging(descent, 6_000))
                .batchSize(1)
                .epochs(3)
                .seed(3)
                .fit(Dataset.of(x, Array.of(Shape.of(n, 1), y)));
        Array mean = trained.slot(Averaging.SLOT);
        double ofMean = Math.hypot(mean.get(0) - first, mean.get(1) - second);
        double ofLast = Math.hypot(
                trained.thetaArray().get(0) - first, trained.thetaArray().get(1) - second);
        assertThat(ofMean).isLessThan(0.02).isLessThan(ofLast / 3);
        assertThat(trained.at(mean).thetaArray().toDoubles()).containsExactly(mean.toDoubles());
        assertThatThrownBy(() -> trained.slot("m"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(Averaging.SLOT);
        assertThatThrownBy(() -> trained.at(Array.vector(1))).hasMessageContaining("2 parameters");
    }
}
