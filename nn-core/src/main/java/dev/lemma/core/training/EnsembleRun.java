package dev.lemma.core.training;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Routine;
import dev.lemma.core.data.Dataset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * The loop over steps of many trainings in one: the routine of a step, batched over everything that a member has of its own. A member that
 * has ended before the others is computed on, and no longer looked at.
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
    private final boolean rated;
    private final TrainingStep whole;
    private final Map<String, Array> memory = new LinkedHashMap<>();
    private final Map<Integer, Compiled> compiled = new HashMap<>();
    private final List<Progress> progress = new ArrayList<>();
    private final @Nullable Trained[] ended;
    private final long[] broken;
    private final double[] risks;
    private @Nullable Held held;
    private long done;

    /** Validation of one member after another, in arrays that take the numbers of each. */
    private record Held(Validation validation, Map<String, Array> used) {}

    /**
     * @param rates a factor on the updates of each member
     */
    EnsembleRun(Task task, Terms terms, @Nullable Dataset data, List<Key> keys, double[] rates) {
        this.task = task;
        this.terms = terms;
        this.data = data;
        this.keys = keys;
        this.members = keys.size();
        this.leaves = DataLeaves.of(task.type(), data);
        for (Key key : keys) {
            plans.add(new Plan(data == null ? 0 : data.size(), terms.pace(), key.of("batches")));
            progress.add(new Progress(task.players().size()));
        }
        this.layout = Layout.of(task, Layout.moves(task, leaves, plan().batch()));
        this.rated = Arrays.stream(rates).anyMatch(rate -> rate != 1);
        this.whole = step(plan().batch());
        this.broken = new long[members];
        this.risks = new double[members];
        this.ended = new Trained[members];
        begin();
        memory.put(TrainingStep.RATE, Array.of(Shape.of(members), rates).as(task.type()));
    }

    private Plan plan() {
        return plans.get(0);
    }

    private TrainingStep step(int batch) {
        return new TrainingStep(task, layout, leaves, batch, terms.pace().parts(), terms.decay(), rated);
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
            listener.step(
                    done, total, heard(step.execution(), step.rows().shape().extent(1)));
            stopped = Thread.currentThread().isInterrupted() || !listener.goesOn();
            if (plan().endsEpoch(done)) {
                listener.epoch(mean(endEpoch()));
                stopped |= allHaveEnded();
            }
        }
        return result();
    }

    /** Enters what a step says of each member; the mean of the risks of those that are still trained. */
    private double heard(Execution step, int examples) {
        Array now = step.get(0);
        Array check = step.get(1);
        double sum = 0;
        int count = 0;
        for (int i = 0; i < members; i++) {
            if (ended[i] != null) {
                continue;
            }
            risks[i] = now.get(i);
            if (broken[i] == 0 && check.get(i) != 0) {
                broken[i] = done;
            }
            if (broken[i] == 0) {
                sum += risks[i];
                count++;
            }
            Progress own = progress.get(i);
            double[] players = new double[own.riskSums.length];
            for (int p = 0; p < players.length; p++) {
                players[p] = step.get(TrainingStep.RISKS + p).get(i);
            }
            own.add(risks[i], players, examples);
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    private boolean allHaveEnded() {
        return Arrays.stream(ended).allMatch(Objects::nonNull);
    }

    /** The epochs of the members that are still trained. */
    private List<Epoch> endEpoch() {
        List<Epoch> epochs = new ArrayList<>();
        int patience = terms.watch().patience();
        Dataset data = terms.watch().validation();
        for (int i = 0; i < members; i++) {
            if (ended[i] != null) {
                continue;
            }
            Progress own = progress.get(i);
            Validation.Seen seen = data == null || broken[i] > 0 ? Validation.Seen.NOTHING : look(data, i);
            epochs.add(own.endEpoch(plan().length(), seen, data != null));
            if (patience > 0 && own.isBest()) {
                outcome(i).used().forEach(own.best::put);
            }
            if (own.lostPatience(patience)) {
                ended[i] = trained(i);
            }
        }
        return epochs;
    }

    private Validation.Seen look(Dataset data, int member) {
        Map<String, Array> now = outcome(member).used();
        Held place = held;
        if (place == null) {
            place = new Held(Validation.of(task, layout, terms, data, now), now);
            held = place;
        } else {
            place.used().forEach((name, array) -> {
                Array own = Objects.requireNonNull(now.get(name), name);
                System.arraycopy(
                        own.storage(), 0, array.storage(), 0, own.shape().size());
            });
        }
        return place.validation().look(keys.get(member).of("validation"));
    }

    /** The mean over the members, for who listens. */
    private static Epoch mean(List<Epoch> all) {
        List<Double> players = new ArrayList<>();
        for (int p = 0; p < all.get(0).risks().size(); p++) {
            int player = p;
            players.add(mean(all, epoch -> epoch.risks().get(player)));
        }
        return new Epoch(
                all.get(0).number(),
                all.get(0).steps(),
                mean(all, Epoch::loss),
                mean(all, Epoch::validationLoss),
                mean(all, Epoch::validationMetric),
                players);
    }

    private static double mean(List<Epoch> all, ToDoubleFunction<Epoch> number) {
        return all.stream().mapToDouble(number).average().orElse(Double.NaN);
    }

    private Ensemble result() {
        List<Trained> results = new ArrayList<>();
        for (int i = 0; i < members; i++) {
            Trained early = ended[i];
            results.add(early == null ? trained(i) : early);
        }
        return new Ensemble(results, broken, risks);
    }

    private Trained trained(int member) {
        for (Layout.Block block : layout.blocks()) {
            if (broken[member] == 0 && !own(block.theta(), member).isFinite()) {
                broken[member] = done;
            }
        }
        return outcome(member).trained(whole, progress.get(member), SavedParts.NONE);
    }

    /** Of copies of a member's arrays. */
    private Outcome outcome(int member) {
        return new Outcome(task, layout, terms.decay().isPresent(), name -> own(name, member));
    }

    private Array own(String name, int member) {
        Array all = Objects.requireNonNull(memory.get(name), name);
        return all.rows(member, member + 1).reshape(all.shape().without(0));
    }
}
