package dev.lemma.dynamics.depth;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;

/** The scope of a block that is repeated with weights of its own each time: what it declares is declared once, with a leading axis over the repetitions. */
final class StackedScope implements Scope {

    /**
     * A parameter of the block.
     *
     * @param row the leaf that the block was written on
     * @param stacked the parameters of all repetitions
     */
    record Stack(Tensor row, Tensor stacked) {}

    private final Scope scope;
    private final int count;
    private final List<Stack> stacks;

    private StackedScope(Scope scope, int count, List<Stack> stacks) {
        this.scope = scope;
        this.count = count;
        this.stacks = stacks;
    }

    StackedScope(Scope scope, int count) {
        this(scope, count, new ArrayList<>());
    }

    List<Stack> stacks() {
        return stacks;
    }

    /** Independent draws of one law, one for each repetition. */
    private record Repeated(Law law) implements Law {
        @Override
        public double standardDeviation() {
            return law.standardDeviation();
        }

        @Override
        public Array draw(Key key, Shape shape) {
            Shape one = shape.without(0);
            Array all = Array.zeros(DType.FLOAT64, shape);
            for (int i = 0; i < shape.extent(0); i++) {
                double[] drawn = law.draw(key.at(i), one).toDoubles();
                System.arraycopy(drawn, 0, all.storage(), i * drawn.length, drawn.length);
            }
            return all;
        }

        @Override
        public Law scaled(double factor) {
            return new Repeated(law.scaled(factor));
        }
    }

    private Tensor row(Tensor stacked, Shape shape) {
        Tensor row = Tensor.input("row", stacked.type(), shape.extents());
        stacks.add(new Stack(row, stacked));
        return row;
    }

    private Initializer repeated(Initializer one) {
        return (shape, fanIn, fanOut) -> new Repeated(one.law(shape.without(0), fanIn, fanOut));
    }

    @Override
    public Scope child(String name) {
        return new StackedScope(scope.child(name), count, stacks);
    }

    @Override
    public Tensor weight(String name, Shape shape, int fanIn, int fanOut, Initializer initializer) {
        return row(scope.weight(name, shape.batch(count), fanIn, fanOut, repeated(initializer)), shape);
    }

    @Override
    public Tensor bias(String name, Shape shape, Initializer initializer) {
        return row(scope.bias(name, shape.batch(count), repeated(initializer)), shape);
    }

    @Override
    public Tensor parameter(String name, Shape shape, Law law) {
        return row(scope.parameter(name, shape.batch(count), new Repeated(law)), shape);
    }

    @Override
    public Tensor state(String name, Shape shape, double initial) {
        throw new IllegalArgumentException(
                "repeated block: layers with running statistics, such as batch normalisation, cannot be repeated in a loop; \""
                        + name + "\" is one: use LayerNorm");
    }

    @Override
    public void update(String name, Tensor value) {
        throw new IllegalStateException("a repeated block has no state");
    }

    @Override
    public boolean training() {
        return scope.training();
    }

    @Override
    public Tensor key() {
        throw new IllegalArgumentException(
                "repeated block: layers that draw, such as dropout, cannot be repeated in a loop");
    }
}
