package dev.lemma.compiler.reference;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Graph;
import dev.lemma.api.tensor.Input;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.primitive.Primitives;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Computes every value of a routine in float64, one operation at a time, rounding each to its type. Sums are in float64 throughout.
 */
public final class ReferenceExecutor implements Executor {

    private final Primitives primitives;

    /** An executor of the primitives of all libraries on the class path. */
    public ReferenceExecutor() {
        this(Primitives.loaded());
    }

    /** An executor of these primitives. */
    public ReferenceExecutor(Primitives primitives) {
        this.primitives = Loops.runBy(primitives);
    }

    @Override
    public String name() {
        return "reference";
    }

    @Override
    public Execution open(Routine routine, Map<Tensor, Array> memory) {
        return new ReferenceExecution(routine, memory, primitives);
    }

    /** The values of the expressions for these leaves, by the primitives of all libraries on the class path. */
    public static List<Array> evaluate(List<Tensor> outputs, Map<Tensor, Array> leaves) {
        Map<Tensor, double[]> values = new IdentityHashMap<>();
        leaves.forEach((leaf, array) -> values.put(leaf, array.toDoubles()));
        compute(outputs, values, Standard.PRIMITIVES);
        return outputs.stream()
                .map(output -> array(output, known(values, output)))
                .toList();
    }

    private static final class Standard {
        static final Primitives PRIMITIVES = Loops.runBy(Primitives.loaded());
    }

    /** The values of one node from those of its operands, not rounded. */
    public static double[] apply(Tensor node, List<double[]> operands) {
        return evaluate(node, operands, Standard.PRIMITIVES);
    }

    private static double[] evaluate(Tensor node, List<double[]> operands, Primitives primitives) {
        double[] value = new double[node.shape().size()];
        primitives.definition(node).evaluate(operands, value);
        return value;
    }

    /** Fills in the values of the expressions and of all that they are made of. */
    static void compute(List<Tensor> outputs, Map<Tensor, double[]> values, Primitives primitives) {
        for (Tensor node : Graph.order(outputs)) {
            if (values.containsKey(node)) {
                continue;
            }
            if (node.op() instanceof Input) {
                throw new IllegalArgumentException(
                        "no value was given for input \"" + node.op().name() + "\" " + node.tensorType());
            }
            List<double[]> operands = new ArrayList<>();
            for (Tensor operand : node.operands()) {
                operands.add(values.get(operand));
            }
            double[] value = evaluate(node, operands, primitives);
            if (node.type() == DType.FLOAT32) {
                for (int i = 0; i < value.length; i++) {
                    value[i] = (float) value[i];
                }
            }
            values.put(node, value);
        }
    }

    private static double[] known(Map<Tensor, double[]> values, Tensor node) {
        return Objects.requireNonNull(values.get(node), () -> "no value for " + node);
    }

    static Array array(Tensor node, double[] value) {
        return Array.of(node.shape(), value.clone()).as(node.type());
    }

    private static final class ReferenceExecution implements Execution {

        private final Routine routine;
        private final Primitives primitives;
        private final Map<Tensor, double[]> leaves = new IdentityHashMap<>();
        private final Map<Tensor, Array> memory = new IdentityHashMap<>();
        private Map<Tensor, double[]> values = new IdentityHashMap<>();

        ReferenceExecution(Routine routine, Map<Tensor, Array> memory, Primitives primitives) {
            this.routine = routine;
            this.primitives = primitives;
            routine.requireMemory(memory);
            this.memory.putAll(memory);
            for (Tensor state : routine.states()) {
                leaves.put(state, new double[state.shape().size()]);
            }
        }

        @Override
        public Routine routine() {
            return routine;
        }

        @Override
        public long bytes() {
            long numbers = 0;
            for (Tensor node : Graph.order(routine.roots())) {
                numbers += node.shape().size();
            }
            return 8 * numbers;
        }

        @Override
        public void load(int state, Array value) {
            set(routine.states().get(state), value);
        }

        @Override
        public Array read(int state) {
            fetch();
            Tensor leaf = routine.states().get(state);
            return array(leaf, known(leaves, leaf));
        }

        /** Takes what the caller's arrays hold. */
        private void fetch() {
            memory.forEach((leaf, array) -> leaves.put(leaf, array.toDoubles()));
        }

        private void store(Tensor leaf, double[] value) {
            leaves.put(leaf, value);
            Array kept = memory.get(leaf);
            if (kept != null) {
                System.arraycopy(array(leaf, value).storage(), 0, kept.storage(), 0, value.length);
            }
        }

        @Override
        public void put(int input, Array value) {
            set(routine.inputs().get(input), value);
        }

        private void set(Tensor leaf, Array value) {
            if (!value.shape().equals(leaf.shape())) {
                throw new ShapeException(
                        "\"" + leaf.op().name() + "\": expected " + leaf.tensorType() + ", got " + value.shape());
            }
            store(leaf, value.as(leaf.type()).toDoubles());
        }

        @Override
        public void run() {
            fetch();
            Map<Tensor, double[]> computed = new IdentityHashMap<>(leaves);
            compute(routine.roots(), computed, primitives);
            values = computed;
            for (int i = 0; i < routine.states().size(); i++) {
                store(
                        routine.states().get(i),
                        known(computed, routine.updates().get(i)).clone());
            }
        }

        @Override
        public Array get(int output) {
            Tensor node = routine.outputs().get(output);
            return array(node, known(values, node));
        }

        @Override
        public double item(int output) {
            return get(output).item();
        }
    }
}
