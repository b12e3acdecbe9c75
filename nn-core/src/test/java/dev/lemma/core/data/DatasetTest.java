package dev.lemma.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.Table;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.nd4j.linalg.api.buffer.DataType;

class DatasetTest {

    /** Example i has features (i, 10 i) and target 100 i. */
    private static Dataset numbered(int count) {
        double[] features = new double[2 * count];
        double[] targets = new double[count];
        for (int i = 0; i < count; i++) {
            features[2 * i] = i;
            features[2 * i + 1] = 10 * i;
            targets[i] = 100 * i;
        }
        return Dataset.of(Array.of(Shape.of(count, 2), features), Array.vector(targets));
    }

    /** The numbers of the examples, after checking that features and targets have stayed together. */
    private static int[] numbers(Dataset part) {
        return IntStream.range(0, part.size())
                .map(i -> {
                    int number = (int) part.featureArray().get(2 * i);
                    assertThat(part.featureArray().get(2 * i + 1)).isEqualTo(10 * number);
                    assertThat(part.targetArray().get(i)).isEqualTo(100 * number);
                    return number;
                })
                .toArray();
    }

    @Test
    void splitsIntoDisjointPartsThatAreEverything() {
        Dataset all = numbered(101);
        Split split = all.split(Key.of(3), 0.8);
        assertThat(split.train().size()).isEqualTo(81);
        int[] union = IntStream.concat(Arrays.stream(numbers(split.train())), Arrays.stream(numbers(split.test())))
                .sorted()
                .toArray();
        assertThat(union).isEqualTo(IntStream.range(0, 101).toArray());
        assertThat(numbers(split.test())).isNotEqualTo(IntStream.range(81, 101).toArray());

        ThreeWaySplit three = all.split(Key.of(3), 0.6, 0.2);
        assertThat(List.of(
                        three.train().size(),
                        three.validation().size(),
                        three.test().size()))
                .containsExactly(61, 20, 20);
        int[] threeParts = Stream.of(three.train(), three.validation(), three.test())
                .flatMapToInt(part -> Arrays.stream(numbers(part)))
                .sorted()
                .toArray();
        assertThat(threeParts).isEqualTo(IntStream.range(0, 101).toArray());
    }

    @Test
    void theKeyDecidesTheSplit() {
        Dataset all = numbered(50);
        assertThat(numbers(all.split(Key.of(1), 0.5).train()))
                .isEqualTo(numbers(all.split(Key.of(1), 0.5).train()));
        assertThat(numbers(all.split(Key.of(1), 0.5).train()))
                .isNotEqualTo(numbers(all.split(Key.of(2), 0.5).train()));
        assertThat(numbers(all.shuffled(Key.of(1))))
                .containsExactlyInAnyOrder(IntStream.range(0, 50).toArray());
    }

    @Test
    void refusesFractionsThatLeaveAPartEmpty() {
        Dataset all = numbered(4);
        for (double fraction : new double[] {0, 1, -0.5, 1.5, Double.NaN, 0.01, 0.99}) {
            assertThatThrownBy(() -> all.split(Key.of(0), fraction))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("fraction");
        }
        assertThatThrownBy(() -> all.split(Key.of(0), 0.5, 0.5)).hasMessageContaining("empty");
        assertThatThrownBy(() -> all.split(Key.of(0), 0.75, 0.25)).hasMessageContaining("empty");
        assertThat(all.split(Key.of(0), 0.5, 0.25).test().size()).isEqualTo(1);
    }

