package dev.lemma.theory.landscape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConvexPathTest {

    private static Network network(int width, Layer activation) {
        return Network.of(Shape.of(2), Sequential.of(new Dense(width).noBias(), activation, new Dense(1).noBias()))
                .as(DType.FLOAT64);
    }

    /** Width 4 by hand: rows (1, 0), (0, 1) are kept; (0.6, 0.8) goes to (0, 1), (0, −2) of length 2 to the nearer of the two. */
    @Test
    void rowsMoveToTheNearestOfTheHalfThatIsKept() {
        Network network = network(4, Activations.RELU);
        Array a = Array.vector(1, 0, 0, 1, 0.6, 0.8, 0, -2, 1, 2, 3, 4);
        Array b = Array.vector(1, 0, 1, 0, -1, 0, 0, -1, 1, 1, 1, 1);
        ConvexPath path = ConvexPath.between(network, a, b);
        assertThat(path.corners()).hasSize(8);
        assertThat(path.corners().get(0).toDoubles())
                .containsExactly(new double[] {1, 0, 0, 1, 0.6, 0.8, 0, -1, 1, 2, 3, 8}, within(1e-15));
        assertThat(path.corners().get(1).toDoubles())
                .containsExactly(new double[] {1, 0, 0, 1, 0, 1, 1, 0, 1, 2, 3, 8}, within(1e-15));
        assertThat(path.corners().get(2).toDoubles())
                .containsExactly(new double[] {1, 0, 0, 1, 0, 1, 1, 0, 9, 5, 0, 0}, within(1e-15));
        assertThat(path.longest()[0]).isCloseTo(Math.sqrt(2), within(1e-15));
        assertThat(path.masses()[0]).isEqualTo(14);
        assertThat(path.delta(0, 3)).isCloseTo(14 * Math.sqrt(2) * 3, within(1e-12));
        assertThat(path.bound(0, 4, 3)).isCloseTo(4 * 42 * Math.sqrt(2) + 42 * 42 * 2, within(1e-9));
        // The middle: A's rows in the first half, B's in the second, masses of A and then of B.
        assertThat(path.corners().get(3).toDoubles())
                .containsExactly(new double[] {1, 0, 0, 1, -1, 0, 0, -1, 9, 5, 0, 0}, within(1e-15));
        assertThat(path.corners().get(4).toDoubles())
                .containsExactly(new double[] {1, 0, 0, 1, -1, 0, 0, -1, 0, 0, 1, 3}, within(1e-15));
        assertThat(path.corners().get(7)).isEqualTo(b);
    }

    @Test
    void anActivationThatIsNotHomogeneousShows() {
        Dataset data =
                Dataset.of(Array.matrix(new double[][] {{1, 2}, {-1, 0.5}}), Array.matrix(new double[][] {{1}, {2}}));
        Array a = Array.vector(1, 0, 0, 1, 0.6, 0.8, 0, -2, 1, 2, 3, 4);
        Array b = Array.vector(1, 0, 1, 0, -1, 0, 0, -1, 1, 1, 1, 1);
        for (var activation : List.of(Activations.RELU, Activations.TANH)) {
            Network network = network(4, activation);
            Landscape landscape = Landscape.of(network, a, Losses.SQUARE, data);
            assertThat(ConvexPath.between(network, a, b).isPath(landscape, a, b))
                    .isEqualTo(activation == Activations.RELU);
        }
    }

    @Test
    void otherNetworksAreRefused() {
        Array a = Array.vector(1, 0, 0, 1, 0.6, 0.8, 0, -2, 1, 2, 3, 4);
        assertThatThrownBy(() -> ConvexPath.between(network(3, Activations.RELU), a, a))
                .hasMessageContaining("an even width of at least 4; the width is 3");
        Network biased = Network.of(Shape.of(2), Sequential.of(new Dense(4), Activations.RELU, new Dense(1)));
        assertThatThrownBy(() -> ConvexPath.between(biased, biased.initialArray(Key.of(0)), a))
                .hasMessageContaining("without biases");
        assertThatThrownBy(() -> ConvexPath.between(network(4, Activations.RELU), a, Array.vector(1)))
                .hasMessageContaining("1 numbers, expected 12");
        Array dead = Array.vector(1, 0, 0, 0, 0.6, 0.8, 0, -2, 1, 2, 3, 4);
        assertThatThrownBy(() -> ConvexPath.between(network(4, Activations.RELU), dead, a))
                .hasMessageContaining("unit 1 is 0");
        Network one = Network.of(Shape.of(2), new Dense(1));
        assertThatThrownBy(() -> ConvexPath.between(one, a, a)).hasMessageContaining("two dense layers");
    }
}
