package dev.lemma.optim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Single steps, worked out by hand. */
class UpdateRulesTest {

    /** The first step from θ = (1, −2, 0.5). */
    private static double[] firstStep(Optimizer optimizer, DType type, double... gradient) {
        Tensor g = Tensor.literal(Array.vector(gradient).as(type));
        Slots slots = new Slots() {
            @Override
            public Tensor slot(String name, Shape shape, double initial) {
                return Tensor.full(type, shape, initial);
            }

            @Override
            public Tensor theta() {
                return Tensor.literal(Array.vector(1, -2, 0.5).as(type));
            }

            @Override
            public Tensor step() {
                return Tensor.constant(type, 1);
            }

            @Override
            public List<Parameter> parameters() {
                return List.of(
                        new Parameter("0/weight", Shape.of(2, 1), 0, new Law.Constant(0), 1, 1),
                        new Parameter("0/bias", Shape.of(1), 2, new Law.Constant(0), 1, 1));
            }
        };
        return ReferenceExecutor.evaluate(List.of(optimizer.update(g, slots).delta()), Map.of())
                .get(0)
                .toDoubles();
    }

    /** β₁ = β₂ = 0 leaves sign descent: every coordinate moves by η|g|/(|g| + ε). */
    @Test
    void adamWithoutMemoryIsSignDescent() {
        assertThat(firstStep(new Adam(0.1, 0, 0, 1e-8), DType.FLOAT64, 3, -4e-8, 0))
                .containsExactly(new double[] {-0.1 * 3 / (3 + 1e-8), 0.1 * 4 / 5, 0}, within(1e-16));
    }

    @Test
    void clippingByNormKeepsTheDirectionAndZero() {
        assertThat(firstStep(new NormClipping(new Sgd(1), 10), DType.FLOAT64, 30, 40, 0))
                .containsExactly(new double[] {-6, -8, 0}, within(1e-15));
        assertThat(firstStep(new NormClipping(new Sgd(1), 10), DType.FLOAT64, 3, 4, 0))
                .containsExactly(new double[] {-3, -4, 0}, within(0.0));
        assertThat(firstStep(new NormClipping(new Sgd(1), 10), DType.FLOAT64, 0, 0, 0))
                .containsExactly(new double[3], within(0.0));
        assertThat(firstStep(new NormClipping(new Sgd(1), 5, 1e-6), DType.FLOAT64, 3, 4, 0))
                .containsExactly(new double[] {-3 * 5 / (5 + 1e-6), -4 * 5 / (5 + 1e-6), 0}, within(1e-15));
        assertThat(firstStep(new NormClipping(new Sgd(1), 10), DType.FLOAT32, 1e30, 1, 0))
                .containsExactly(new double[3], within(0.0));
    }

    @Test
    void clippingByValueActsOnEachEntry() {
        assertThat(firstStep(new ValueClipping(new Sgd(2), 0.5), DType.FLOAT64, 3, -0.25, -7))
                .containsExactly(-1, 0.5, 1);
    }

    @Test
    void weightDecayIsPartOfTheGradientOrNot() {
        assertThat(firstStep(new WeightDecay(new Sgd(0.5), 0.1), DType.FLOAT64, 1, 1, 1))
                .containsExactly(new double[] {-0.55, -0.4, -0.525}, within(1e-16));
        assertThat(firstStep(new AdamW(0.5, 0.1), DType.FLOAT64, 0, 0, 0))
                .containsExactly(new double[] {-0.05, 0.1, -0.025}, within(1e-17));
        assertThat(firstStep(new WeightDecay(new Adam(0.5), 0.1), DType.FLOAT64, 0, 0, 0))
                .containsExactly(new double[] {-0.5, 0.5, -0.5}, within(1e-6));
    }

    /** The first two coordinates are a matrix, the third a bias. */
    @Test
    void weightDecayOfSomeParametersLeavesTheOthers() {
        Optimizer matrices = new WeightDecay(new Sgd(0.5), 0.1, ParameterFilter.MATRICES);
        assertThat(firstStep(matrices, DType.FLOAT64, 1, 1, 1))
                .containsExactly(new double[] {-0.55, -0.4, -0.5}, within(1e-16));
        Optimizer biases = new DecoupledDecay(new Sgd(0.5), 0.1, ParameterFilter.named("*/bias"));
        assertThat(firstStep(biases, DType.FLOAT64, 1, 1, 1))
                .containsExactly(new double[] {-0.5, -0.5, -0.55}, within(1e-16));
        Optimizer none = new DecoupledDecay(new Sgd(0.5), 0.1, ParameterFilter.named("*/filter"));
        assertThat(firstStep(none, DType.FLOAT64, 1, 1, 1)).containsExactly(-0.5, -0.5, -0.5);
    }

    @Test
    void groupsHaveOptimisersOfTheirOwn() {
        Optimizer groups = new Groups(ParameterFilter.MATRICES, new NormClipping(new Sgd(1), 5), new Sgd(0.5));
        // the norm of (30, 40) is clipped, the 1000 of the other group does not count
        assertThat(firstStep(groups, DType.FLOAT64, 30, 40, 1000))
                .containsExactly(new double[] {-3, -4, -500}, within(1e-15));
        Optimizer other = new Groups(ParameterFilter.named("0/b*s"), new Sgd(1), new Sgd(0.1));
        assertThat(firstStep(other, DType.FLOAT64, 1, 1, 1)).containsExactly(-0.1, -0.1, -1);
    }

