package org.example.waves;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.kernels.width.InfiniteWidth;
import dev.lemma.testkit.ActivationContract;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

class SnakeTest implements ActivationContract {

    @Override
    public Activation subject() {
        return new Snake(2);
    }

    /** {@code E φ(u)² = q + (3/2 − 2 exp(−2α²q) + ½ exp(−8α²q)) / 4α²} for u of variance q, as {@code sin²(αu) = ½(1 − cos 2αu)}. */
    @Test
    void hasTheLimitThatItsFormulaGives() {
        double alpha = 0.8;
        double q = variance(new Dense(12));
        double linear = variance(new Dense(12), new Dense(12));
        double expected =
                q + (1.5 - 2 * Math.exp(-2 * alpha * alpha * q) + 0.5 * Math.exp(-8 * alpha * alpha * q)) / (4 * alpha * alpha);
        assertThat(variance(new Dense(12), new Snake(alpha), new Dense(12)) / linear).isCloseTo(expected / q, within(1e-9));
    }

    private static double variance(Layer... layers) {
        INDArray x = Nd4j.createFromArray(new double[][] {{0.3, -0.2, 0.9}}).castTo(DataType.DOUBLE);
        return InfiniteWidth.of(Network.of(Shape.of(3), Sequential.of(layers)).as(DType.FLOAT64)).nngp(x, x).getDouble(0);
    }
}
