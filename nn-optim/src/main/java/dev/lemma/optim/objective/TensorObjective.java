package dev.lemma.optim.objective;

import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.loss.Regularizer;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An objective written as an expression of one flat leaf, and of leaves that hold data.
 *
 * <pre>{@code
 * Tensor theta = Tensor.input("theta", DType.FLOAT64, net.parameterCount());
 * Tensor x = Tensor.input("x", DType.FLOAT64, 100, 3);
 * Tensor f = net.apply(theta, x).square().mean().plus(Regularizers.l2(1e-3).penalty(theta));
 * Objective objective = new TensorObjective(Fused.executor(), theta, f, Map.of(x, features));
 * }</pre>
 *
 * <p>Value and gradient are one routine, in which what both need is computed once: a few times the cost of the value. The
 * value alone is a routine of its own, compiled when it is first asked for. Data are read where they lie, not copied.
 */
public final class TensorObjective implements Objective {

    private final Executor executor;
    private final Tensor point;
    private final Tensor value;
    private final Map<Tensor, Array> memory;
    private final Array at;
    private final Execution both;
    private @Nullable Execution alone;

    /**
     * @param point the leaf [p] of which f is a function
     * @param value f, a scalar or an array of one number
     * @param data the values of all other leaves, each in the leaf's shape and type; do not write to them afterwards, or
     *     mean it
     */
    public TensorObjective(Executor executor, Tensor point, Tensor value, Map<Tensor, Array> data) {
        if (point.rank() != 1) {
            throw new ShapeException("objective: the point is " + point.tensorType()
                    + ", expected a vector: give one flat leaf and take its parts with slice(…).reshape(…)");
        }
        if (value.shape().size() != 1) {
            throw new ShapeException("objective: the function has values " + value.tensorType()
                    + ", expected a scalar: reduce it with mean() or sum()");
        }
        this.executor = executor;
        this.point = point;
        this.value = value;
        this.at = Array.zeros(point.type(), point.shape());
        Map<Tensor, Array> leaves = new IdentityHashMap<>(data);
        leaves.put(point, at);
        this.memory = leaves;
        this.both = open(List.of(value, Derivatives.gradient(value, point)));
    }

    private Execution open(List<Tensor> outputs) {
        return executor.open(Routine.of(new ArrayList<>(memory.keySet()), outputs), memory);
    }

    /** The risk of all examples and a penalty, as {@link Objective#risk} has them, on a chosen executor. */
    public static TensorObjective risk(
            Executor executor, Network network, Loss loss, Dataset data, Regularizer penalty) {
        data.requireFinite();
        Dataset typed = data.as(network.type());
        Tensor theta = Tensor.input("theta", network.type(), network.parameterCount());
        Tensor x = Tensor.input(
                "features", network.type(), typed.featureArray().shape().extents());
        Tensor y = Tensor.input(
                "targets", network.type(), typed.targetArray().shape().extents());
        Tensor risk = loss.risk(network.apply(theta, x), y).plus(penalty.penalty(theta));
        return new TensorObjective(executor, theta, risk, Map.of(x, typed.featureArray(), y, typed.targetArray()));
    }

    @Override
    public int dimension() {
        return point.shape().size();
    }

    @Override
    public DType type() {
        return point.type();
    }

    /** Bytes of value and gradient together, data included. */
    public long bytes() {
        return both.bytes();
    }

    @Override
    public double evaluate(double[] x, double[] gradient) {
        Vectors.requireLength("gradient", gradient, dimension());
        place(x);
        both.run();
        Vectors.copy(both.get(1), gradient);
        return both.item(0);
    }

    @Override
    public double value(double[] x) {
        place(x);
        Execution execution = alone;
        if (execution == null) {
            execution = open(List.of(value));
            alone = execution;
        }
        execution.run();
        return execution.item(0);
    }

    private void place(double[] x) {
        Vectors.requireLength("point", x, dimension());
        Vectors.copy(x, at);
    }
}
