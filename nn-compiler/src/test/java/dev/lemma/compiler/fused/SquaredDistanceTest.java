package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.SquaredDistance;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("executor")
class SquaredDistanceTest {

    private static Array normal(String purpose, DType type, int n, int d) {
        double[] numbers = new double[n * d];
        Randomness.normal(Key.of(3).of(purpose), numbers);
        return Array.of(Shape.of(n, d), numbers).as(type);
    }

    private static double[] run(Executor executor, Array x, Array y) {
        Tensor a = Tensor.input("x", x.type(), x.shape().extents());
        Tensor b = Tensor.input("y", y.type(), y.shape().extents());
        return executor.open(Routine.of(List.of(a, b), List.of(Tensor.apply(new SquaredDistance(), a, b))))
                .run(List.of(x, y))
                .get(0)
                .toDoubles();
    }

    /** Relative to each distance, in few and in many dimensions, with rows that are equal and rows that nearly are. */
    @Test
    void isAccurateForCloseRowsToo() {
        for (DType type : DType.values()) {
            for (int d : new int[] {1, 3, 4, 5, 17, 130}) {
                Array x = normal("x", type, 70, d);
                double[] moved = x.rows(0, 33).toDoubles();
                for (int i = d; i < moved.length; i++) {
                    moved[i] += 1e-3 * Math.sin(i);
                }
                Array y = Array.of(Shape.of(33, d), moved).as(type);
                double[] expected = run(new ReferenceExecutor(), x, y);
                double[] actual = run(new FusedExecutor(2), x, y);
                assertThat(actual[0]).as("equal rows").isZero();
                for (int i = 0; i < expected.length; i++) {
                    assertThat(actual[i]).isCloseTo(expected[i], within(256 * type.epsilon() * expected[i]));
                }
                assertThat(run(new FusedExecutor(1), x, y)).as("threads").isEqualTo(actual);
            }
        }
    }

    /** {@code ⟨c, J(ẋ, ẏ)⟩ = ⟨Jᵀc, (ẋ, ẏ)⟩}, and both are derivatives of the value. */
    @Test
    void derivativesAreEachOthersTransposes() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 6, 5);
        Tensor y = Tensor.input("y", DType.FLOAT64, 4, 5);
        Tensor dx = Tensor.input("dx", DType.FLOAT64, 6, 5);
        Tensor dy = Tensor.input("dy", DType.FLOAT64, 4, 5);
        Tensor c = Tensor.input("c", DType.FLOAT64, 6, 4);
        Tensor r = Tensor.apply(new SquaredDistance(), x, y);
        Tensor forward =
                Derivatives.jvp(List.of(r), List.of(x, y), List.of(dx, dy)).get(0);
        List<Tensor> back = Derivatives.vjp(List.of(r), List.of(x, y), List.of(c));
        Tensor byHand =
                x.expand(1).minus(y).times(dx.expand(1).minus(dy)).sum(-1).times(2);
        Routine routine = Routine.of(
                List.of(x, y, dx, dy, c),
                List.of(
                        forward.dot(c),
                        back.get(0).dot(dx).plus(back.get(1).dot(dy)),
                        forward.minus(byHand).abs().max()));
        List<Array> results = new FusedExecutor(1)
                .open(routine)
                .run(List.of(
                        normal("x", DType.FLOAT64, 6, 5),
                        normal("y", DType.FLOAT64, 4, 5),
                        normal("dx", DType.FLOAT64, 6, 5),
                        normal("dy", DType.FLOAT64, 4, 5),
                        normal("c", DType.FLOAT64, 6, 4)));
        assertThat(results.get(0).item()).isCloseTo(results.get(1).item(), within(1e-12));
        assertThat(results.get(2).item()).isLessThan(1e-13);
    }

    @Test
    void refusesPointsOfDifferentDimension() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 6, 5);
        assertThatThrownBy(() -> Tensor.apply(new SquaredDistance(), x, x.transpose()))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[n, d] and [m, d]");
    }
}
