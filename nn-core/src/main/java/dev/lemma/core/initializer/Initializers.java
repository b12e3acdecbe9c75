package dev.lemma.core.initializer;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.tensor.Law;

/**
 * The usual initial laws; n is the fan-in, m the fan-out.
 *
 * <p>In NTK and mean-field parametrization the weight itself has variance 1 whatever the law, and the standard
 * deviation asked for here becomes its factor.
 */
public final class Initializers {

    private Initializers() {}

    /** {@code N(0, std²)}. */
    public static Initializer normal(double standardDeviation) {
        return new FixedLaw(new Law.Normal(standardDeviation));
    }

    /** Uniform on {@code [−bound, bound]}. */
    public static Initializer uniform(double bound) {
        return new FixedLaw(new Law.Uniform(bound));
    }

    /** One number everywhere. */
    public static Initializer constant(double value) {
        return new FixedLaw(new Law.Constant(value));
    }

    /** 0 everywhere. */
    public static Initializer zeros() {
        return constant(0);
    }

    /** 1 everywhere. */
    public static Initializer ones() {
        return constant(1);
    }

    /** {@code N(0, 1/n)}: keeps the variance through linear layers. The default of the layers here. */
    public static Initializer lecunNormal() {
        return new VarianceScaling(1, VarianceScaling.Fan.IN, VarianceScaling.Distribution.NORMAL);
    }

    /** Uniform of variance {@code 1/n}. */
    public static Initializer lecunUniform() {
        return new VarianceScaling(1, VarianceScaling.Fan.IN, VarianceScaling.Distribution.UNIFORM);
    }

    /**
     * {@code N(0, 2/n)}: keeps the second moment through ReLU layers.
     *
     * @see <a href="https://arxiv.org/abs/1502.01852">He, Zhang, Ren and Sun 2015</a>
     */
    public static Initializer heNormal() {
        return new VarianceScaling(2, VarianceScaling.Fan.IN, VarianceScaling.Distribution.NORMAL);
    }

    /** Uniform of variance {@code 2/n}. */
    public static Initializer heUniform() {
        return new VarianceScaling(2, VarianceScaling.Fan.IN, VarianceScaling.Distribution.UNIFORM);
    }

    /**
     * {@code N(0, 2/(n + m))}: a compromise between signal and gradient.
     *
     * @see <a href="https://proceedings.mlr.press/v9/glorot10a.html">Glorot and Bengio 2010</a>
     */
    public static Initializer glorotNormal() {
        return new VarianceScaling(1, VarianceScaling.Fan.AVERAGE, VarianceScaling.Distribution.NORMAL);
    }

    /** Uniform of variance {@code 2/(n + m)}. */
    public static Initializer glorotUniform() {
        return new VarianceScaling(1, VarianceScaling.Fan.AVERAGE, VarianceScaling.Distribution.UNIFORM);
    }

    /** {@code gain} times a random matrix with orthonormal rows or columns. */
    public static Initializer orthogonal(double gain) {
        return new Orthogonal(gain);
    }

    /**
     * Uniform on {@code [−1/√n, 1/√n]}: what PyTorch's {@code Linear} and {@code Conv} take for weights. They take the
     * same interval for biases, n being the weight's fan-in: that is {@code uniform(1/√n)} here, because a bias has
     * fan-in 1.
     */
    public static Initializer torchDefault() {
        return new VarianceScaling(1.0 / 3, VarianceScaling.Fan.IN, VarianceScaling.Distribution.UNIFORM);
    }
}
