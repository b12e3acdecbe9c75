package dev.lemma.api.fourier;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A bank of real filters in the Fourier domain, and sub-sampling by periodisation, for real lines:
 *
 * <pre>{@code
 * y[a, f, k] = Σ_b ψ[f, k + b·n/step] X[a, k + b·n/step]        0 ≤ k < n/step,  0 ≤ b < step
 * }</pre>
 *
 * <p>X is given by its half, {@code [lines, ⌊n/2⌋ + 1]}, real and imaginary part, as {@link RealFourier} gives it; ψ is {@code [filters, n]}. The result, with real
 * and imaginary part in front, is {@code [2, lines, filters, n/step]}; its inverse transform times {@code 1/step} is the filtered line at every step-th point. Only
 * where a filter is not 0 it costs anything.
 *
 * @param n points of a line
 * @param step a divisor of n
 */
public record LineSubbands(int n, int step) implements Primitive {

    @Override
    public String name() {
        return "line-subbands";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor real = operands.get(0);
        Tensor filters = operands.get(2);
        if (!real.tensorType().equals(operands.get(1).tensorType()) || real.type() != filters.type()) {
            throw new ShapeException("line-subbands: parts " + real.tensorType() + " and "
                    + operands.get(1).tensorType() + " and filters " + filters.tensorType() + " must be of one type");
        }
        if (n < 1 || step < 1 || n % step != 0) {
            throw new ShapeException("line-subbands: the step must divide " + n + " points, got " + step);
        }
        if (real.rank() != 2 || real.shape().extent(1) != n / 2 + 1) {
            throw new ShapeException("line-subbands: expected the halves [lines, " + (n / 2 + 1) + "] of transforms of "
                    + n + " points, got " + real.shape());
        }
        if (filters.rank() != 2 || filters.shape().extent(1) != n) {
            throw new ShapeException("line-subbands: expected filters [filters, " + n + "], got " + filters.shape());
        }
        return new TensorType(
                real.type(), Shape.of(2, real.shape().extent(0), filters.shape().extent(0), n / step));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor g) {
        Complex toLines =
                Complex.ofParts(Tensor.apply(new LineSubbandsAdjoint(n, step), g.at(0, 0), g.at(0, 1), y.operand(2)));
        return List.of(toLines.real(), toLines.imaginary(), toFilters(y.operand(0), y.operand(1), g));
    }

    /** {@code ψ̄[f, k] = Σₐ Re(ḡ[a, f, k mod n/step] X[a, k])}, written out: for filters that are learned. */
    private Tensor toFilters(Tensor real, Tensor imaginary, Tensor g) {
        Complex whole = mirrored(new Complex(real, imaginary), 1, n);
        return share(whole.real(), g.at(0, 0)).plus(share(whole.imaginary(), g.at(0, 1)));
    }

    /** {@code Σₐ x[a, k] g[a, f, k mod n/step]}. */
    private Tensor share(Tensor x, Tensor g) {
        return x.expand(1).times(Tensor.concat(2, Collections.nCopies(step, g))).sum(0);
    }

    /** The whole transform along an axis from its half, where it is the only one transformed. */
    static Complex mirrored(Complex half, int axis, int n) {
        double[] places = new double[n];
        double[] signs = new double[n];
        for (int k = 0; k < n; k++) {
            places[k] = 2 * k <= n ? k : n - k;
            signs[k] = 2 * k <= n ? 1 : -1;
        }
        Tensor at = Tensor.literal(Array.vector(places).as(half.type()));
        int[] extents = new int[half.shape().rank() - axis];
        Arrays.fill(extents, 1);
        extents[0] = n;
        Tensor sign = Tensor.literal(Array.vector(signs).as(half.type())).reshape(extents);
        return new Complex(
                half.real().gather(axis, at), half.imaginary().gather(axis, at).times(sign));
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
