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
 * The discrete Fourier transform of complex numbers along some axes, given as real and imaginary part, two operands:
 *
 * <pre>{@code
 * y[k] = scale · Σⱼ x[j] e^{∓2πi(j₁k₁/n₁ + j₂k₂/n₂ + …)}
 * }</pre>
 *
 * <p>The result has the two parts along a new first axis of extent 2. The transform F is linear, and the adjoint of {@code scale·F} for the real inner product
 * of the parts is {@code scale·Fᴴ}: the transform of the other sign. Cost: {@code 5N log₂ N} for N points whose prime factors are small; a few times as
 * much for others.
 *
 * @param axes in increasing order, at least one
 * @param inverse whether the sign in the exponent is +
 * @param scale of the result; 1/N makes the inverse
 */
public record DiscreteFourier(List<Integer> axes, boolean inverse, double scale) implements Primitive {

    public DiscreteFourier {
        axes = List.copyOf(axes);
        if (axes.isEmpty()) {
            throw new ShapeException("fourier: expected at least one axis");
        }
        for (int i = 1; i < axes.size(); i++) {
            if (axes.get(i) <= axes.get(i - 1)) {
                throw new ShapeException("fourier: axes must be different and in increasing order, got " + axes);
            }
        }
    }

    @Override
    public String name() {
        return inverse ? "inverse-fourier" : "fourier";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor real = operands.get(0);
        Tensor imaginary = operands.get(1);
        if (!real.tensorType().equals(imaginary.tensorType())) {
            throw new ShapeException(name() + ": real part " + real.tensorType() + " and imaginary part "
                    + imaginary.tensorType() + " must be of one type and shape");
        }
        for (int axis : axes) {
            if (axis < 0 || axis >= real.rank() || real.shape().extent(axis) == 0) {
                throw new ShapeException(name() + ": cannot transform " + real.shape() + " along axis " + axis
                        + ": expected an axis of at least one point");
            }
        }
        return new TensorType(real.type(), Shape.of(2).append(real.shape()));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        Complex adjoint = Complex.ofParts(
                Tensor.apply(new DiscreteFourier(axes, !inverse, scale), cotangent.at(0, 0), cotangent.at(0, 1)));
        return List.of(adjoint.real(), adjoint.imaginary());
    }

    @Override
    public Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return Tensor.apply(this, orZero(y, tangents, 0), orZero(y, tangents, 1));
    }

    static Tensor orZero(Tensor y, List<@Nullable Tensor> tangents, int i) {
        Tensor tangent = tangents.get(i);
        return tangent == null ? y.operand(i).filled(0) : tangent;
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        List<Integer> later = axes.stream().map(axis -> axis + 1).toList();
        return Mapped.move(x.leading(new DiscreteFourier(later, inverse, scale)), 1, 0);
    }
}
