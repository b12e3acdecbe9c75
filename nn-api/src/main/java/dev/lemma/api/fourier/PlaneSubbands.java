package dev.lemma.api.fourier;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bank of real filters in the Fourier domain, and sub-sampling by periodisation, for real pictures that lie beside each other:
 *
 * <pre>{@code
 * y[k, l, f, a] = Σ_{b,c} ψ[k + b·M/step, l + c·N/step, f] X[k + b·M/step, l + c·N/step, a]
 * }</pre>
 *
 * <p>X is given by its half along the columns, {@code [M, ⌊N/2⌋ + 1, pictures]}, real and imaginary part, as {@link Fourier#realTransform} gives it; ψ is
 * {@code [M, N, filters]}. The result is {@code [2, M/step, N/step, filters, pictures]}; its inverse transform times {@code 1/step²} is each filtered picture at every
 * step-th point. Only where a filter is not 0 it costs anything.
 *
 * @param rows M
 * @param columns N
 * @param step a divisor of both
 */
public record PlaneSubbands(int rows, int columns, int step) implements Primitive {

    @Override
    public String name() {
        return "plane-subbands";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor real = operands.get(0);
        Tensor filters = operands.get(2);
        if (!real.tensorType().equals(operands.get(1).tensorType()) || real.type() != filters.type()) {
            throw new ShapeException("plane-subbands: parts " + real.tensorType() + " and "
                    + operands.get(1).tensorType() + " and filters " + filters.tensorType() + " must be of one type");
        }
        if (rows < 1 || columns < 1 || step < 1 || rows % step != 0 || columns % step != 0) {
            throw new ShapeException(
                    "plane-subbands: the step must divide " + rows + " x " + columns + " points, got " + step);
        }
        if (real.rank() != 3 || real.shape().extent(0) != rows || real.shape().extent(1) != columns / 2 + 1) {
            throw new ShapeException("plane-subbands: expected the halves [" + rows + ", " + (columns / 2 + 1)
                    + ", pictures] of transforms, got " + real.shape());
        }
        if (filters.rank() != 3
                || filters.shape().extent(0) != rows
                || filters.shape().extent(1) != columns) {
            throw new ShapeException("plane-subbands: expected filters [" + rows + ", " + columns + ", filters], got "
                    + filters.shape());
        }
        return new TensorType(
                real.type(),
                Shape.of(
                        2,
                        rows / step,
                        columns / step,
                        filters.shape().extent(2),
                        real.shape().extent(2)));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor g) {
        Complex toPictures = Complex.ofParts(
                Tensor.apply(new PlaneSubbandsAdjoint(rows, columns, step), g.at(0, 0), g.at(0, 1), y.operand(2)));
        Complex whole = mirrored(new Complex(y.operand(0), y.operand(1)), columns);
        Tensor toFilters = repeated(g.at(0, 0), step)
                .times(whole.real().expand(2))
                .plus(repeated(g.at(0, 1), step).times(whole.imaginary().expand(2)))
                .sum(3);
        return List.of(toPictures.real(), toPictures.imaginary(), toFilters);
    }

    /** The whole transform of real pictures from its half along the columns. */
    static Complex mirrored(Complex half, int columns) {
        int rows = half.shape().extent(0);
        int points = half.shape().extent(1);
        int pictures = half.shape().extent(2);
        double[] places = new double[rows * columns];
        double[] signs = new double[rows * columns];
        for (int k = 0; k < rows; k++) {
            for (int l = 0; l < columns; l++) {
                boolean kept = 2 * l <= columns;
                places[k * columns + l] = kept ? k * points + l : (rows - k) % rows * points + columns - l;
                signs[k * columns + l] = kept ? 1 : -1;
            }
        }
        Tensor at = Tensor.literal(Array.vector(places).as(half.type()));
        Tensor sign = Tensor.literal(Array.vector(signs).as(half.type())).reshape(rows * columns, 1);
        return new Complex(
                half.real().reshape(rows * points, pictures).gather(0, at).reshape(rows, columns, pictures),
                half.imaginary()
                        .reshape(rows * points, pictures)
                        .gather(0, at)
                        .times(sign)
                        .reshape(rows, columns, pictures));
    }

    /** Side by side along the first two axes, as often as the step says. */
    static Tensor repeated(Tensor bands, int step) {
        Tensor repeated = bands;
        for (int axis = 0; axis < 2; axis++) {
            List<Tensor> blocks = new ArrayList<>();
            for (int b = 0; b < step; b++) {
                blocks.add(repeated);
            }
            repeated = Tensor.concat(axis, blocks);
        }
        return repeated;
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        Tensor sum = null;
        if (tangents.get(0) != null || tangents.get(1) != null) {
            sum = Tensor.apply(
                    this, DiscreteFourier.orZero(y, tangents, 0), DiscreteFourier.orZero(y, tangents, 1), y.operand(2));
        }
        Tensor filters = tangents.get(2);
        if (filters != null) {
            Tensor term = Tensor.apply(this, y.operand(0), y.operand(1), filters);
            sum = sum == null ? term : sum.plus(term);
        }
        return sum;
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        if (x.isMapped(2)) {
            return x.loop();
        }
        // the pictures of all elements as those of one, along the last axis
        Tensor found = Tensor.apply(this, together(x.spread(0)), together(x.spread(1)), x.get(2));
        Shape others = y.shape().range(0, y.rank() - 1);
        Tensor apart = found.reshape(others.append(Shape.of(x.count(), y.shape().extent(-1))));
        return Mapped.move(apart, y.rank() - 1, 0);
    }

    private static Tensor together(Tensor x) {
        Tensor moved = Mapped.move(x, 0, x.rank() - 2);
        Shape others = moved.shape().range(0, x.rank() - 2);
        return moved.reshape(
                others.append(Shape.of(x.shape().extent(0) * x.shape().extent(-1))));
    }
}
