package dev.lemma.optim.sampling;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Many chains of one Markov kernel, all steps of all chains compiled as one program.
 *
 * <pre>{@code
 * Array start = Array.zeros(DType.FLOAT32, Shape.of(2, 10_000));
 * MarkovChains chains = new MarkovChains(new Langevin(0.01, 1), doubleWell, start.type(), 2, 10_000, new Recording(500, 5, 100));
 * Samples samples = chains.run(start, Key.of(0));
 * }</pre>
 *
 * <p>The numbers drawn at a step follow from the key and the number of the step alone, so that a run repeats itself bit for
 * bit on any number of threads. The program has memory for one run: not for several threads at once.
 */
public final class MarkovChains {

    /** Steps are counted in the type of the positions. */
    private static final int MOST_STEPS = 1 << 24;

    private final MarkovKernel kernel;
    private final Recording recording;
    private final TensorType positions;
    private final Execution execution;
    private final boolean chooses;

    /** Chains on the executor of the process. */
    public MarkovChains(
            MarkovKernel kernel, Potential potential, DType type, int dimension, int chains, Recording recording) {
        this(kernel, potential, type, dimension, chains, recording, Fused.executor());
    }

    /**
     * @param dimension d, coordinates of a position
     * @param chains how many run side by side
     * @throws ShapeException if the potential cannot be written for positions [d, chains]
     */
    public MarkovChains(
            MarkovKernel kernel,
            Potential potential,
            DType type,
            int dimension,
            int chains,
            Recording recording,
            Executor executor) {
        if (dimension < 1 || chains < 1) {
            throw new IllegalArgumentException(
                    "chains: expected at least one coordinate and one chain, got [" + dimension + ", " + chains + "]");
        }
        if (recording.steps() > MOST_STEPS) {
            throw new IllegalArgumentException("recording: expected at most " + MOST_STEPS + " steps in one run, got "
                    + recording.steps()
                    + ": run again from the last positions, with another key");
        }
        this.kernel = kernel;
        this.recording = recording;
        Tensor start = Tensor.input("start", type, dimension, chains);
        this.positions = start.tensorType();
        Tensor key = Tensor.input("key", type, 4);
        Stage stage =
                new Stage(kernel, potential, key, new ArrayList<>(kernel.start(potential, start)), Optional.empty());
        stage = stage.steps(0, recording.burnIn()).counting();
        Tensor kept;
        if (recording.samples() == 1) {
            stage = stage.steps(recording.burnIn(), recording.thinning());
            kept = stage.carried().get(0).reshape(1, dimension, chains);
        } else {
            Stage from = stage;
            Tensor firsts = Tensor.range(type, recording.samples())
                    .times(recording.thinning())
                    .plus(recording.burnIn());
            Loop loop = Loop.of(recording.samples(), stage.states(), List.of(firsts), (states, row) -> {
                Stage next = from.with(states).steps(row.get(0), recording.thinning());
                return new Loop.Step(next.states(), List.of(next.carried().get(0)));
            });
            stage = stage.with(loop.carry());
            kept = loop.outputs().get(0);
        }
        this.chooses = stage.accepted().isPresent();
        Tensor acceptance = stage.accepted()
                .map(count -> count.mean().times(1.0 / (recording.samples() * recording.thinning())))
                .orElse(Tensor.constant(type, 1));
        this.execution = executor.open(Routine.of(List.of(start, key), List.of(kept, acceptance)));
    }

    /** Chains on their way, while the program is written: what the kernel carries, and how often each has moved. */
    private record Stage(
            MarkovKernel kernel, Potential potential, Tensor key, List<Tensor> carried, Optional<Tensor> accepted) {

        List<Tensor> states() {
            List<Tensor> states = new ArrayList<>(carried);
            accepted.ifPresent(states::add);
            return states;
        }

        Stage with(List<Tensor> states) {
            int n = carried.size();
            return new Stage(kernel, potential, key, states.subList(0, n), accepted.map(count -> states.get(n)));
        }

        /** From here on moves are counted, if the kernel chooses. */
        Stage counting() {
            Tensor x = carried.get(0);
            boolean chooses = kernel.move(potential, carried, key).accepted().isPresent();
            Tensor zeros = Tensor.full(x.type(), x.shape().without(0), 0);
            return new Stage(kernel, potential, key, carried, chooses ? Optional.of(zeros) : Optional.empty());
        }

        Stage steps(int first, int count) {
            return steps(Tensor.constant(key.type(), first), count);
        }

        Stage steps(Tensor first, int count) {
            if (count == 0) {
                return this;
            }
            Loop loop = Loop.of(count, states(), List.of(Tensor.range(key.type(), count)), (states, row) -> {
                Stage now = with(states);
                MarkovKernel.Move move = kernel.move(potential, now.carried, key.keyAt(first.plus(row.get(0))));
                List<Tensor> next = new ArrayList<>(move.carried());
                now.accepted.ifPresent(
                        total -> next.add(total.plus(move.accepted().orElseThrow())));
                return new Loop.Step(next, List.of());
            });
            return with(loop.carry());
        }
    }

    /**
     * Runs the chains.
     *
     * @param start positions [d, chains]
     * @param key from which all randomness follows
     * @throws ArithmeticException if a chain has left the finite numbers: the step is too large for the curvature of the
     * potential
     */
    public Samples run(Array start, Key key) {
        if (!start.shape().equals(positions.shape()) || start.type() != positions.type()) {
            throw new ShapeException(
                    "start: expected " + positions + ", one column per chain, got " + start.type() + start.shape());
        }
        if (!start.isFinite()) {
            throw new IllegalArgumentException("start: a coordinate is not finite");
        }
        execution.put(0, start);
        execution.put(1, Tensor.keyWords(positions.type(), key));
        execution.run();
        Array kept = execution.get(0);
        if (!kept.isFinite()) {
            throw new ArithmeticException(
                    "a chain of " + kernel + " left the finite numbers within " + recording.steps()
                            + " steps: take a smaller step, or start nearer to the minima of the potential");
        }
        return new Samples(kept, chooses ? execution.item(1) : 1);
    }

    /** Which positions a run keeps. */
    public Recording recording() {
        return recording;
    }

    /** Bytes of all values of a run. */
    public long bytes() {
        return execution.bytes();
    }
}
