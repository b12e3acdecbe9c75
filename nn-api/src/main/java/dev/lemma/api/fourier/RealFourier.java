package dev.lemma.api.fourier;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Linear;
import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.Arrays;
import java.util.List;

/**
 * The discrete Fourier transform of real numbers along an axis of n points: its first ⌊n/2⌋ + 1 values, {@code y[k] = scale · Σⱼ x[j] e^{−2πijk/n}}, the
 * others being {@code y[n−k] = ȳ[k]}. Real and imaginary parts lie along a new first axis of extent 2.
 *
 * <p>Half the cost of {@link DiscreteFourier}. Its adjoint is {@link HalfFourier} of the cotangent, which is halved where a value stands for two.
 *
 * @param axis of x
 * @param scale of the result
 */
public record RealFourier(int axis, double scale) implements Linear {

    @Override
    public String name() {
        return "real-fourier";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        if (axis < 0 || axis >= x.rank() || x.shape().extent(axis) == 0) {
            throw new ShapeException("real-fourier: cannot transform " + x.shape() + " along axis " + axis
                    + ": expected an axis of at least one point");
        }
        Shape half = x.shape().with(axis, x.shape().extent(axis) / 2 + 1);
        return new TensorType(x.type(), Shape.of(2).append(half));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        int n = y.operand(0).shape().extent(axis);
        Tensor weights = weights(y.type(), n, y.rank() - 2 - axis, 0.5);
        return List.of(Tensor.apply(
                new HalfFourier(axis, n, scale),
                cotangent.at(0, 0).times(weights),
                cotangent.at(0, 1).times(weights)));
    }

    /** One for values that stand for themselves alone (k = 0, k = n/2), {@code inside} for the others, along an axis with so many axes behind it. */
    static Tensor weights(DType type, int n, int behind, double inside) {
        Tensor k = Tensor.range(type, n / 2 + 1);
        Tensor alone = k.equalTo(0).plus(n > 1 ? k.times(2).equalTo(n) : k.filled(0));
        int[] extents = new int[behind + 1];
        Arrays.fill(extents, 1);
        extents[0] = n / 2 + 1;
        return alone.times(1 - inside).plus(inside).reshape(extents);
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return Mapped.move(Tensor.apply(new RealFourier(axis + 1, scale), x.get(0)), 1, 0);
    }
}
