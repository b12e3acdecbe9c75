package dev.lemma.api.fourier;

import dev.lemma.api.tensor.Mapped;
import dev.lemma.api.tensor.Primitive;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Real numbers from the first ⌊n/2⌋ + 1 values of their Fourier transform along an axis, given as real and imaginary part, two operands:
 *
 * <pre>{@code
 * x[j] = scale · (Re y[0] + 2 Re Σ_{0<k<n/2} y[k] e^{2πijk/n} + (−1)ʲ Re y[n/2])         the last term for even n only
 * }</pre>
 *
 * <p>The imaginary parts of y[0] and y[n/2] are not looked at. With {@code scale = 1/n} this undoes {@link RealFourier}; its adjoint is that transform, doubled
 * where a value stands for two.
 *
 * @param axis of y and of x
 * @param n points of x along that axis, which its half does not tell
 * @param scale of the result
 */
public record HalfFourier(int axis, int n, double scale) implements Primitive {

    @Override
    public String name() {
        return "half-fourier";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor real = operands.get(0);
        Tensor imaginary = operands.get(1);
        if (!real.tensorType().equals(imaginary.tensorType())) {
            throw new ShapeException("half-fourier: real part " + real.tensorType() + " and imaginary part "
                    + imaginary.tensorType() + " must be of one type and shape");
        }
        if (n < 1 || axis < 0 || axis >= real.rank() || real.shape().extent(axis) != n / 2 + 1) {
            throw new ShapeException("half-fourier: expected " + (n / 2 + 1) + " values along axis " + axis + " for "
                    + n + " points, got " + real.shape());
        }
        return new TensorType(real.type(), real.shape().with(axis, n));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        Complex transform = Complex.ofParts(Tensor.apply(new RealFourier(axis, scale), cotangent));
        Tensor weights = RealFourier.weights(y.type(), n, y.rank() - 1 - axis, 2);
        return List.of(transform.real().times(weights), transform.imaginary().times(weights));
    }

    @Override
    public Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return Tensor.apply(this, DiscreteFourier.orZero(y, tangents, 0), DiscreteFourier.orZero(y, tangents, 1));
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return x.leading(new HalfFourier(axis + 1, n, scale));
    }
}
