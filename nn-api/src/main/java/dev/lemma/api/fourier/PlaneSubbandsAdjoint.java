package dev.lemma.api.fourier;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The adjoint of {@link PlaneSubbands} in its pictures: from sub-bands {@code [M/step, N/step, filters, pictures]}, real and imaginary part, and filters
 * {@code [M, N, filters]} to halves of transforms {@code [2, M, ⌊N/2⌋ + 1, pictures]}.
 *
 * @param rows M
 * @param columns N
 * @param step a divisor of both
 */
public record PlaneSubbandsAdjoint(int rows, int columns, int step) implements Primitive {

    @Override
    public String name() {
        return "plane-subbands-adjoint";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor real = operands.get(0);
        Tensor filters = operands.get(2);
        if (!real.tensorType().equals(operands.get(1).tensorType())
                || real.type() != filters.type()
                || real.rank() != 4
                || filters.rank() != 3
                || filters.shape().extent(0) != rows
                || filters.shape().extent(1) != columns
                || real.shape().extent(0) * step != rows
                || real.shape().extent(1) * step != columns
                || real.shape().extent(2) != filters.shape().extent(2)) {
            throw new ShapeException("plane-subbands-adjoint: sub-bands " + real.tensorType() + " and "
                    + operands.get(1).tensorType() + " do not fit filters " + filters.tensorType() + ", " + rows
                    + " x " + columns + " points and step " + step);
        }
        return new TensorType(
                real.type(), Shape.of(2, rows, columns / 2 + 1, real.shape().extent(3)));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor g) {
        Complex toBands = Complex.ofParts(
                Tensor.apply(new PlaneSubbands(rows, columns, step), g.at(0, 0), g.at(0, 1), y.operand(2)));
        Complex whole = PlaneSubbands.mirrored(new Complex(g.at(0, 0), g.at(0, 1)), columns);
        Tensor toFilters = PlaneSubbands.repeated(y.operand(0), step)
                .times(whole.real().expand(2))
                .plus(PlaneSubbands.repeated(y.operand(1), step)
                        .times(whole.imaginary().expand(2)))
                .sum(3);
        return List.of(toBands.real(), toBands.imaginary(), toFilters);
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