    @Test
    void trustRatiosCompareEachLayerWithItsStep() {
        // the matrix (1, −2) has length √5, its step 10; the bias 0.5 a step of 0
        assertThat(firstStep(new Lars(1, 0, false, 0, 0.1, 0, ParameterFilter.ALL), DType.FLOAT64, 6, 8, 0))
                .containsExactly(new double[] {-0.06 * Math.sqrt(5), -0.08 * Math.sqrt(5), 0}, within(1e-16));
        double[] lamb = firstStep(new Lamb(0.1, 0), DType.FLOAT64, 3, -4, 5);
        assertThat(Math.hypot(lamb[0], lamb[1])).isCloseTo(0.1 * Math.sqrt(5), within(1e-15));
        assertThat(lamb[2]).isCloseTo(-0.05, within(1e-15));
    }

    /** A column has one singular value: its direction stays, its length is 0.2·√2 times a number near 1. */
    @Test
    void muonMovesAMatrixByItsDirection() {
        double[] step = firstStep(new Muon(1, new Sgd(0.5)), DType.FLOAT64, 3e-3, -4e-3, 7);
        assertThat(step[0] / step[1]).isCloseTo(-0.75, within(1e-14));
        assertThat(Math.hypot(step[0], step[1]) / (0.2 * Math.sqrt(2))).isBetween(0.68, 1.14);
        assertThat(step[0]).isNegative();
        assertThat(step[2]).isEqualTo(-3.5);
    }

    /** Unlike its limit, the published polynomial does not converge: it stays within [0.68, 1.14]. */
    @Test
    void newtonSchulzBringsSingularValuesNearOne() {
        double c = Math.cos(0.4);
        double s = Math.sin(0.4);
        for (double small : new double[] {0.02, 0.1, 0.7, 1}) {
            // Q·diag(1, small)·[I 0], Q a rotation; Qᵀ times the result is diagonal again
            Array m = Array.matrix(new double[][] {{c, -s * small, 0}, {s, c * small, 0}});
            for (boolean tall : new boolean[] {false, true}) {
                Tensor given = tall ? Tensor.literal(m).transpose() : Tensor.literal(m);
                Tensor found = new NewtonSchulz().of(given);
                double[] x = ReferenceExecutor.evaluate(List.of(tall ? found.transpose() : found), Map.of())
                        .get(0)
                        .toDoubles();
                assertThat(c * x[0] + s * x[3]).isBetween(0.68, 1.14);
                assertThat(-s * x[1] + c * x[4]).isBetween(0.68, 1.14);
                assertThat(new double[] {-s * x[0] + c * x[3], c * x[1] + s * x[4], x[2], x[5]})
                        .containsExactly(new double[4], within(1e-14));
            }
        }
    }

    @Test
    void aScheduleMultipliesTheStep() {
        Optimizer scheduled = new Sgd(1).scheduled(step -> step.plus(0.25));
        assertThat(firstStep(scheduled, DType.FLOAT64, 4, 8, 0)).containsExactly(new double[] {-1, -2, 0}, within(0.0));
    }

    @Test
    void optionsOutOfRangeAreRefused() {
        assertThatThrownBy(() -> new Sgd(0)).hasMessageContaining("rate").hasMessageContaining("got 0");
        assertThatThrownBy(() -> new Momentum(0.1, 1))
                .hasMessageContaining("momentum")
                .hasMessageContaining("[0, 1)");
        assertThatThrownBy(() -> new Momentum(0.1, 0.9, -0.1)).hasMessageContaining("dampening");
        assertThatThrownBy(() -> new Nesterov(Double.NaN, 0.9)).hasMessageContaining("rate");
        assertThatThrownBy(() -> new Adam(0.1, 0.9, 1, 1e-8)).hasMessageContaining("beta2");
        assertThatThrownBy(() -> new AdamW(0.1, -1)).hasMessageContaining("weightDecay");
        assertThatThrownBy(() -> new NormClipping(new Sgd(1), 0)).hasMessageContaining("norm");
        assertThatThrownBy(() -> new ValueClipping(new Sgd(1), -1)).hasMessageContaining("bound");
        assertThatThrownBy(() -> new Adam(0.1, 0.9, 0.999, 0))
                .hasMessageContaining("epsilon")
                .hasMessageContaining("0 for both");
        assertThatThrownBy(() -> new RmsProp(0.1, 1)).hasMessageContaining("decay");
        assertThatThrownBy(() -> new AdaGrad(0.1, -1, 1e-10, 0, 0)).hasMessageContaining("initial");
        assertThatThrownBy(() -> new NAdam(0.1, 0.9, 0.999, 1e-8, 2, 0)).hasMessageContaining("warmUp");
        assertThatThrownBy(() -> new RAdam(-1)).hasMessageContaining("rate");
        assertThatThrownBy(() -> new Lars(1, 0.9, false, 0, 0, 0, ParameterFilter.ALL))
                .hasMessageContaining("coefficient");
        assertThatThrownBy(() -> new Muon(1, 0.9, true, 0, 0, ParameterFilter.ALL, new Sgd(1)))
                .hasMessageContaining("scale");
        assertThatThrownBy(() -> new Averaging(new Sgd(1), -1)).hasMessageContaining("from");
        assertThatThrownBy(() -> ParameterFilter.named("")).hasMessageContaining("pattern");
    }
}
