package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.core.data.Dataset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The loop over steps of many trainings in one: the routine of a step, batched over everything that a member has of its own.
 */
final class EnsembleRun {

    /** A batched step for one batch size. */
    private record Compiled(Execution execution, Array rows, Array keys) {}

    private final Task task;
    private final Terms terms;
    private final @Nullable Dataset data;
    private final List<Key> keys;
    private final int members;
    private final DataLeaves leaves;
    private final Layout layout;
    private final List<Plan> plans = new ArrayList<>();
    private final TrainingStep whole;
    private final Map<String, Array> memory = new LinkedHashMap<>();
    private final Map<Integer, Compiled> compiled = new HashMap<>();
    private final long[] broken;
    private final double[] risks;
    private long done;

    EnsembleRun(Task task, Terms terms, @Nullable Dataset data, List<Key> keys) {
        this.task = task;
        this.terms = terms;
        this.data = data;
        this.keys = keys;
        this.members = keys.size();
        this.leaves = DataLeaves.of(task.type(), data);
        for (Key key : keys) {
            plans.add(new Plan(data == null ? 0 : data.size(), terms.pace(), key.of("batches")));
        }
        this.layout = Layout.of(task, Layout.moves(task, leaves, plan().batch()));
        this.whole = step(plan().batch());
        this.broken = new long[members];
        this.risks = new double[members];
        begin();
    }

    private Plan plan() {
        return plans.get(0);
    }

    private TrainingStep step(int batch) {
        return new TrainingStep(task, layout, leaves, batch, terms.pace().parts(), terms.decay());
    }

    /** Every member's arrays as they are before the first step, one after another. */
    private void begin() {
        for (int i = 0; i < members; i++) {
            Map<String, Array> own =
                    TrainingRun.initial(task, layout, terms, whole, keys.get(i).of("initial"));
            int member = i;
            own.forEach((name, array) -> {
                Array all = memory.computeIfAbsent(
                        name, key -> Array.zeros(array.type(), array.shape().batch(members)));
                int size = array.shape().size();
                System.arraycopy(array.storage(), 0, all.storage(), member * size, size);
            });
        }
    }

    private Compiled compile(int batch) {
        EnsembleStep step = new EnsembleStep(batch == plan().batch() ? whole : step(batch), members);
        Routine routine = step.routine();
        Array rows = Array.zeros(task.type(), Shape.of(members, batch));
        Array words = Array.zeros(task.type(), Shape.of(members, 4));
        Map<Tensor, Array> places = new IdentityHashMap<>();
        places.put(routine.inputs().get(0), rows);
        places.put(routine.inputs().get(1), words);
        step.places().forEach((name, place) -> places.put(routine.states().get(place), array(name)));
        return new Compiled(terms.executor().open(routine, places), rows, words);
    }

    private Array array(String name) {
        if (data != null && EnsembleStep.isShared(name)) {
            return name.equals(TrainingStep.FEATURES) ? data.featureArray() : data.targetArray();
        }
        return Objects.requireNonNull(memory.get(name), name);
    }

    Ensemble run() {
        TrainingListener listener = terms.watch().listener();
        long total = plan().total();
        boolean stopped = false;
        while (done < total && !stopped) {
            Compiled step = compiled.computeIfAbsent(plan().size(done), this::compile);
            for (int i = 0; i < members; i++) {
                plans.get(i).rows(done, step.rows(), i);
                Array words =
                        TrainingStep.key(task.type(), keys.get(i).of("steps").at(done));
                System.arraycopy(words.storage(), 0, step.keys().storage(), 4 * i, 4);
            }
            step.execution().run();
            done++;
            Array now = step.execution().get(0);
            Array check = step.execution().get(1);
            double sum = 0;
            for (int i = 0; i < members; i++) {
                risks[i] = now.get(i);
                sum += risks[i];
                if (broken[i] == 0 && check.get(i) != 0) {
                    broken[i] = done;
                }
            }
            listener.step(done, total, sum / members);
            stopped = Thread.currentThread().isInterrupted() || !listener.goesOn();
        }
        return result();
    }

    private Ensemble result() {
        List<Trained> results = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            Map<String, Trained.Part> parts = new LinkedHashMap<>();
            int member = i;
            task.model().parts().forEach((name, network) -> {
                Layout.Block block = layout.block(name);
                boolean averaged = terms.decay().isPresent() && block.moved();
                int from = layout.placement(name).offset();
                int to = from + network.parameterCount();
                Array iterate = own(block.theta(), member).rows(from, to);
                Array theta = averaged ? own(block.average(), member).rows(from, to) : iterate;
                parts.put(name, new Trained.Part(network, theta, iterate, own(layout.state(name), member)));
                if (broken[member] == 0 && !iterate.isFinite()) {
                    broken[member] = done;
                }
            });
            Map<String, Array> slots = new LinkedHashMap<>();
            for (String name : whole.initial().keySet()) {
                if (!name.equals(TrainingStep.STEP)) {
                    slots.put(name, own(name, member));
                }
            }
            results.add(new Trained(parts, task.plain(), slots, done, new History(List.of()), SavedParts.NONE));
        }
        return new Ensemble(results, broken, risks);
    }

    private Array own(String name, int member) {
        Array all = Objects.requireNonNull(memory.get(name), name);
        return all.rows(member, member + 1).reshape(all.shape().without(0));
    }
}
