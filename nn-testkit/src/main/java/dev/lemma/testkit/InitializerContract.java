package dev.lemma.testkit;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import java.util.Arrays;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/**
 * What every initializer does: its law has the moments that it says, and numbers follow from the key.
 *
 * <p>Moments are of 20 000 numbers of one fixed key: for a law whose numbers are independent and not heavier tailed
 * than normal, the bounds of six standard errors fail for less than one key in 10⁸.
 */
public interface InitializerContract {

    /** What is tested. */
    Initializer subject();

    /** Whether numbers are drawn with mean 0; false for one number everywhere. */
    default boolean isRandom() {
        return true;
    }

    @Test
    default void hasTheShape() {
        NDArrayAssert.assertThat(law().draw(Key.of(0), shape()))
                .hasShape(200, 100)
                .isFinite();
    }

    @Test
    default void hasTheStandardDeviationThatItSays() {
        double[] x = law().draw(Key.of(0), shape()).toDoubles();
        double said = law().standardDeviation();
        Assertions.assertThat(said > 0).as("random").isEqualTo(isRandom());
        Assertions.assertThat(deviation(x))
                .isCloseTo(said, Assertions.within(6 * said / Math.sqrt(2.0 * x.length) + 1e-15));
    }

    @Test
    default void hasMeanZero() {
        if (isRandom()) {
            double[] x = law().draw(Key.of(0), shape()).toDoubles();
            Assertions.assertThat(mean(x)).isCloseTo(0, Assertions.within(6 * deviation(x) / Math.sqrt(x.length)));
        }
    }

    @Test
    default void numbersFollowFromTheKey() {
        Array first = law().draw(Key.of(1), shape());
        NDArrayAssert.assertThat(law().draw(Key.of(1), shape())).hasSameBitsAs(first);
        if (isRandom()) {
            Assertions.assertThat(law().draw(Key.of(2), shape()).toDoubles()).isNotEqualTo(first.toDoubles());
        }
    }

    @Test
    default void scalesByAFactor() {
        Assertions.assertThat(law().scaled(3).standardDeviation())
                .isCloseTo(3 * law().standardDeviation(), Assertions.within(1e-12 * law().standardDeviation()));
        double[] tripled = Arrays.stream(law().draw(Key.of(1), shape()).toDoubles())
                .map(v -> 3 * v)
                .toArray();
        NDArrayAssert.assertThat(law().scaled(3).draw(Key.of(1), shape()))
                .isCloseTo(tripled, Tolerance.relative(1e-12));
    }

    private Law law() {
        return subject().law(shape(), 100, 200);
    }

    private static double mean(double[] x) {
        return Arrays.stream(x).average().orElseThrow();
    }

    private static double deviation(double[] x) {
        double mean = mean(x);
        return Math.sqrt(
                Arrays.stream(x).map(v -> (v - mean) * (v - mean)).average().orElseThrow());
    }

    private static Shape shape() {
        return Shape.of(200, 100);
    }
}
