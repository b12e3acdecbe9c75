package dev.lemma.core.training;

import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.compiler.Routine;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One step of training as a routine: take the batch, value and gradient of the risk, the optimiser's update, all in one.
 *
 * <pre>{@code
 * inputs   rows of the batch [n]; the key of the step [4]
 * states   X, Y, θ, the network's state, the step number, the optimiser's slots; the average of θ where one is kept
 * outputs  the risk; 0, or NaN when the risk or a gradient is not finite
 * }</pre>
 *
 * <p>A step whose risk is not finite changes nothing: θ, state and slots stay as they were. A gradient that is not finite where
 * the risk is shows in the second output when the update is made: to look at the gradient before would cost a pass over memory
 * of its own. An update that makes θ infinite from finite gradients is not told, but the
 * next step is. {@link Trainer} goes back in both cases, so that the last good state is not lost.
 *
 * <p>Slots hold no subnormal numbers: zero is stored instead.
 */
public final class TrainingStep {

    /** The features of all examples: the name of a state that is not a slot, as those below. */
    public static final String FEATURES = "features";

    /** The targets of all examples. */
    public static final String TARGETS = "targets";
    /** The parameters, flat. */
    public static final String THETA = "theta";
    /** What layers carry along without a gradient, flat. */
    public static final String STATE = "state";
    /** Steps made, a scalar. */
    public static final String STEP = "step";
    /** The average of θ over the steps, where one is kept. */
    public static final String AVERAGE = "average";

    private static final Set<String> RESERVED = Set.of(FEATURES, TARGETS, THETA, STATE, STEP, AVERAGE);

    private final Routine routine;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final Map<String, Array> initial = new LinkedHashMap<>();

    /** A slot that an update rule has asked for. */
    private static final class Recorder implements Slots {

        private final Tensor theta;
        private final Tensor step;
        private final List<Parameter> parameters;
        private final Map<String, Slot> slots = new LinkedHashMap<>();

        private record Slot(Tensor leaf, double start) {}

        Recorder(Tensor theta, Tensor step, List<Parameter> parameters) {
            this.theta = theta;
            this.step = step;
            this.parameters = parameters;
        }

        @Override
        public Tensor slot(String name, Shape shape, double initial) {
            Slot known = slots.get(name);
            if (RESERVED.contains(name)) {
                throw new IllegalArgumentException("optimizer: a slot may not be called \"" + name
                        + "\", which the training step keeps for itself");
            }
            if (known == null) {
                known = new Slot(Tensor.input("slot " + name, theta.type(), shape.extents()), initial);
                slots.put(name, known);
            } else if (!known.leaf().shape().equals(shape) || known.start() != initial) {
                throw new IllegalArgumentException("optimizer: slot \"" + name + "\" is asked for as "
                        + known.leaf().shape() + " from " + known.start() + " and as " + shape + " from " + initial);
            }
            return known.leaf();
        }

        @Override
        public Tensor theta() {
            return theta;
        }

        @Override
        public Tensor step() {
            return step;
        }

        @Override
        public List<Parameter> parameters() {
            return parameters;
        }
    }

    /**
     * @param samples shape of all features, the samples first
     * @param targets shape of all targets, the samples first
     */
    public TrainingStep(Network network, Loss loss, Optimizer optimizer, Shape samples, Shape targets, int batch) {
        this(network, loss, optimizer, samples, targets, batch, 1, OptionalDouble.empty());
    }

