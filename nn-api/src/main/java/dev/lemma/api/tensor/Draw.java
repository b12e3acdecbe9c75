package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Random numbers from an explicit key. The number at place i depends on the key and on i alone, so that the first rows of a larger draw are
 * those of a smaller one, whatever executes it.
 *
 * <p>The operand is the key: four whole numbers in [0, 2¹⁶), most significant first, which both types hold exactly.
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
        return new TensorType(type, key.shape().range(0, key.rank() - 1).append(shape));
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return Arrays.asList((Tensor) null);
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return null;
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return x.leading(this);
    }
}
