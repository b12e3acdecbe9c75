package dev.lemma.compiler;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
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
 * <p>May be called from many threads: each call takes a set of memory that no other is using, and makes one when there is none.
 */
public final class Program {

    private final Executor executor;
    private final Function<List<Tensor>, List<Tensor>> body;
    private final Map<List<TensorType>, Queue<Execution>> idle = new ConcurrentHashMap<>();
    private final Map<List<TensorType>, Routine> traced = new ConcurrentHashMap<>();

    private Program(Executor executor, Function<List<Tensor>, List<Tensor>> body) {
        this.executor = executor;
        this.body = body;
    }

    /** The program that evaluates what {@code body} writes. */
    public static Program of(Executor executor, Function<List<Tensor>, List<Tensor>> body) {
        return new Program(executor, body);
    }

    /** The expressions for arguments of these types. */
    public Routine routine(List<TensorType> types) {
        return traced.computeIfAbsent(List.copyOf(types), key -> {
            List<Tensor> inputs = new ArrayList<>();
            for (TensorType type : key) {
                inputs.add(Tensor.input("argument" + inputs.size(), type));
            }
            return Routine.of(inputs, body.apply(inputs));
        });
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
        Queue<Execution> queue = idle.computeIfAbsent(List.copyOf(types), key -> new ConcurrentLinkedQueue<>());
        Execution execution = queue.poll();
        return execution == null ? executor.open(routine(types)) : execution;
    }

    private void give(List<TensorType> types, Execution execution) {
        idle.computeIfAbsent(List.copyOf(types), key -> new ConcurrentLinkedQueue<>())
                .add(execution);
    }
}
