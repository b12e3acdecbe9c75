package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class StepperTest {

    /** Momentum with rates that depend on the width: by hand and by the trainer, to the bit. */
    @Test
    void itsStepsAreThoseOfTheTrainer() {
        Network net = Network.of(
                        Shape.of(3), Sequential.of(new Dense(6), Activations.TANH, new Dense(1)), Parametrization.MUP)
                .as(DType.FLOAT64);
        Dataset data = Examples.linear(12, 3);
        Array start = net.initialArray(Key.of(9));
        Optimizer rule = new Optimizer() {
            @Override
            public Update update(Tensor gradient, Slots slots) {
                return Examples.momentum(0.02).update(gradient, slots);
            }

            @Override
            public UpdateScaling scaling() {
                return UpdateScaling.LINEAR;
            }
        };
        Trained trained = Trainer.of(net, Losses.SQUARE, rule)
                .startingAt(start)
                .sampler((size, key) -> new int[] {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11})
                .batchSize(12)
                .steps(25)
                .fit(data);

        Tensor theta = Tensor.input("theta", DType.FLOAT64, net.parameterCount());
        Tensor x = Tensor.input("x", DType.FLOAT64, 12, 3);
        Tensor y = Tensor.input("y", DType.FLOAT64, 12, 1);
        Stepper step = Stepper.of(rule, theta, net);
        Routine routine = step.minimise(Losses.SQUARE.risk(net.apply(theta, x), y));
        assertThat(routine.inputs()).containsExactlyInAnyOrder(x, y);
        Map<Tensor, Array> memory = step.memory(start);
        Execution execution = Fused.executor().open(routine, memory);
        execution.put(routine.inputs().indexOf(x), data.featureArray());
        execution.put(routine.inputs().indexOf(y), data.targetArray());
        for (int i = 0; i < 25; i++) {
            execution.run();
        }
        assertThat(memory.get(theta)).isEqualTo(trained.thetaArray());
        assertThat(memory.get(step.slot("m"))).isEqualTo(trained.slot("m"));
        assertThat(start).isEqualTo(net.initialArray(Key.of(9)));
    }

    /** {@code x ← x − η/√t · ∂f}, with a state of the caller's own that sums the iterates. */
    @Test
    void itsStatesStandAmongOthers() {
        Optimizer falling =
                (g, slots) -> Update.by(g.dividedBy(slots.step().sqrt()).times(-0.1));
        Tensor theta = Tensor.input("theta", DType.FLOAT64, 1);
        Tensor sum = Tensor.input("sum", DType.FLOAT64, 1);
        Stepper step = Stepper.of(falling, theta);
        Tensor f = theta.square().sum();
        List<Tensor> states = new ArrayList<>(step.states());
        List<Tensor> updates = new ArrayList<>(step.updates(Derivatives.gradient(f, theta)));
        states.add(sum);
        updates.add(sum.plus(updates.get(0)));
        Map<Tensor, Array> memory = step.memory(Array.vector(3));
        Execution execution = Fused.executor().open(new Routine(List.of(), List.of(f), states, updates), memory);
        double x = 3;
        double total = 0;
        for (int t = 1; t <= 6; t++) {
            execution.run();
            assertThat(execution.item(0)).isCloseTo(x * x, within(1e-14));
            x -= 0.1 / Math.sqrt(t) * 2 * x;
            total += x;
        }
        assertThat(Objects.requireNonNull(memory.get(theta)).get(0)).isCloseTo(x, within(1e-14));
        assertThat(execution.read(states.size() - 1).get(0)).isCloseTo(total, within(1e-14));
    }

    @Test
    void refusesWhatIsNotAFlatLeafOrNoScalar() {
        Tensor theta = Tensor.input("theta", DType.FLOAT64, 4);
        assertThatThrownBy(() -> Stepper.of(Examples.descent(1), theta.times(2)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("flat leaf");
        assertThatThrownBy(() -> Stepper.of(Examples.descent(1), Tensor.input("w", DType.FLOAT64, 2, 2)))
                .hasMessageContaining("flat leaf");
        Stepper step = Stepper.of(Examples.descent(1), theta);
        assertThatThrownBy(() -> step.minimise(theta.square())).hasMessageContaining("expected a scalar");
        assertThatThrownBy(() -> step.updates(theta.sum())).hasMessageContaining("the gradient is float64");
        assertThatThrownBy(() -> step.memory(Array.vector(1))).hasMessageContaining("has 1 numbers");
        assertThatThrownBy(() -> step.slot("m")).hasMessageContaining("\"m\"");
    }

    // ------------------------------------------------------------------ what an optimiser may do

    @Test
    void anUpdateThatIsNoVectorOfTheParametersIsRefused() {
        Optimizer scalar = (g, slots) -> Update.by(g.sum().times(-0.1));
        assertThatThrownBy(() ->
                        Trainer.of(Examples.affine(3), Losses.SQUARE, scalar).fit(Examples.linear(9, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("its update is float64[]")
                .hasMessageContaining("float64[4]");
        Optimizer narrow = (g, slots) ->
                Update.by(g.times(-0.1)).store("m", slots.zeros("m").sum());
        assertThatThrownBy(() ->
                        Trainer.of(Examples.affine(3), Losses.SQUARE, narrow).fit(Examples.linear(9, 3)))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("stores float64[] in slot \"m\"");
    }
}
