package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Batching;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.Routine;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * One step of many trainings as one routine: a {@link TrainingStep} batched over everything that a member has of its own.
 *
 * <pre>{@code
 * inputs   rows of the batches [m, n]; the keys of the step [m, 4]
 * states   X and Y, which all share; and with a leading axis of m: θ, states, step numbers, slots, averages
 * outputs  the risks [m]; 0, or NaN for members whose risk or gradient is not finite [m]
 * }</pre>
 */
public final class EnsembleStep {

    private final TrainingStep one;
    private final Routine routine;

    /**
     * @param members m, at least 1
     */
    public EnsembleStep(TrainingStep one, int members) {
        Check.atLeastOne("members", members);
        this.one = one;
        Routine single = one.routine();
        Map<Tensor, Tensor> mapped = new IdentityHashMap<>();
        List<Tensor> inputs = new ArrayList<>();
        for (Tensor input : single.inputs()) {
            Tensor many = many(input, members);
            mapped.put(input, many);
            inputs.add(many);
        }
        List<Tensor> states = new ArrayList<>();
        List<Tensor> expressions = new ArrayList<>(single.outputs());
        one.places().forEach((name, place) -> {
            Tensor leaf = single.states().get(place);
            if (isShared(name)) {
                states.add(leaf);
            } else {
                Tensor many = many(leaf, members);
                mapped.put(leaf, many);
                states.add(many);
                expressions.add(single.updates().get(place));
            }
        });
        List<Tensor> batched = Batching.batch(expressions, mapped);
        int outputs = single.outputs().size();
        List<Tensor> updates = new ArrayList<>();
        int next = outputs;
        for (String name : one.places().keySet()) {
            updates.add(isShared(name) ? states.get(updates.size()) : batched.get(next++));
        }
        this.routine = new Routine(inputs, batched.subList(0, outputs), states, updates);
    }

    private static Tensor many(Tensor leaf, int members) {
        return Tensor.input(
                leaf.op().name(), new TensorType(leaf.type(), leaf.shape().batch(members)));
    }

    /** Whether all members have one array of this name: the examples. */
    public static boolean isShared(String name) {
        Check.given("name", name);
        return name.equals(TrainingStep.FEATURES) || name.equals(TrainingStep.TARGETS);
    }

    /** The routine. */
    public Routine routine() {
        return routine;
    }

    /** Where each state stands among the routine's states, by the names of {@link TrainingStep#places}. */
    public Map<String, Integer> places() {
        return one.places();
    }
}
