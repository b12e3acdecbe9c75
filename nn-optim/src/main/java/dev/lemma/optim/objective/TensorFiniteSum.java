package dev.lemma.optim.objective;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Executor;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.loss.Regularizer;
import dev.lemma.core.network.Network;
import java.util.Map;
import java.util.Objects;
import java.util.function.BinaryOperator;

/** A finite sum as two compiled objectives: of all terms, and of the one whose number stands in an array. */
final class TensorFiniteSum implements FiniteSum {

    private final int terms;
    private final TensorObjective all;
    private final TensorObjective one;
    private final Array row;

    private TensorFiniteSum(int terms, TensorObjective all, TensorObjective one, Array row) {
        this.terms = terms;
        this.all = all;
        this.one = one;
        this.row = row;
    }

    static FiniteSum of(Executor executor, DType type, int dimension, int count, BinaryOperator<Tensor> terms) {
        Check.atLeastOne("count", count);
        Tensor x = Tensor.input("x", type, dimension);
        Tensor rows = Tensor.input("rows", type, 1);
        Array row = Array.zeros(type, rows.shape());
        return new TensorFiniteSum(
                count,
                new TensorObjective(
                        executor, x, values(terms, x, Tensor.range(type, count)).mean(), Map.of()),
                new TensorObjective(executor, x, values(terms, x, rows), Map.of(rows, row)),
                row);
    }

    private static Tensor values(BinaryOperator<Tensor> terms, Tensor x, Tensor rows) {
        Tensor values = terms.apply(x, rows);
        if (!values.shape().equals(rows.shape())) {
            throw new ShapeException("finite sum: for the terms with numbers " + rows.shape() + " the expression is "
                    + values.tensorType() + ", expected " + rows.shape() + ", one value for each");
        }
        return values;
    }

    static FiniteSum risk(Executor executor, Network network, Loss loss, Dataset data, Regularizer penalty) {
        DType type = network.type();
        Dataset typed = data.requireFinite().as(type);
        Tensor theta = Tensor.input("theta", type, network.parameterCount());
        Tensor x = Tensor.input("features", type, typed.featureArray().shape().extents());
        Tensor y = Tensor.input("targets", type, typed.targetArray().shape().extents());
        Tensor rows = Tensor.input("rows", type, 1);
        Array row = Array.zeros(type, Shape.of(1));
        Tensor term = loss.risk(network.apply(theta, x.gather(0, rows)), y.gather(0, rows))
                .plus(penalty.penalty(theta));
        return new TensorFiniteSum(
                data.size(),
                TensorObjective.risk(executor, network, loss, typed, penalty),
                new TensorObjective(
                        executor, theta, term, Map.of(x, typed.featureArray(), y, typed.targetArray(), rows, row)),
                row);
    }

    @Override
    public int terms() {
        return terms;
    }

    @Override
    public int dimension() {
        return all.dimension();
    }

    @Override
    public DType type() {
        return all.type();
    }

    @Override
    public double evaluate(double[] x, double[] gradient) {
        return all.evaluate(x, gradient);
    }

    @Override
    public double value(double[] x) {
        return all.value(x);
    }

    @Override
    public double evaluateTerm(int i, double[] x, double[] gradient) {
        Vectors.copy(new double[] {Objects.checkIndex(i, terms)}, row);
        return one.evaluate(x, gradient);
    }
}
