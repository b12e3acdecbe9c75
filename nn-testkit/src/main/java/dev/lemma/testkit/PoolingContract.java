package dev.lemma.testkit;

import dev.lemma.api.frame.Pooling;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.certificate.Expansion;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

/** What every pooling is: one place of S, zero for zero, moving by one place when its argument moves by S, and no steeper than it says. */
public interface PoolingContract {

    /** What is tested. */
    Pooling subject();

    @Test
    default void leavesOnePlaceOfSo() {
        int s = subject().factor();
        Assertions.assertThat(s).as("factor").isPositive();
        for (DType type : new DType[] {DType.FLOAT32, DType.FLOAT64}) {
            Tensor line = subject().apply(Tensor.input("x", type, 2, 3, 4 * s), 1);
            Assertions.assertThat(line.shape()).isEqualTo(Shape.of(2, 3, 4));
            Assertions.assertThat(line.type()).isEqualTo(type);
            Tensor plane = subject().apply(Tensor.input("x", type, 2, 3 * s, 4 * s), 2);
            Assertions.assertThat(plane.shape()).isEqualTo(Shape.of(2, 3, 4));
        }
    }

    @Test
    default void takesZeroToZero() {
        int s = subject().factor();
        Array y = Numbers.value(x -> subject().apply(x, 2), Array.zeros(DType.FLOAT64, Shape.of(1, 2 * s, 3 * s)));
        Assertions.assertThat(y.toDoubles()).containsOnly(0);
    }

    @Test
    default void movesAlong() {
        int s = subject().factor();
        int n = 6 * s;
        double[] x = new double[n];
        Randomness.normal(Key.of(3), x);
        double[] shifted = new double[n];
        for (int t = 0; t < n; t++) {
            shifted[(t + s) % n] = x[t];
        }
        Array here = Numbers.value(v -> subject().apply(v, 1), Array.of(Shape.of(1, n), x));
        Array there = Numbers.value(v -> subject().apply(v, 1), Array.of(Shape.of(1, n), shifted));
        for (int t = 0; t < 6; t++) {
            Assertions.assertThat(there.get((t + 1) % 6)).as("place %s", t).isEqualTo(here.get(t));
        }
    }

    /** A search for the steepest pair finds none beyond R, and one that is not far below. */
    @Test
    default void isAsSteepAsItSays() {
        for (int axes = 1; axes <= 2; axes++) {
            int count = axes;
            int s = subject().factor();
            Shape shape = axes == 1 ? Shape.of(1, 4 * s) : Shape.of(1, 3 * s, 2 * s);
            double[] start = new double[shape.size()];
            Randomness.normal(Key.of(4), start);
            Expansion found = Expansion.search(x -> subject().apply(x, count), Array.of(shape, start), 40, Key.of(5));
            double steepest = Math.max(found.ratio(), found.stretching());
            double stated = subject().lipschitz(axes);
            Assertions.assertThat(steepest).as("over %s axes", axes).isLessThanOrEqualTo(stated * (1 + 1e-12));
            Assertions.assertThat(steepest).as("over %s axes", axes).isGreaterThan(stated / 4);
        }
    }
}
