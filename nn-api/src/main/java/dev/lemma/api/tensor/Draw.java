package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Random numbers from an explicit key. The number at place i depends on the key and on i alone, so that the first rows of a larger draw are
 * those of a smaller one, whatever executes it.
 *
 * <p>The first operand is the key: four whole numbers in [0, 2¹⁶), most significant first, which both types hold exactly. A second, if there
 * is one, is the place of the first number, 0 without it: a draw from there on is that part of a larger draw. It is a whole number, for normal
 * numbers an even one, such that all places are below 2³¹.
 *
 * @param distribution the law of one number
 * @param shape of the result
 * @param type of the result
 */
public record Draw(Distribution distribution, Shape shape, DType type) implements Primitive {

    /** What is drawn. */
    public enum Distribution {
        /** Uniform on [0, 1), on a grid of 2⁻²⁴ (float32) or 2⁻⁵³ (float64). */
        UNIFORM,
        /** Standard normal. */
        NORMAL
    }

    /** The place to begin at, checked: its value is known only when the draw runs. */
    public int first(double value) {
        int place = (int) value;
        if (place != value || place < 0 || (long) place + shape.size() > Integer.MAX_VALUE) {
            throw new IndexOutOfBoundsException(
                    name() + ": expected a whole number of at least 0 to begin at, all places below 2^31, got " + value
                            + " for " + shape.size() + " numbers");
        }
        if (distribution == Distribution.NORMAL && place % 2 != 0) {
            throw new IndexOutOfBoundsException(
                    name() + ": normal numbers come in pairs: expected an even place to begin at, got " + place);
        }
        return place;
    }

    @Override
    public String name() {
        return "draw-" + distribution.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor key = operands.get(0);
        if (key.rank() == 0 || key.shape().extent(-1) != 4) {
            throw new ShapeException(
                    name() + ": expected a key, four whole numbers [4], or keys […, 4], got " + key.shape());
        }
        Shape batch = key.shape().range(0, key.rank() - 1);
        if (operands.size() > 2
                || operands.size() == 2
                        && operands.get(1).shape().size() != 1
                        && !operands.get(1).shape().equals(batch)) {
            throw new ShapeException(name() + ": expected one number, the place to begin at, beside the key, got "
                    + operands.subList(1, operands.size()));
        }
        return new TensorType(type, batch.append(shape));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return Arrays.asList(new Tensor[y.operands().size()]);
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return null;
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        Tensor keys = x.spread(0);
        return y.operands().size() == 1
                ? Tensor.apply(this, keys)
                : Tensor.apply(this, keys, DeriveKey.perKey(keys, y.operand(1), x.spread(1)));
    }
}
