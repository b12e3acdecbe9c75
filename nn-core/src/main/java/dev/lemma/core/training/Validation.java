package dev.lemma.core.training;

import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.Routine;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.metric.Metric;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Looks at the risk of data that do not train, with the networks as they are used. */
interface Validation {

    /**
     * What was seen.
     *
     * @param metric NaN where there is none
     */
    record Seen(double loss, double metric) {

        /** Where there are no data to look at. */
        static final Seen NOTHING = new Seen(Double.NaN, Double.NaN);
    }

    /**
     * The mean over all examples.
     *
     * @param key what the risks of several parts draw from: the same each time, so that epochs can be compared
     */
    Seen look(Key key);

    /**
     * @param used the arrays of parameters and states, by the layout's names: looked at as they are each time
     */
    static Validation of(Task task, Layout layout, Terms terms, Dataset held, Map<String, Array> used) {
        return task.plain()
                ? OfNetwork.of(
                        task,
                        terms.executor(),
                        held,
                        terms.watch().metric(),
                        Objects.requireNonNull(used.get(TrainingStep.THETA)),
                        Objects.requireNonNull(used.get(TrainingStep.STATE)))
                : new OfModel(task, layout, terms.executor(), held, used);
    }

    /** One network: its loss on its predictions. */
    record OfNetwork(
            Network network, Dataset held, @Nullable Metric metric, Program risks, Array theta, Array state)
            implements Validation {

        static OfNetwork of(
                Task task, Executor executor, Dataset held, @Nullable Metric metric, Array theta, Array state) {
            Loss loss = Objects.requireNonNull(task.loss(), "a plain task has a loss");
            Program risks = Program.of(executor, leaves -> List.of(loss.risk(leaves.get(0), leaves.get(1))));
            return new OfNetwork(task.network(), held, metric, risks, theta, state);
        }

        @Override
        public Seen look(Key key) {
            Array prediction = Trained.predict(network, theta, state, held.featureArray());
            Array target = held.targetArray();
            int n = target.shape().extent(0);
            double sum = 0;
            for (int from = 0; from < n; from += Trained.CHUNK) {
                int to = Math.min(n, from + Trained.CHUNK);
                sum += (to - from)
                        * risks.call(prediction.rows(from, to), target.rows(from, to))
                                .item();
            }
            return new Seen(sum / n, metric == null ? Double.NaN : metric.of(prediction, target));
        }
    }

    /** Several parts: the sum of the players' risks. */
    final class OfModel implements Validation {

        private final Dataset held;
        private final List<Execution> executions = new ArrayList<>();
        private final List<Array> keys = new ArrayList<>();
        private final List<Integer> ends = new ArrayList<>();

        /**
         * @param used the array of each leaf of the layout, by name: averages where they are kept
         */
        OfModel(Task task, Layout layout, Executor executor, Dataset held, Map<String, Array> used) {
            this.held = held;
            DataLeaves data = DataLeaves.of(task.type(), held);
            int n = held.size();
            Map<Integer, Chunk> chunks = new LinkedHashMap<>();
            for (int from = 0; from < n; from += Trained.CHUNK) {
                int size = Math.min(n - from, Trained.CHUNK);
                Chunk chunk = chunks.computeIfAbsent(size, s -> new Chunk(task, layout, data, s));
                Array rows = Array.zeros(task.type(), chunk.rows.shape());
                for (int i = 0; i < size; i++) {
                    if (rows.storage() instanceof float[] f) {
                        f[i] = from + i;
                    } else {
                        ((double[]) rows.storage())[i] = from + i;
                    }
                }
                Map<Tensor, Array> places = new IdentityHashMap<>();
                places.put(chunk.rows, rows);
                Array words = Array.zeros(task.type(), chunk.key.shape());
                keys.add(words);
                places.put(chunk.key, words);
                chunk.leaves.forEach((name, leaf) -> places.put(leaf, Objects.requireNonNull(used.get(name), name)));
                places.put(Objects.requireNonNull(data.features()), held.featureArray());
                places.put(Objects.requireNonNull(data.targets()), held.targetArray());
                executions.add(executor.open(chunk.routine, places));
                ends.add(from + size);
            }
        }

        /** The routine for one number of examples. */
        private static final class Chunk {

            private final Tensor rows;
            private final Tensor key;
            private final Map<String, Tensor> leaves = new LinkedHashMap<>();
            private final Routine routine;

            Chunk(Task task, Layout layout, DataLeaves data, int size) {
                this.rows = Tensor.input("rows", task.type(), size);
                this.key = Tensor.input("key", task.type(), 4);
                for (Layout.Block block : layout.blocks()) {
                    leaves.put(block.theta(), Tensor.input(block.theta(), task.type(), block.size()));
                }
                Map<String, Tensor> states = new LinkedHashMap<>();
                task.model().parts().forEach((part, network) -> {
                    Tensor leaf = Tensor.input(layout.state(part), task.type(), network.stateCount());
                    leaves.put(layout.state(part), leaf);
                    states.put(part, leaf);
                });
                Tensor sum = Tensor.constant(task.type(), 0);
                int number = 0;
                for (Player player : task.players()) {
                    AppliedParts parts = new AppliedParts(
                            task.model(),
                            Network.Mode.EVALUATION,
                            part -> Objects.requireNonNull(
                                    leaves.get(layout.block(part).theta())),
                            layout::placement,
                            states,
                            key.keyAt(-1 - number++));
                    Tensor value = player.risk().of(parts, data.batch(rows), parts.riskKey());
                    sum = sum.plus(TrainingStep.scalar(player.name(), value, size));
                }
                List<Tensor> inputs = new ArrayList<>(List.of(rows, key));
                inputs.addAll(leaves.values());
                inputs.add(Objects.requireNonNull(data.features()));
                inputs.add(Objects.requireNonNull(data.targets()));
                this.routine = Routine.of(inputs, List.of(sum));
            }
        }

        @Override
        public Seen look(Key key) {
            double sum = 0;
            int from = 0;
            for (int i = 0; i < executions.size(); i++) {
                Array words = keys.get(i);
                System.arraycopy(Tensor.keyWords(words.type(), key.at(i)).storage(), 0, words.storage(), 0, 4);
                executions.get(i).run();
                sum += (ends.get(i) - from) * executions.get(i).item(0);
                from = ends.get(i);
            }
            return new Seen(sum / held.size(), Double.NaN);
        }
    }
}
