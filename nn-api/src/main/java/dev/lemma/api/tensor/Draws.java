package dev.lemma.api.tensor;

/**
 * Random numbers as expressions, drawn with a key: the same key and the same place give the same number, whatever executes it.
 *
 * <pre>{@code
 * Tensor z = mean.plus(deviation.times(Draws.normal(key, mean)));
 * }</pre>
 *
 * <p>A key is the four numbers of {@link Tensor#keyWords}; two draws with one key are the same numbers: derive a key for each with
 * {@link Tensor#keyAt(int)}.
 */
public final class Draws {

    private Draws() {}

    /** Standard normal numbers in the type and shape of another expression. */
    public static Tensor normal(Tensor key, Tensor like) {
        return normal(key, like.tensorType());
    }

    /** Standard normal numbers. */
    public static Tensor normal(Tensor key, DType type, int... extents) {
        return normal(key, new TensorType(type, Shape.of(extents)));
    }

    /**
     * The standard normal numbers that a larger draw with this key has from place {@code first} on, an even whole number known when the program
     * runs: the same noise for a sample, whichever batch it is in.
     */
    public static Tensor normal(Tensor key, Tensor first, DType type, int... extents) {
        return Tensor.apply(new Draw(Draw.Distribution.NORMAL, Shape.of(extents), type), key, first);
    }

    /** Standard normal numbers. */
    public static Tensor normal(Tensor key, TensorType type) {
        return Tensor.apply(new Draw(Draw.Distribution.NORMAL, type.shape(), type.type()), key);
    }

    /** Numbers uniform on [0, 1) in the type and shape of another expression. */
    public static Tensor uniform(Tensor key, Tensor like) {
        return uniform(key, like.tensorType());
    }

    /** Numbers uniform on [0, 1). */
    public static Tensor uniform(Tensor key, DType type, int... extents) {
        return uniform(key, new TensorType(type, Shape.of(extents)));
    }

    /** Numbers uniform on [0, 1). */
    public static Tensor uniform(Tensor key, TensorType type) {
        return Tensor.apply(new Draw(Draw.Distribution.UNIFORM, type.shape(), type.type()), key);
    }

    /** 1 with probability p, else 0, in the type and shape of another expression. */
    public static Tensor bernoulli(Tensor key, double p, Tensor like) {
        return bernoulli(key, p, like.tensorType());
    }

    /** 1 with probability p, else 0. */
    public static Tensor bernoulli(Tensor key, double p, DType type, int... extents) {
        return bernoulli(key, p, new TensorType(type, Shape.of(extents)));
    }

    private static Tensor bernoulli(Tensor key, double p, TensorType type) {
        if (!(p >= 0 && p <= 1)) {
            throw new IllegalArgumentException("bernoulli: expected a probability in [0, 1], got " + p);
        }
        return uniform(key, type).lessThan(p);
    }
}
