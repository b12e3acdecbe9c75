package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
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
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * One step of training as a routine: take the batch, and for each player in turn value and gradient of its risk and its optimiser's
 * update, all in one.
 *
 * <pre>{@code
 * inputs   rows of the batch [n]; the key of the step [4]
 * states   X, Y, θ, the network's state, the step number, the optimiser's slots; the average of θ where one is kept
 * outputs  the risk; 0, or NaN when the risk or a gradient is not finite
 * }</pre>
 *
 * <p>Where there are several players, each sees the parameters that those before it have moved; the first output is the sum of their
 * risks, and their risks follow as outputs of their own. Parameters that the same players move are one state, called {@code theta/…}
 * by the parts that are in it; parts have states of their own, {@code state/…}, and players slots, {@code player/slot}.
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

    /** The factor on every player's update, a scalar that steps do not change, where one is asked for. */
    static final String RATE = "ensemble/rate";

    /** Outputs before the risks of several players. */
    static final int RISKS = 2;

    private static final Set<String> RESERVED = Set.of(FEATURES, TARGETS, THETA, STATE, STEP, AVERAGE);

    private final Routine routine;
    private final Map<String, Integer> places = new LinkedHashMap<>();
    private final Map<String, Array> initial = new LinkedHashMap<>();

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
        this(
                Task.of(
                        Check.given("network", network),
                        Check.given("loss", loss),
                        Check.given("optimizer", optimizer)),
                DataLeaves.of(network.type(), Check.given("samples", samples), Check.given("targets", targets)),
                batch,
                parts,
                decay);
    }

    private TrainingStep(Task task, DataLeaves data, int batch, int parts, OptionalDouble decay) {
        this(task, Layout.of(task, Layout.moves(task, data, batch)), data, batch, parts, decay, false);
    }

    /**
     * @param rated whether updates are multiplied by a factor that is a state of its own, {@link #RATE}
     */
    TrainingStep(Task task, Layout layout, DataLeaves data, int batch, int parts, OptionalDouble decay, boolean rated) {
        DType type = task.type();
        List<Player> players = task.players();
        Tensor rows = Tensor.input("rows", type, batch);
        Tensor key = Tensor.input("key", type, 4);
        Tensor taken = Tensor.input(STEP, type);
        Tensor step = taken.plus(1);
        Tensor rate = Tensor.input(RATE, type);
        initial.put(STEP, Array.full(type, Shape.scalar(), 0));
        // What every name holds before the step, what the next player sees of it, and what it becomes.
        Map<String, Tensor> before = new LinkedHashMap<>();
        Map<String, Tensor> now = new LinkedHashMap<>();
        for (Layout.Block block : layout.blocks()) {
            before.put(block.theta(), Tensor.input(block.theta(), type, block.size()));
        }
        Map<String, Tensor> states = new LinkedHashMap<>();
        task.model().parts().forEach((part, network) -> {
            String name = layout.state(part);
            before.put(name, Tensor.input(name, type, network.stateCount()));
            states.put(part, Objects.requireNonNull(before.get(name)));
        });
        now.putAll(before);
        Map<String, Tensor> after = new LinkedHashMap<>(before);
        List<Tensor> risks = new ArrayList<>();
        Tensor sums = Tensor.constant(type, 0);
        Map<String, Tensor> slots = new LinkedHashMap<>();
        Map<String, Tensor> stored = new LinkedHashMap<>();
        for (int p = 0; p < players.size(); p++) {
            Player player = players.get(p);
            List<Layout.Block> moved = layout.moved(p);
            List<Tensor> variables = moved.stream()
                    .map(block -> Objects.requireNonNull(now.get(block.theta())))
                    .toList();
            List<Tensor> gradients = new ArrayList<>();
            variables.forEach(variable -> gradients.add(variable.filled(0)));
            Tensor playerKey = players.size() == 1 ? key : key.keyAt(-1 - p);
            Tensor risk = Tensor.constant(type, 0);
            int count = Math.min(parts, batch);
            for (int part = 0; part < count; part++) {
                int from = (int) ((long) part * batch / count);
                int to = (int) ((part + 1L) * batch / count);
                AppliedParts applied = new AppliedParts(
                        task.model(),
                        Network.Mode.TRAINING,
                        name -> Objects.requireNonNull(
                                now.get(layout.block(name).theta())),
                        layout::placement,
                        states,
                        count == 1 ? playerKey : playerKey.keyAt(part));
                Batch chosen = data.batch(count == 1 ? rows : rows.slice(0, from, to));
                Tensor value = scalar(player.name(), player.risk().of(applied, chosen, applied.riskKey()), to - from);
                Tensor partRisk = value.times((double) (to - from) / batch);
                List<Tensor> partGradients = Derivatives.gradient(partRisk, variables);
                risk = risk.plus(partRisk);
                for (int i = 0; i < gradients.size(); i++) {
                    gradients.set(i, gradients.get(i).plus(partGradients.get(i)));
                }
            }
            Tensor gradient = Tensor.concat(0, gradients);
            Tensor theta = Tensor.concat(0, variables);
            List<Parameter> parameters = Layout.parameters(moved);
            SlotRecorder recorder = new SlotRecorder(theta, step, parameters, RESERVED);
            Update update = recorder.checked(player.optimizer().update(gradient, recorder));
            Tensor delta = RateScales.of(
                            parameters, player.optimizer(), type, theta.shape().size())
                    .map(scales -> update.delta().times(scales))
                    .orElse(update.delta());
            Tensor there = theta.plus(rated ? delta.times(rate) : delta);
            int from = 0;
            for (Layout.Block block : moved) {
                Tensor own = there.slice(0, from, from + block.size());
                after.put(block.theta(), own);
                // What has been moved is a number to those who follow: no derivative passes through the step that moved
                // it.
                now.put(block.theta(), players.size() == 1 ? own : own.stopGradient());
                from += block.size();
            }
            int number = p;
            recorder.slots().forEach((name, slot) -> {
                String full = layout.slot(number, name);
                slots.put(full, slot.leaf());
                Tensor value = update.stored().get(name);
                if (value != null) {
                    stored.put(full, flushed(value));
                }
                initial.put(full, Array.full(type, slot.leaf().shape(), slot.start()));
            });
            risks.add(risk);
            sums = sums.plus(risk.plus(gradient.sum()));
        }
        Tensor total = Tensor.constant(type, 0);
        for (Tensor risk : risks) {
            total = total.plus(risk);
        }
        Tensor check = sums.times(0);
        Tensor good = total.times(0).equalTo(0);
        states.forEach((part, left) -> after.put(layout.state(part), left));

        Map<String, Tensor> leaves = new LinkedHashMap<>();
        Map<String, Tensor> updates = new LinkedHashMap<>();
        Tensor x = data.features();
        Tensor y = data.targets();
        if (x != null && y != null) {
            leaves.put(FEATURES, x);
            updates.put(FEATURES, x);
            leaves.put(TARGETS, y);
            updates.put(TARGETS, y);
        }
        before.forEach((name, leaf) -> {
            Tensor next = Objects.requireNonNull(after.get(name));
            boolean still = next == leaf && !task.plain();
            leaves.put(name, leaf);
            updates.put(name, still ? leaf : Tensor.select(good, next, leaf));
        });
        leaves.put(STEP, taken);
        updates.put(STEP, Tensor.select(good, step, taken));
        slots.forEach((name, leaf) -> {
            Tensor value = stored.get(name);
            if (leaves.put(name, leaf) != null) {
                throw new IllegalArgumentException(
                        "training: a slot and a part's parameters are both called \"" + name + "\": rename the part");
            }
            updates.put(name, value == null ? leaf : Tensor.select(good, value, leaf));
        });
        if (decay.isPresent()) {
            double d = decay.getAsDouble();
            for (Layout.Block block : layout.blocks()) {
                if (block.moved()) {
                    Tensor average = Tensor.input(block.average(), type, block.size());
                    Tensor moved = Objects.requireNonNull(after.get(block.theta()));
                    leaves.put(block.average(), average);
                    updates.put(
                            block.average(),
                            Tensor.select(good, average.times(d).plus(moved.times(1 - d)), average));
                }
            }
        }
        if (rated) {
            leaves.put(RATE, rate);
            updates.put(RATE, rate);
        }
        for (String name : leaves.keySet()) {
            places.put(name, places.size());
        }
        List<Tensor> outputs = new ArrayList<>(List.of(total, check));
        if (players.size() > 1) {
            outputs.addAll(risks);
        }
        this.routine =
                new Routine(List.of(rows, key), outputs, List.copyOf(leaves.values()), List.copyOf(updates.values()));
    }

    /** The number that a risk stands for: the mean of one number per sample, or the scalar that it is. */
    static Tensor scalar(String player, Tensor value, int samples) {
        if (value.rank() == 0) {
            return value;
        }
        if (value.rank() == 1 && value.shape().size() == samples) {
            return value.mean();
        }
        throw new ShapeException("training: the risk of \"" + player + "\" is " + value.shape()
                + ", expected one number per sample, [" + samples
                + "], or a scalar: sum over what belongs to a sample, sum(-1),"
                + " or take the mean of everything, mean()");
    }

    /**
     * Zero for what is smaller than every normal number, everything else (NaN too) as it is. Where gradients vanish, decaying
     * averages of them do not reach zero by themselves: {@code 0.9·k·2⁻¹⁴⁹} rounds to {@code k·2⁻¹⁴⁹} for small k, and arithmetic
     * with subnormal numbers takes ten times as long from then on.
     */
    static Tensor flushed(Tensor slot) {
        return Tensor.select(slot.abs().lessThan(slot.type().smallestNormal()), slot.filled(0), slot);
    }

    public Routine routine() {
        return routine;
    }

    /** Where each state stands among the routine's states: those named above, the optimiser's slots, the average. */
    public Map<String, Integer> places() {
        return places;
    }

    /** The step number and the slots before the first step. */
    public Map<String, Array> initial() {
        return initial;
    }

    /** The key of a step as the routine takes it. */
    public static Array key(DType type, Key key) {
        Check.given("type", type);
        Check.given("key", key);
        return Tensor.keyWords(type, key);
    }
}
