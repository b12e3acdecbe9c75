package dev.lemma.api.fourier;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;

/**
 * Complex numbers as a pair of real expressions of one type and shape: {@code z = real + i·imaginary}.
 *
 * <p>Derivatives are those of the two real parts: a real function of z has two gradients, {@code ∂f/∂Re z} and {@code ∂f/∂Im z}.
 *
 * @param real Re z
 * @param imaginary Im z
 */
public record Complex(Tensor real, Tensor imaginary) {

    public Complex {
        if (!real.tensorType().equals(imaginary.tensorType())) {
            throw new ShapeException("complex: real part " + real.tensorType() + " and imaginary part "
                    + imaginary.tensorType() + " must be of one type and shape");
        }
    }

    /** {@code x + 0i}. */
    public static Complex of(Tensor x) {
        return new Complex(x, x.filled(0));
    }

    /** The two parts that lie along an axis of extent 2 in front, as primitives give them. */
    public static Complex ofParts(Tensor parts) {
        return new Complex(parts.at(0, 0), parts.at(0, 1));
    }

    /** The shape of either part. */
    public Shape shape() {
        return real.shape();
    }

    /** The number type of either part. */
    public DType type() {
        return real.type();
    }

    /** {@code z + w}. */
    public Complex plus(Complex w) {
        return new Complex(real.plus(w.real), imaginary.plus(w.imaginary));
    }

    /** {@code z − w}. */
    public Complex minus(Complex w) {
        return new Complex(real.minus(w.real), imaginary.minus(w.imaginary));
    }

    /** {@code z·w}. */
    public Complex times(Complex w) {
        return new Complex(
                real.times(w.real).minus(imaginary.times(w.imaginary)),
                real.times(w.imaginary).plus(imaginary.times(w.real)));
    }

    /** {@code z·a} for real a. */
    public Complex times(Tensor a) {
        return new Complex(real.times(a), imaginary.times(a));
    }

    /** {@code z·a} for a real number a. */
    public Complex times(double a) {
        return new Complex(real.times(a), imaginary.times(a));
    }

    /** {@code z/w}. Not finite where w = 0. */
    public Complex dividedBy(Complex w) {
        Complex product = times(w.conjugate());
        Tensor square = w.squaredModulus();
        return new Complex(product.real.dividedBy(square), product.imaginary.dividedBy(square));
    }

    /** {@code −z}. */
    public Complex negate() {
        return new Complex(real.negate(), imaginary.negate());
    }

    /** {@code i·z}. */
    public Complex timesI() {
        return new Complex(imaginary.negate(), real);
    }

    /** {@code z̄}. */
    public Complex conjugate() {
        return new Complex(real, imaginary.negate());
    }

    /** {@code |z|²}. */
    public Tensor squaredModulus() {
        return real.square().plus(imaginary.square());
    }

    /**
     * {@code |z|}. At z = 0, where the modulus has no derivative, derivatives of every order are taken as 0: they are finite everywhere. So are values
     * whose square underflows (below 1e-19 in float32, 1e-154 in float64).
     */
    public Tensor modulus() {
        Tensor square = squaredModulus();
        Tensor positive = square.greaterThan(0);
        return Tensor.select(
                positive, Tensor.select(positive, square, square.filled(1)).sqrt(), square.filled(0));
    }

    /** {@code e^z}. */
    public Complex exp() {
        return phase(imaginary).times(real.exp());
    }

    /** {@code e^{iφ}}. */
    public static Complex phase(Tensor angle) {
        return new Complex(angle.cos(), angle.sin());
    }

    /** Both parts in another shape of the same size. */
    public Complex reshape(int... extents) {
        return new Complex(real.reshape(extents), imaginary.reshape(extents));
    }

    /** Both parts in another shape of the same size. */
    public Complex reshape(Shape shape) {
        return new Complex(real.reshape(shape), imaginary.reshape(shape));
    }

    /** Both parts with their axes in another order. */
    public Complex permute(int... axes) {
        return new Complex(real.permute(axes), imaginary.permute(axes));
    }

    /** Places {@code from} (inclusive) to {@code to} (exclusive) along an axis. */
    public Complex slice(int axis, int from, int to) {
        return new Complex(real.slice(axis, from, to), imaginary.slice(axis, from, to));
    }
}
