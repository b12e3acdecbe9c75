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
import dev.lemma.core.reference.ReferenceExecutor;
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
                        new Parameter("0/weight", Shape.of(2, 1), 0, new Law.Constant(0), 1),
                        new Parameter("0/bias", Shape.of(1), 2, new Law.Constant(0), 1));
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
    }
}
