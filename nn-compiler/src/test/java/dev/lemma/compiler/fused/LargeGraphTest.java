package dev.lemma.compiler.fused;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** Graphs of tens of thousands of nodes compile, without a stack that grows with them. */
class LargeGraphTest {

    private static double at(UnaryOperator<Tensor> f, double x) {
        return Program.of(new FusedExecutor(1), in -> List.of(f.apply(in.get(0))))
                .call(Array.vector(x, 1))
                .get(0);
    }

    @Test
    void aSumOfManyTerms() {
        int n = 30_000;
        double left = at(
                x -> {
                    Tensor y = x;
                    for (int i = 0; i < n; i++) {
                        y = y.plus(x.times(i));
                    }
                    return y;
                },
                1);
        assertThat(left).isEqualTo(1 + n * (n - 1) / 2.0);
        int m = 5000;
        double right = at(
                x -> {
                    Tensor y = x;
                    for (int i = 0; i < m; i++) {
                        y = x.times(i).plus(y);
                    }
                    return y;
                },
                2);
        assertThat(right).isEqualTo(2 + (double) m * (m - 1));
    }

    /** d/dx Σ i·x² = 2x Σ i. */
    @Test
    void theGradientOfASumOfManyTerms() {
        int n = 5000;
        double gradient = at(
                x -> {
                    Tensor y = x.filled(0);
                    for (int i = 0; i < n; i++) {
                        y = y.plus(x.square().times(i));
                    }
                    return Derivatives.gradient(y.sum(), x);
                },
                3);
        assertThat(gradient).isCloseTo(3.0 * n * (n - 1), within(1e-6));
    }

    @Test
    void manyPartsSideBySide() {
        int n = 10_000;
        double sum = at(
                x -> {
                    List<Tensor> parts = new ArrayList<>();
                    for (int i = 0; i < n; i++) {
                        parts.add(x.slice(0, 0, 1).times(i));
                    }
                    return Tensor.concat(0, parts).sum();
                },
                1);
        assertThat(sum).isEqualTo(n * (n - 1) / 2.0);
    }
}
