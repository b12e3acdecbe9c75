package dev.lemma.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.testkit.OptimizerRun;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The first 100 points of rules that differ from layer to layer, on a small network, against optax. */
class LayerwiseTrajectoriesTest {

    private static final Problems STORED = Problems.read("layerwise");
    private static final List<Shape> LAYOUT = List.of(Shape.of(5, 4), Shape.of(5), Shape.of(3, 5), Shape.of(3));
    private static final ParameterFilter ALL = ParameterFilter.ALL;
    private static final ParameterFilter MATRICES = ParameterFilter.MATRICES;

    static Stream<Arguments> cases() {
        return Stream.of(
                Arguments.of("lars", new Lars(1, 0.9, false, 0.01, 0.02, 1e-8, ALL)),
                Arguments.of("lars_masked", new Lars(0.5, 0.8, true, 0.05, 0.05, 0, MATRICES)),
                Arguments.of("lamb", new Lamb(0.02, 0.9, 0.999, 1e-6, 0.01, ALL)),
                Arguments.of("lamb_masked", new Lamb(0.02, 0.8, 0.99, 1e-4, 0.1, MATRICES)),
                Arguments.of("adamw_masked", new AdamW(0.02, 0.9, 0.999, 1e-8, 0.3, MATRICES)),
                Arguments.of("lion_masked", new Lion(0.005, 0.9, 0.99, 0.3, MATRICES)),
                Arguments.of("muon", new Muon(0.02, 0.9, false, 0.2, 0.05, MATRICES, new Adam(0.01))),
                Arguments.of("muon_nesterov", new Muon(0.02, new Adam(0.01))));
    }

    /** {@code mean over rows of ‖W₂ tanh(W₁x + b₁) + b₂ − y‖²/2}. */
    private static Tensor risk(Tensor theta) {
        Tensor w1 = theta.slice(0, 0, 20).reshape(5, 4);
        Tensor b1 = theta.slice(0, 20, 25);
        Tensor w2 = theta.slice(0, 25, 40).reshape(3, 5);
        Tensor b2 = theta.slice(0, 40, 43);
        Tensor hidden = Tensor.literal(STORED.array("x"))
                .matmul(w1.transpose())
                .plus(b1)
                .tanh();
        Tensor error = hidden.matmul(w2.transpose()).plus(b2).minus(Tensor.literal(STORED.array("y")));
        return error.square().sum(1).mean().times(0.5);
    }

    private static Array run(Optimizer optimizer) {
        OptimizerRun run = OptimizerRun.of(optimizer, LayerwiseTrajectoriesTest::risk, STORED.array("start"), LAYOUT);
        double[] points = new double[101 * 43];
        for (int t = 0; t <= 100; t++) {
            System.arraycopy(run.steps(t == 0 ? 0 : 1).theta(), 0, points, 43 * t, 43);
        }
        return Array.of(Shape.of(101, 43), points);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void followOptax(String name, Optimizer optimizer) {
        assertThat(Problems.discrepancy(run(optimizer), STORED.array(name))).isLessThan(1e-12);
    }

    @Test
    void noneIsLeftOut() {
        Set<String> runs = new TreeSet<>(STORED.runs());
        runs.removeAll(List.of("x", "y", "start"));
        assertThat(cases().map(each -> (String) each.get()[0])).containsExactlyInAnyOrderElementsOf(runs);
    }

    /** Decay of biases too is noticed. */
    @Test
    void theMaskMatters() {
        Optimizer unmasked = new AdamW(0.02, 0.9, 0.999, 1e-8, 0.3);
        assertThat(Problems.discrepancy(run(unmasked), STORED.array("adamw_masked")))
                .isGreaterThan(1e-3);
    }
}
