package dev.lemma.testkit;

import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.network.Network;
import java.util.List;
import java.util.function.UnaryOperator;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * What every layer does: declares the same parameters each time, keeps samples apart in evaluation, and has the
 * derivatives of its value.
 */
public interface LayerContract {

    /** What is tested. */
    Layer subject();

    /** Shape of one sample that it takes. */
    Shape sample();

    /** Three samples; of whole numbers for an embedding. */
    default Array samples() {
        return Numbers.normal("samples", sample().batch(3).extents());
    }

    /** Whether there is a derivative with respect to the input; false for an embedding. */
    default boolean isDifferentiableInItsInput() {
        return true;
    }

    @Test
    default void declaresTheSameEachTime() {
        Network first = network();
        Assertions.assertThat(network().parameters()).usingRecursiveComparison().isEqualTo(first.parameters());
        Tensor theta = Tensor.input("theta", DType.FLOAT64, first.parameterCount());
        for (int batch : new int[] {1, 5}) {
            Tensor x = Tensor.input("x", DType.FLOAT64, sample().batch(batch).extents());
            Assertions.assertThat(value(first, theta, x).shape())
                    .isEqualTo(first.output().batch(batch));
        }
    }

    @Test
    default void keepsSamplesApartInEvaluation() {
        Network network = network();
        Array theta = theta(network);
        Array together = network.values(theta, network.initialState(), samples());
        for (int i = 0; i < 3; i++) {
            NDArrayAssert.assertThat(network.values(
                            theta, network.initialState(), samples().rows(i, i + 1)))
                    .isCloseTo(together.rows(i, i + 1), new Tolerance(1e-12, 1e-12));
        }
    }

    @Test
    default void itsDerivativeInTheParametersIsThatOfItsValue() {
        Network network = network();
        if (network.parameterCount() > 0) {
            assertDerivative(t -> weighed(value(network, t, Tensor.literal(samples()))), theta(network));
        }
    }

    @Test
    default void itsDerivativeInTheInputIsThatOfItsValue() {
        if (isDifferentiableInItsInput()) {
            Network network = network();
            assertDerivative(x -> weighed(value(network, Tensor.literal(theta(network)), x)), samples());
        }
    }

    @Test
    default void isFiniteInTrainingToo() {
        Network network = network();
        Program training = Program.of(Fused.executor(), leaves -> {
            Network.Trace trace =
                    network.trace(Network.Mode.TRAINING, leaves.get(0), leaves.get(1), leaves.get(2), leaves.get(3));
            return List.of(trace.output(), trace.state());
        });
        training.callAll(List.of(
                        theta(network), network.initialState(), samples(), Tensor.keyWords(DType.FLOAT64, Key.of(3))))
                .forEach(result -> NDArrayAssert.assertThat(result).isFinite());
    }

    private Network network() {
        return Network.of(sample(), subject()).as(DType.FLOAT64);
    }

    private static Tensor value(Network network, Tensor theta, Tensor x) {
        return network.apply(theta, Tensor.literal(network.initialState()), x);
    }

    /** Initial values, moved a little, so that biases are not 0. */
    private static Array theta(Network network) {
        double[] theta = network.initialArray(Key.of(1)).toDoubles();
        double[] noise = Numbers.normal("theta", theta.length).toDoubles();
        for (int i = 0; i < theta.length; i++) {
            theta[i] += 0.1 * noise[i];
        }
        return Array.of(Shape.of(theta.length), theta);
    }

    private static Tensor weighed(Tensor y) {
        return y.times(Tensor.literal(Numbers.normal("weights", y.shape().extents())));
    }

    private static void assertDerivative(UnaryOperator<Tensor> f, Array at) {
        NDArrayAssert.assertThat(Numbers.gradient(f, at).reshape(at.shape().size()))
                .isCloseTo(Array.vector(Numbers.differences(f, at)), new Tolerance(1e-7, 1e-6));
    }
}
