package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Input;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Update;
import dev.lemma.compiler.Routine;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Any optimiser in a program of one's own: its slots and its step number are states beside θ, and its update is an expression of whatever
 * gradient it is given.
 *
 * <pre>{@code
 * Tensor theta = Tensor.input("theta", DType.FLOAT64, 2);
 * Tensor risk = …;                                                    // a scalar, of theta and of other leaves
 * Stepper step = Stepper.of(new Adam(1e-3), theta);
 * Routine routine = step.minimise(risk);                              // gradient, slots and update in one
 * Map<Tensor, Array> memory = step.memory(start);
 * Execution execution = Fused.executor().open(routine, memory);
 * for (int i = 0; i < 1000; i++) {
 *     execution.run();                                                // θ is in memory.get(theta)
 * }
 * }</pre>
 *
 * <p>A routine with states of its own takes {@link #states} and {@link #updates} among them. The steps are those of {@link Trainer}, bit for
 * bit where the gradient is; but nothing looks whether risk and gradient are finite.
 */
public final class Stepper {

    private final Optimizer optimizer;
    private final Tensor theta;
    private final Tensor taken;
    private final List<Parameter> parameters;
    private final SlotRecorder recorder;

    private Stepper(Optimizer optimizer, Tensor theta, List<Parameter> parameters) {
        if (!(theta.op() instanceof Input) || theta.rank() != 1) {
            throw new ShapeException(
                    "stepper: θ is " + theta
                            + ", expected a flat leaf, Tensor.input(\"theta\", type, p): take its parts with slice(…).reshape(…)");
        }
        this.optimizer = optimizer;
        this.theta = theta;
        this.taken = Tensor.input(TrainingStep.STEP, theta.type());
        this.parameters = parameters;
        this.recorder =
                new SlotRecorder(theta, taken.plus(1), parameters, Set.of(TrainingStep.STEP, TrainingStep.THETA));
        // The first writing shows which slots there are; those that follow are given the same.
        update(Tensor.input("gradient", theta.tensorType()));
    }

    /** The optimiser's steps of a flat leaf, taken as one parameter. */
    public static Stepper of(Optimizer optimizer, Tensor theta) {
        Check.given("optimizer", optimizer);
        Check.given("theta", theta);
        Parameter whole = new Parameter("theta", theta.shape(), 0, new Law.Constant(0), 1, 1);
        return new Stepper(optimizer, theta, List.of(whole));
    }

    /** The optimiser's steps of a network's parameters: rules that differ from layer to layer, and rates that depend on the width, see them. */
    public static Stepper of(Optimizer optimizer, Tensor theta, Network network) {
        Check.given("optimizer", optimizer);
        Check.given("theta", theta);
        Check.given("network", network);
        if (!theta.shape().equals(Shape.of(network.parameterCount()))) {
            throw new ShapeException(
                    "stepper: θ is " + theta.shape() + ", the network has " + network.parameterCount() + " parameters");
        }
        return new Stepper(optimizer, theta, network.parameters());
    }

    private Update update(Tensor gradient) {
        if (!gradient.tensorType().equals(theta.tensorType())) {
            throw new ShapeException(
                    "stepper: the gradient is " + gradient.tensorType() + ", θ is " + theta.tensorType());
        }
        return recorder.checked(optimizer.update(gradient, recorder));
    }

    /** θ, the number of steps made, a scalar, and the optimiser's slots: leaves, for a routine's states. */
    public List<Tensor> states() {
        List<Tensor> states = new ArrayList<>(List.of(theta, taken));
        recorder.slots().values().forEach(slot -> states.add(slot.leaf()));
        return states;
    }

    /** What the {@link #states} are after a step against this gradient, in their order. */
    public List<Tensor> updates(Tensor gradient) {
        Check.given("gradient", gradient);
        Update update = update(gradient);
        Tensor delta = RateScales.of(
                        parameters, optimizer, theta.type(), theta.shape().size())
                .map(scales -> update.delta().times(scales))
                .orElse(update.delta());
        List<Tensor> updates = new ArrayList<>(List.of(theta.plus(delta), taken.plus(1)));
        recorder.slots().forEach((name, slot) -> {
            Tensor stored = update.stored().get(name);
            updates.add(stored == null ? slot.leaf() : TrainingStep.flushed(stored));
        });
        return updates;
    }

    /**
     * The routine of a step that makes a scalar small. Its inputs are the other leaves of the risk, in the order in which they are met; its
     * output is the risk before the step.
     */
    public Routine minimise(Tensor risk) {
        Check.given("risk", risk);
        if (risk.rank() != 0) {
            throw new ShapeException(
                    "minimise: the risk is " + risk.shape() + ", expected a scalar: take its mean() or sum()");
        }
        List<Tensor> inputs = new ArrayList<>(Graph.inputs(List.of(risk)));
        inputs.removeAll(states());
        return new Routine(inputs, List.of(risk), states(), updates(Derivatives.gradient(risk, theta)));
    }

    /** What the {@link #states} hold before the first step, θ being a copy of this: memory to open the routine with. */
    public Map<Tensor, Array> memory(Array start) {
        Check.given("start", start);
        if (start.shape().size() != theta.shape().size()) {
            throw new ShapeException("memory: the start has " + start.shape().size() + " numbers, θ has "
                    + theta.shape().size());
        }
        Map<Tensor, Array> memory = new LinkedHashMap<>();
        memory.put(theta, Memory.copy(start.as(theta.type()).reshape(theta.shape())));
        memory.put(taken, Array.zeros(theta.type(), Shape.scalar()));
        recorder.slots()
                .values()
                .forEach(slot -> memory.put(
                        slot.leaf(), Array.full(theta.type(), slot.leaf().shape(), slot.start())));
        return memory;
    }

    /** A slot's leaf, to be read in an expression. */
    public Tensor slot(String name) {
        Check.given("name", name);
        SlotRecorder.Slot slot = recorder.slots().get(name);
        if (slot == null) {
            throw new IllegalArgumentException("stepper: the optimiser has no slot \"" + name + "\"; it has "
                    + recorder.slots().keySet());
        }
        return slot.leaf();
    }
}
