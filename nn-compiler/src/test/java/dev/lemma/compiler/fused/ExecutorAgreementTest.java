package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The fused executor computes what the reference executor computes, on random expressions with their derivatives. */
@Tag("executor")
class ExecutorAgreementTest {

    private final ReferenceExecutor reference = new ReferenceExecutor();
    private final FusedExecutor fused = new FusedExecutor(1);

    @Test
    void float64() {
        compare(DType.FLOAT64, 0, Integer.getInteger("lemma.test.graphs", 300), 1e-12);
    }

    @Test
    void float32() {
        compare(DType.FLOAT32, 100_000, Integer.getInteger("lemma.test.graphs", 300), 1e-5);
    }

    /** A part that is written in place stands at one place only: the other one is a copy. */
    @Test
    void aConcatenationMayHaveAPartTwice() {
        Tensor a = Tensor.input("a", DType.FLOAT64, 2, 3);
        Tensor b = Tensor.input("b", DType.FLOAT64, 3, 2);
        Tensor product = a.matmul(b);
        Routine routine = Routine.of(List.of(a, b), List.of(Tensor.concat(0, product, product.transpose(), product)));
        List<Array> arguments = List.of(
                Array.matrix(new double[][] {{1, 2, 3}, {4, 5, 6}}),
                Array.matrix(new double[][] {{1, 2}, {3, 4}, {5, 6}}));
        assertThat(fused.open(routine).run(arguments).get(0).toDoubles())
                .containsExactly(22, 28, 49, 64, 22, 49, 28, 64, 22, 28, 49, 64)
                .isEqualTo(reference.open(routine).run(arguments).get(0).toDoubles());
    }

    private void compare(DType type, int firstSeed, int count, double tolerance) {
        for (int seed = firstSeed; seed < firstSeed + count; seed++) {
            RandomExpressions.Sample sample = new RandomExpressions(seed, type).sample(3 + seed % 12, seed % 3);
            List<Array> expected = reference.open(sample.routine()).run(sample.arguments());
            List<Array> actual;
            try {
                actual = fused.open(sample.routine()).run(sample.arguments());
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
            double largest = 1;
            for (Array array : expected) {
                for (double value : array.toDoubles()) {
                    largest = Math.max(largest, Math.abs(value));
                }
            }
            for (int i = 0; i < expected.size(); i++) {
                double[] want = expected.get(i).toDoubles();
                double[] got = actual.get(i).toDoubles();
                for (int j = 0; j < want.length; j++) {
                    assertThat(Math.abs(want[j] - got[j]) / largest)
                            .as(
                                    "seed %d, output %d of %d %s, place %d: expected %s, got %s",
                                    seed, i, expected.size(), expected.get(i).shape(), j, want[j], got[j])
                            .isLessThanOrEqualTo(tolerance);
                }
            }
        }
    }
}
