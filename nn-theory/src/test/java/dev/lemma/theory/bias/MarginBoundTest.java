package dev.lemma.theory.bias;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.Sgd;
import java.util.List;
import org.junit.jupiter.api.Test;

class MarginBoundTest {

    /** By hand: |A₁|_σ = 5, rows 5; |A₂|_σ = 2, row 2. With columns it would be 33.783. */
    @Test
    void theComplexityAddsNormsOfRows() {
        Array a = Array.matrix(new double[][] {{3, 4}, {0, 0}});
        Array b = Array.matrix(new double[][] {{2, 0}});
        Array zero = Array.matrix(new double[2][2]);
        Array none = Array.matrix(new double[1][2]);
        assertThat(MarginBound.complexity(List.of(a, b), List.of(zero, none)))
                .isCloseTo(28.284271247461902, within(1e-12));
        // Around A₁ itself the second layer alone counts: 10·1.
        assertThat(MarginBound.complexity(List.of(a, b), List.of(a, none))).isCloseTo(10, within(1e-12));
        assertThatThrownBy(() -> MarginBound.complexity(List.of(a), List.of()))
                .hasMessageContaining("a reference for each matrix, got 1 and 0");
    }

    private static Network network(Dense first) {
        return Network.of(Shape.of(2), Sequential.of(first, Activations.RELU, new Dense(2).noBias()))
                .as(DType.FLOAT64);
    }

    /** A₁ = A₂ = identity, one point of each kind: scores are the positive parts. */
    @Test
    void marginsAreDividedByIt() {
        Network network = network(new Dense(2).noBias());
        Dataset data = Dataset.of(Array.matrix(new double[][] {{3, 1}, {1, 2}, {4, 5}}), Array.vector(0, 1, 0));
        Trained trained = Trainer.of(network, Losses.CROSS_ENTROPY, new Sgd(1e-9))
                .steps(1)
                .fit(data)
                .at(Array.vector(1, 0, 0, 1, 1, 0, 0, 1));
        MarginBound bound = MarginBound.of(trained, data);
        double complexity = Math.pow(2 * Math.pow(2, 2.0 / 3), 1.5);
        assertThat(bound.complexity()).isCloseTo(complexity, within(1e-12));
        assertThat(bound.margins())
                .containsExactly(new double[] {2 / complexity, 1 / complexity, -1 / complexity}, within(1e-12));
        assertThat(bound.median()).isCloseTo(1 / complexity, within(1e-12));
        assertThat(MarginBound.around(Array.vector(1, 0, 0, 1, 0, 0, 0, 0), trained, data)
                        .complexity())
                .isCloseTo(2, within(1e-12));
    }

    @Test
    void otherNetworksAreRefused() {
        Dataset data = Dataset.of(Array.matrix(new double[][] {{3, 1}}), Array.vector(0));
        Network biased = network(new Dense(2));
        Trained trained =
                Trainer.of(biased, Losses.CROSS_ENTROPY, new Sgd(0.1)).steps(1).fit(data);
        assertThatThrownBy(() -> MarginBound.of(trained, data)).hasMessageContaining("without biases");
    }
}
