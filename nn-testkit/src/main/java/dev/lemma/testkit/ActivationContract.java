package dev.lemma.testkit;

import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import java.util.Arrays;
import java.util.stream.DoubleStream;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What every activation does: a function of each number by itself, whose derivative is that of its value. */
public interface ActivationContract {

    /** What is tested. */
    Activation subject();

    /** Where the derivative, or its own derivative, jumps. */
    default double[] kinks() {
        return new double[0];
    }

    /** Value and derivative are finite on [−reach, reach]. */
    default double reach() {
        return 1e3;
    }

    @Test
    default void keepsShapeAndType() {
        for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            for (int[] extents : new int[][] {{}, {7}, {2, 3, 4}}) {
                Tensor x = Tensor.input("x", type, extents);
                Assertions.assertThat(subject().apply(x).tensorType()).isEqualTo(x.tensorType());
            }
        }
    }

    /** To rounding, since whole lanes and single numbers may be computed differently. */
    @Test
    default void actsOnEachNumberByItself() {
        Array x = points();
        Array together = Numbers.value(subject()::apply, x);
        double[] alone = DoubleStream.of(x.toDoubles())
                .map(number ->
                        Numbers.value(subject()::apply, Array.vector(number)).toDoubles()[0])
                .toArray();
        NDArrayAssert.assertThat(together.reshape(alone.length)).isCloseTo(alone, new Tolerance(1e-14, 1e-13));
    }

    @Test
    default void itsDerivativeIsThatOfItsValue() {
        Array x = points();
        NDArrayAssert.assertThat(Numbers.gradient(subject()::apply, x))
                .isCloseTo(Numbers.differences(subject()::apply, x), new Tolerance(1e-8, 1e-7));
    }

    @Test
    default void isFiniteWithinItsReach() {
        double far = reach();
        Array x = Array.vector(DoubleStream.of(0, 1e-300, 1e-9, 1, far / 30, far / 5, far)
                .flatMap(v -> DoubleStream.of(-v, v))
                .toArray());
        NDArrayAssert.assertThat(Numbers.value(subject()::apply, x)).as("value").isFinite();
        NDArrayAssert.assertThat(Numbers.gradient(subject()::apply, x))
                .as("derivative")
                .isFinite();
    }

    @Test
    default void singlePrecisionAgrees() {
        Array x = Numbers.single(points());
        NDArrayAssert.assertThat(Numbers.value(subject()::apply, x))
                .isCloseTo(Numbers.value(subject()::apply, x.as(DType.FLOAT64)), new Tolerance(1e-5, 1e-5));
    }

    @Test
    default void isTheSameFunctionEachTime() {
        NDArrayAssert.assertThat(Numbers.value(subject()::apply, points()))
                .hasSameBitsAs(Numbers.value(subject()::apply, points()));
    }

    private Array points() {
        double[] x = DoubleStream.concat(
                        DoubleStream.of(0, 1, -1, Math.min(5, reach()), -Math.min(5, reach())),
                        Arrays.stream(Numbers.normal("points", 14).toDoubles()).map(v -> 2 * v))
                .filter(v ->
                        Math.abs(v) <= reach() && DoubleStream.of(kinks()).allMatch(kink -> Math.abs(v - kink) > 1e-3))
                .toArray();
        return Array.vector(x);
    }
}
