package dev.lemma.api.fourier;

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
 * The adjoint of {@link LineSubbands} in its lines: from sub-bands {@code [lines, filters, n/step]}, real and imaginary part, and filters {@code [filters, n]} to
 * halves of transforms {@code [2, lines, ⌊n/2⌋ + 1]}.
 *
 * <pre>{@code
 * v[a, k] = Σ_f ψ[f, k] y[a, f, k mod n/step]        X̄[a, k] = v[a, k] + conj v[a, n−k]      where k stands for n−k too, else v[a, k]
 * }</pre>
 *
 * @param n points of a line
 * @param step a divisor of n
 */
public record LineSubbandsAdjoint(int n, int step) implements Primitive {

    @Override
    public String name() {
        return "line-subbands-adjoint";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor real = operands.get(0);
        Tensor filters = operands.get(2);
        if (!real.tensorType().equals(operands.get(1).tensorType())
                || real.type() != filters.type()
                || real.rank() != 3
                || filters.rank() != 2
                || filters.shape().extent(1) != n
                || real.shape().extent(1) != filters.shape().extent(0)
                || real.shape().extent(2) * step != n) {
            throw new ShapeException("line-subbands-adjoint: sub-bands " + real.tensorType() + " and "
                    + operands.get(1).tensorType() + " do not fit filters " + filters.tensorType() + ", " + n
                    + " points and step " + step);
        }
        return new TensorType(real.type(), Shape.of(2, real.shape().extent(0), n / 2 + 1));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor g) {
        Complex toBands =
                Complex.ofParts(Tensor.apply(new LineSubbands(n, step), g.at(0, 0), g.at(0, 1), y.operand(2)));
        Complex whole = LineSubbands.mirrored(new Complex(g.at(0, 0), g.at(0, 1)), 1, n);
        Tensor toFilters = repeated(y.operand(0))
                .times(whole.real().expand(1))
                .plus(repeated(y.operand(1)).times(whole.imaginary().expand(1)))
                .sum(0);
        return List.of(toBands.real(), toBands.imaginary(), toFilters);
    }

    private Tensor repeated(Tensor bands) {
        List<Tensor> blocks = new ArrayList<>();
        for (int b = 0; b < step; b++) {
            blocks.add(bands);
        }
        return Tensor.concat(2, blocks);
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
        // the lines of all elements as those of one
        Shape one = y.operand(0).shape();
        int lines = one.extent(0);
        Shape all = one.with(0, x.count() * lines);
        Tensor found = Tensor.apply(this, x.spread(0).reshape(all), x.spread(1).reshape(all), x.get(2));
        Shape rest = y.shape().range(1, y.rank());
        return Mapped.move(found.reshape(Shape.of(2, x.count()).append(rest)), 1, 0);
    }
}
