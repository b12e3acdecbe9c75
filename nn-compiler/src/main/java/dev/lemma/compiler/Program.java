package dev.lemma.compiler;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A function of arrays, written as expressions and compiled on first use for each combination of argument shapes and types: another batch size is one
 * call, and is cached.
 *
 * <pre>{@code
 * Program distances = Program.of(Fused.executor(), x -> List.of(x.get(0).minus(x.get(1)).square().sum(1)));
 * Array d = distances.call(a, b);
 * }</pre>
 *
 * <p>May be called from many threads: each call takes a set of memory that no other is using, and makes one when there is none. What a
 * call leaves is kept for the next of the same types; of types that have not been used for long no more than 64 MiB are kept (a sixteenth of
 * the heap, if that is less), so that a service whose batches have every size neither grows nor compiles those that come often anew.
 */
public final class Program {

    /** What idle memory of other argument types than the last may take. */
    private static final long KEPT_BYTES =
            Math.min(64L << 20, Runtime.getRuntime().maxMemory() / 16);

    /** Routines of argument types that are remembered. */
    private static final int KEPT_ROUTINES = 64;

    /** Memory that no call is using, and its size when it was left. */
    private record Idle(Execution execution, long bytes) {}

    private final Executor executor;
    private final Function<List<Tensor>, List<Tensor>> body;
    private final long keptBytes;
    /** Those of the types used last come last. */
    private final LinkedHashMap<List<TensorType>, Deque<Idle>> idle = new LinkedHashMap<>(16, 0.75f, true);

    private final Map<List<TensorType>, Routine> traced = new LinkedHashMap<>(16, 0.75f, true);
    private long idleBytes;

    private Program(Executor executor, Function<List<Tensor>, List<Tensor>> body, long keptBytes) {
        this.executor = executor;
        this.body = body;
        this.keptBytes = keptBytes;
    }

    /** The program that evaluates what {@code body} writes. */
    public static Program of(Executor executor, Function<List<Tensor>, List<Tensor>> body) {
        return of(executor, body, KEPT_BYTES);
    }

    /** A program that keeps no more than so many idle bytes besides those of the argument types used last. */
    static Program of(Executor executor, Function<List<Tensor>, List<Tensor>> body, long keptBytes) {
        return new Program(
                Objects.requireNonNull(executor, "executor"), Objects.requireNonNull(body, "body"), keptBytes);
    }

    /** The expressions for arguments of these types. */
    public Routine routine(List<TensorType> types) {
        List<TensorType> key = List.copyOf(types);
        synchronized (traced) {
            Routine known = traced.get(key);
            if (known != null) {
                return known;
            }
        }
        List<Tensor> inputs = new ArrayList<>();
        for (TensorType type : key) {
            inputs.add(Tensor.input("argument" + inputs.size(), type));
        }
        Routine written = Routine.of(inputs, body.apply(inputs));
        synchronized (traced) {
            Routine known = traced.putIfAbsent(key, written);
            Iterator<List<TensorType>> oldest = traced.keySet().iterator();
            if (traced.size() > KEPT_ROUTINES) {
                oldest.next();
                oldest.remove();
            }
            return known == null ? written : known;
        }
    }

    /** Bytes of the memory that no call is using. */
    long idleBytes() {
        synchronized (idle) {
            return idleBytes;
        }
    }

    /**
     * Bytes of all values, states and scratch space of a call with arguments of these types. Nothing runs, but the program is
     * compiled and its memory made, as by a first call: scratch space is known when the steps are. A call that follows uses both.
     */
    public long bytes(List<TensorType> types) {
        Execution execution = take(types);
        give(types, execution);
        return execution.bytes();
    }

    /** All results. */
    public List<Array> callAll(List<Array> arguments) {
        List<TensorType> types =
                arguments.stream().map(a -> new TensorType(a.type(), a.shape())).toList();
        Execution execution = take(types);
        List<Array> results = execution.run(arguments);
        give(types, execution);
        return results;
    }

    /** The result of a program that has one. */
    public Array call(Array... arguments) {
        List<Array> results = callAll(List.of(arguments));
        if (results.size() != 1) {
            throw new ShapeException("call: the program has " + results.size() + " results: use callAll");
        }
        return results.get(0);
    }

    /** The result of a program that has one. */
    public INDArray call(INDArray... arguments) {
        Array[] converted = new Array[arguments.length];
        for (int i = 0; i < arguments.length; i++) {
            converted[i] = Array.of(arguments[i]);
        }
        return call(converted).toINDArray();
    }

    private Execution take(List<TensorType> types) {
        synchronized (idle) {
            Deque<Idle> known = idle.get(types);
            Idle found = known == null ? null : known.pollLast();
            if (found != null) {
                idleBytes -= found.bytes();
                return found.execution();
            }
        }
        return executor.open(routine(types));
    }

    /** Keeps the memory for the next call of these types; that of types not used for long goes. */
    private void give(List<TensorType> types, Execution execution) {
        Idle left = new Idle(execution, execution.bytes());
        synchronized (idle) {
            idle.computeIfAbsent(List.copyOf(types), key -> new ArrayDeque<>()).addLast(left);
            idleBytes += left.bytes();
            Iterator<Map.Entry<List<TensorType>, Deque<Idle>>> oldest =
                    idle.entrySet().iterator();
            while (oldest.hasNext()) {
                Map.Entry<List<TensorType>, Deque<Idle>> entry = oldest.next();
                boolean last = !oldest.hasNext();
                while (!last && idleBytes > keptBytes && !entry.getValue().isEmpty()) {
                    idleBytes -= entry.getValue().removeFirst().bytes();
                }
                if (!last && entry.getValue().isEmpty()) {
                    oldest.remove();
                } else {
                    return;
                }
            }
        }
    }
}
