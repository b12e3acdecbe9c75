package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Draws depend on the key and the place alone, agree between executors, and have the right laws. */
@Tag("executor")
class DrawTest {

    private static Array draw(Executor executor, DType type, boolean normal, long seed, int... extents) {
        Tensor key = Tensor.input("key", type, 4);
        Tensor numbers = normal ? Draws.normal(key, type, extents) : Draws.uniform(key, type, extents);
        Execution execution = executor.open(Routine.of(List.of(key), List.of(numbers)));
        return execution.run(List.of(Tensor.keyWords(type, Key.of(seed)))).get(0);
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void executorsAgree(DType type) {
        for (boolean normal : new boolean[] {true, false}) {
            for (int n : new int[] {1, 2, 7, 16, 1001, 20_001}) {
                double[] expected =
                        draw(new ReferenceExecutor(), type, normal, 7, n).toDoubles();
                double[] actual = draw(new FusedExecutor(1), type, normal, 7, n).toDoubles();
                assertThat(actual).containsExactly(expected, within(type == DType.FLOAT32 ? 3e-6 : 1e-13));
            }
        }
    }

    @ParameterizedTest
    @EnumSource(DType.class)
    void theFirstRowsOfALargerDrawAreThoseOfASmallerOne(DType type) {
        FusedExecutor one = new FusedExecutor(1);
        FusedExecutor two = new FusedExecutor(2);
        for (boolean normal : new boolean[] {true, false}) {
            Array small = draw(one, type, normal, 3, 100, 7);
            Array large = draw(two, type, normal, 3, 5000, 7);
            assertThat(large.rows(0, 100)).isEqualTo(small);
        }
    }

    /** What a part of a larger draw is, bit for bit, wherever it begins: between pairs, blocks and vectors. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void aDrawFromAPlaceOnIsThatPartOfALargerOne(DType type) {
        Tensor key = Tensor.input("key", type, 4);
        Tensor first = Tensor.input("first", DType.FLOAT64);
        Routine routine = Routine.of(List.of(key, first), List.of(Draws.normal(key, first, type, 100, 2)));
        double[] plain = draw(new ReferenceExecutor(), type, true, 3, 5000, 2).toDoubles();
        Array large = draw(new FusedExecutor(2), type, true, 3, 5000, 2);
        Execution fused = new FusedExecutor(2).open(routine);
        Execution reference = new ReferenceExecutor().open(routine);
        for (int row : new int[] {0, 1, 3, 1023, 1024, 4900}) {
            List<Array> from = List.of(Tensor.keyWords(type, Key.of(3)), Array.scalar(2 * row));
            assertThat(fused.run(from).get(0)).isEqualTo(large.rows(row, row + 100));
            assertThat(reference.run(from).get(0).toDoubles())
                    .containsExactly(Arrays.copyOfRange(plain, 2 * row, 2 * row + 200));
        }
    }

    @Test
    void normalNumbersBeginAtEvenPlaces() {
        Tensor key = Tensor.key(DType.FLOAT32, Key.of(0));
        for (double first : new double[] {1, -2, 0.5, 0x1p31}) {
            Tensor drawn = Draws.normal(key, Tensor.constant(DType.FLOAT64, first), DType.FLOAT32, 4);
            Execution execution = new FusedExecutor(1).open(Routine.of(List.of(), List.of(drawn)));
            assertThatThrownBy(execution::run).isInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    /** Failure probability below 1e-6 for each bound: 5 standard errors. */
    @ParameterizedTest
    @EnumSource(DType.class)
    void moments(DType type) {
        int n = 200_000;
        double[] z = draw(new FusedExecutor(1), type, true, 11, n).toDoubles();
        double[] u = draw(new FusedExecutor(1), type, false, 12, n).toDoubles();
        double[] powers = new double[4];
        double mean = 0;
        double neighbours = 0;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < 4; k++) {
                powers[k] += Math.pow(z[i], k + 1) / n;
            }
            mean += u[i] / n;
            neighbours += i == 0 ? 0 : z[i] * z[i - 1] / n;
            assertThat(u[i]).isBetween(0.0, Math.nextDown(1.0));
        }
        double error = 5 / Math.sqrt(n);
        assertThat(powers[0]).isCloseTo(0, within(error));
        assertThat(powers[1]).isCloseTo(1, within(error * Math.sqrt(2)));
        assertThat(powers[2]).isCloseTo(0, within(error * Math.sqrt(15)));
        assertThat(powers[3]).isCloseTo(3, within(error * Math.sqrt(96)));
        assertThat(neighbours).isCloseTo(0, within(error));
        assertThat(mean).isCloseTo(0.5, within(error / Math.sqrt(12)));
    }

    /** Threefry-2×32, 20 rounds: the known answers of its authors' test vectors. */
    @Test
    void knownAnswers() {
        assertThat(Randomness.bits(new Key(0), 0)).isEqualTo(0x6B200159_99BA4EFEL);
        assertThat(Randomness.bits(new Key(-1), -1)).isEqualTo(0x1CB996FC_BB002BE7L);
        assertThat(Randomness.bits(new Key(0x13198A2E_03707344L), 0x243F6A88_85A308D3L))
                .isEqualTo(0xC4923A9C_483DF7A0L);
    }
}