    /**
     * @param samples shape of all features, the samples first
     * @param targets shape of all targets, the samples first
     * @param parts how many parts of the batch are computed one after another, to need less memory; at most one per sample
     * @param decay of the average of θ, if one is to be kept
     */
    public TrainingStep(
            Network network,
            Loss loss,
            Optimizer optimizer,
            Shape samples,
            Shape targets,
            int batch,
            int parts,
            OptionalDouble decay) {
        DType type = network.type();
        Tensor rows = Tensor.input("rows", type, batch);
        Tensor key = Tensor.input("key", type, 4);
        Tensor x = Tensor.input(FEATURES, type, samples.extents());
        Tensor y = Tensor.input(TARGETS, type, targets.extents());
        Tensor theta = Tensor.input(THETA, type, network.parameterCount());
        Tensor state = Tensor.input(STATE, type, network.stateCount());
        Tensor taken = Tensor.input(STEP, type);
        Tensor risk = Tensor.constant(type, 0);
        Tensor gradient = theta.filled(0);
        Tensor stateAfter = state;
        int count = Math.min(parts, batch);
        for (int part = 0; part < count; part++) {
            int from = (int) ((long) part * batch / count);
            int to = (int) ((part + 1L) * batch / count);
            Tensor chosen = count == 1 ? rows : rows.slice(0, from, to);
            Tensor partKey = count == 1 ? key : key.keyAt(part);
            Network.Trace trace = network.trace(Network.Mode.TRAINING, theta, stateAfter, x.gather(0, chosen), partKey);
            Tensor partRisk = loss.risk(trace.output(), y.gather(0, chosen)).times((double) (to - from) / batch);
            Tensor partGradient = Derivatives.gradient(partRisk, theta);
            risk = risk.plus(partRisk);
            gradient = gradient.plus(partGradient);
            stateAfter = trace.state();
        }
        Tensor step = taken.plus(1);
        Recorder slots = new Recorder(theta, step, network.parameters());
        Update update = optimizer.update(gradient, slots);
        Tensor check = risk.plus(gradient.sum()).times(0);
        Tensor good = risk.times(0).equalTo(0);
        Tensor delta = rateScales(network, optimizer)
                .map(scales -> update.delta().times(scales))
                .orElse(update.delta());

        Tensor moved = theta.plus(delta);
        List<Tensor> states = new ArrayList<>(List.of(x, y, theta, state, taken));
        List<Tensor> updates = new ArrayList<>(List.of(
                x,
                y,
                Tensor.select(good, moved, theta),
                Tensor.select(good, stateAfter, state),
                Tensor.select(good, step, taken)));
        initial.put(STEP, Array.full(type, Shape.scalar(), 0));
        slots.slots.forEach((name, slot) -> {
            Tensor leaf = slot.leaf();
            states.add(leaf);
            Tensor stored = update.stored().get(name);
            updates.add(stored == null ? leaf : Tensor.select(good, flushed(stored), leaf));
            initial.put(name, Array.full(type, leaf.shape(), slot.start()));
        });
        for (String name : update.stored().keySet()) {
            if (!slots.slots.containsKey(name)) {
                throw new IllegalArgumentException("optimizer: stores slot \"" + name
                        + "\", which it never asked for; asked for are " + slots.slots.keySet());
            }
        }
        List<String> names = new ArrayList<>(List.of(FEATURES, TARGETS, THETA, STATE, STEP));
        names.addAll(slots.slots.keySet());
        if (decay.isPresent()) {
            double d = decay.getAsDouble();
            Tensor average = Tensor.input(AVERAGE, type, network.parameterCount());
            names.add(AVERAGE);
            states.add(average);
            updates.add(Tensor.select(good, average.times(d).plus(moved.times(1 - d)), average));
        }
        for (int i = 0; i < names.size(); i++) {
            places.put(names.get(i), i);
        }
        this.routine = new Routine(List.of(rows, key), List.of(risk, check), states, updates);
    }

    /**
     * Zero for what is smaller than every normal number, everything else (NaN too) as it is. Where gradients vanish, decaying
     * averages of them do not reach zero by themselves: {@code 0.9·k·2⁻¹⁴⁹} rounds to {@code k·2⁻¹⁴⁹} for small k, and arithmetic
     * with subnormal numbers takes ten times as long from then on.
     */
    private static Tensor flushed(Tensor slot) {
        return Tensor.select(slot.abs().lessThan(slot.type().smallestNormal()), slot.filled(0), slot);
    }

    private static Optional<Tensor> rateScales(Network network, Optimizer optimizer) {
        double[] scales = new double[network.parameterCount()];
        boolean plain = true;
        for (Parameter parameter : network.parameters()) {
            double scale =
                    switch (optimizer.scaling(parameter)) {
                        case LINEAR -> parameter.rateScale();
                        case SCALE_FREE -> parameter.scaleFreeRate();
                        case UNDECLARED -> requireOne(parameter, optimizer);
                    };
            plain &= scale == 1;
            int from = parameter.offset();
            Arrays.fill(scales, from, from + parameter.shape().size(), scale);
        }
        if (plain) {
            return Optional.empty();
        }
        return Optional.of(
                Tensor.literal(Array.of(Shape.of(scales.length), scales).as(network.type())));
    }

    private static double requireOne(Parameter parameter, Optimizer optimizer) {
        if (parameter.rateScale() != 1 || parameter.scaleFreeRate() != 1) {
            throw new IllegalArgumentException("training: the parametrization scales the rate of \"" + parameter.name()
                    + "\" with the width, by " + parameter.rateScale()
                    + " for steps in proportion to the gradient and by "
                    + parameter.scaleFreeRate() + " for steps that do not depend on its size; " + optimizer
                    + " does not say which it makes. Override scaling() in it if it is yours, take one that says it (Sgd, Adam), or use"
                    + " Parametrization.STANDARD.");
        }
        return 1;
    }

    public Routine routine() {
        return routine;
    }

    /** Where each state stands among the routine's states: the five named above, the optimiser's slots, the average. */
    public Map<String, Integer> places() {
        return places;
    }

    /** The step number and the slots before the first step. */
    public Map<String, Array> initial() {
        return initial;
    }

    /** The key of a step as the routine takes it. */
    public static Array key(DType type, Key key) {
        return Tensor.keyWords(type, key);
    }
}