    @Test
    void choosesExamples() {
        Dataset all = numbered(5).withFeatureNames(List.of("x", "y"));
        assertThat(numbers(all.subset(new int[] {4, 0, 4}))).containsExactly(4, 0, 4);
        assertThat(all.subset(new int[] {1}).featureNames()).containsExactly("x", "y");
        assertThat(numbers(all.take(2))).containsExactly(0, 1);
        assertThatThrownBy(() -> all.subset(new int[] {5})).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> all.take(6)).hasMessageContaining("1 to 5");
    }

    @Test
    void refusesWhatDoesNotBelongTogether() {
        Array three = Array.zeros(DType.FLOAT64, Shape.of(3, 2));
        assertThatThrownBy(() -> Dataset.of(three, Array.vector(1, 2)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("3 examples")
                .hasMessageContaining("2 in targets");
        assertThatThrownBy(() -> Dataset.of(Array.vector(1, 2), Array.vector(1, 2)))
                .hasMessageContaining("[examples, 1]");
        assertThatThrownBy(() -> Dataset.of(Array.zeros(DType.FLOAT64, Shape.of(0, 2)), Array.vector()))
                .hasMessageContaining("nothing");
        assertThatThrownBy(() -> numbered(3).withFeatureNames(List.of("x")))
                .hasMessageContaining("1 names for the 2 features");
    }

    @Test
    void refusesNonFiniteNumbersAndNamesTheFirst() {
        assertThat(numbered(3).requireFinite().size()).isEqualTo(3);
        Array features = Array.matrix(new double[][] {{1, 2}, {3, Double.NaN}, {Double.POSITIVE_INFINITY, 6}});
        Dataset bad = Dataset.of(features, Array.vector(1, 2, 3)).withFeatureNames(List.of("age", "bmi"));
        assertThatThrownBy(bad::requireFinite)
                .hasMessageContaining("2 of the 6 numbers in the features")
                .hasMessageContaining("NaN, example 1, feature 1 (bmi)");
        Dataset badTarget =
                Dataset.of(Array.zeros(DType.FLOAT32, Shape.of(2, 1)), Array.vector(0, Double.NEGATIVE_INFINITY));
        assertThatThrownBy(badTarget::requireFinite).hasMessageContaining("-Infinity, example 1, target 0");
    }

    @Test
    void countsClasses() {
        Dataset three = Dataset.of(Array.zeros(DType.FLOAT32, Shape.of(3, 1)), Array.vector(0, 2, 1));
        assertThat(three.classCount()).isEqualTo(3);
        assertThat(three.withClassNames(List.of("a", "b", "c", "d")).classCount())
                .isEqualTo(4);
        assertThatThrownBy(() -> three.withClassNames(List.of("a", "b"))).hasMessageContaining("class 2");
        for (double wrong : new double[] {0.5, -1, Double.NaN, 1e9}) {
            assertThatThrownBy(
                            () -> three.withTargets(Array.vector(0, wrong, 1)).classCount())
                    .hasMessageContaining("target 1 is " + wrong);
        }
    }

    @Test
    void comesFromATable() {
        Table table = new Table(List.of("a", "y", "b"), Array.matrix(new double[][] {{1, 2, 3}, {4, 5, 6}}));
        Dataset data = Dataset.of(table, "y");
        assertThat(data.featureArray()).isEqualTo(Array.matrix(new double[][] {{1, 3}, {4, 6}}));
        assertThat(data.targetArray()).isEqualTo(Array.vector(2, 5));
        assertThat(data.featureNames()).containsExactly("a", "b");
        assertThatThrownBy(() -> Dataset.of(table, "z")).hasMessageContaining("[a, y, b]");
    }

    @Test
    void changesTypeAndShapeTogether() {
        Dataset data = numbered(3).as(DType.FLOAT32);
        assertThat(data.type()).isEqualTo(DType.FLOAT32);
        assertThat(data.targetArray().type()).isEqualTo(DType.FLOAT32);
        assertThat(data.reshaped(Shape.of(1, 2, 1)).featureArray().shape()).isEqualTo(Shape.of(3, 1, 2, 1));
        assertThat(data.reshaped(Shape.of(1, 2, 1)).featureShape()).isEqualTo(Shape.of(1, 2, 1));
    }

    @Test
    void goesToAndFromNd4j() {
        Dataset data = numbered(3).as(DType.FLOAT32);
        assertThat(data.features().dataType()).isEqualTo(DataType.FLOAT);
        assertThat(data.features().shape()).containsExactly(3, 2);
        Dataset back = Dataset.of(data.features(), data.targets());
        assertThat(back.featureArray()).isEqualTo(data.featureArray());
        assertThat(back.targetArray()).isEqualTo(data.targetArray());
    }

    @Test
    void theOrderIsAPermutationDrawnUniformly() {
        // All 24 orders of 4, 24 000 draws: χ² with 23 degrees of freedom exceeds 58.6 with probability 6e-5.
        int[] counts = new int[256];
        for (int draw = 0; draw < 24_000; draw++) {
            int[] order = Permutation.of(4, Key.of(17).at(draw));
            counts[order[0] + 4 * order[1] + 16 * order[2] + 64 * order[3]]++;
        }
        double[] seen =
                Arrays.stream(counts).filter(c -> c > 0).asDoubleStream().toArray();
        assertThat(seen).hasSize(24);
        assertThat(DoubleStream.of(seen)
                        .map(c -> (c - 1000) * (c - 1000) / 1000)
                        .sum())
                .isLessThan(58.6);
        assertThat(Permutation.of(0, Key.of(0))).isEmpty();
        assertThat(Permutation.of(1, Key.of(0))).containsExactly(0);
        assertThat(Arrays.stream(Permutation.of(10_000, Key.of(5))).sorted().toArray())
                .isEqualTo(IntStream.range(0, 10_000).toArray());
    }

    @Test
    void anEpochTakesEveryExampleOnceAndKeepsTheTail() {
        Batches batches = new Batches(10, 4, Key.of(1));
        assertThat(batches.perEpoch()).isEqualTo(3);
        int[] joined = IntStream.range(0, 3)
                .flatMap(b -> Arrays.stream(batches.rows(5, b)))
                .toArray();
        assertThat(joined).isEqualTo(batches.order(5));
        assertThat(batches.rows(5, 2)).hasSize(2);
        assertThat(Arrays.stream(joined).sorted().toArray())
                .isEqualTo(IntStream.range(0, 10).toArray());
        assertThat(batches.order(5)).isNotEqualTo(batches.order(6)).isEqualTo(new Batches(10, 3, Key.of(1)).order(5));
        assertThatThrownBy(() -> batches.start(3)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(new Batches(8, 4, Key.of(1)).perEpoch()).isEqualTo(2);
        assertThat(new Batches(3, Integer.MAX_VALUE, Key.of(1)).perEpoch()).isEqualTo(1);

        Array rows = Array.zeros(DType.FLOAT64, Shape.of(4, 2));
        Dataset data = numbered(10);
        Batches.gather(data.featureArray(), batches.order(5), batches.start(2), batches.end(2), rows);
        assertThat(rows.rows(0, 2)).isEqualTo(data.featureArray().rows(batches.rows(5, 2)));
        assertThatThrownBy(() -> Batches.gather(data.featureArray(), batches.order(5), 0, 5, rows))
                .hasMessageContaining("do not fit");
    }
}
