package dev.lemma.api.tensor;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The child {@code Key.at(i)} of a key, i being a whole number known only when the program runs, such as the step of a loop. */
public record DeriveKey() implements Primitive {

    @Override
    public String name() {
        return "derive-key";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor key = operands.get(0);
        Tensor index = operands.get(1);
        boolean keys = key.rank() > 0 && key.shape().extent(-1) == 4;
        if (!keys
                || index.shape().size() != 1
                        && !index.shape().equals(key.shape().range(0, key.rank() - 1))) {
            throw new ShapeException(
                    "derive-key: expected a key [4] and one whole number, or keys […, 4] and one number "
                            + "for each, got " + key.shape() + " and " + index.shape());
        }
        return key.tensorType();
    }

    @Override
    public List<@Nullable Tensor> vjp(Tensor y, Tensor cotangent) {
        return Arrays.asList(null, null);
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        return null;
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        Tensor keys = x.spread(0);
        return Tensor.apply(this, keys, perKey(keys, y.operand(1), x.spread(1)));
    }

    /** One number for each key, from one or as many for each element of the first axis. */
    static Tensor perKey(Tensor keys, Tensor single, Tensor numbers) {
        Shape batch = keys.shape().range(0, keys.rank() - 1);
        if (single.shape().size() != 1) {
            return numbers;
        }
        int[] ones = new int[batch.rank()];
        Arrays.fill(ones, 1);
        ones[0] = batch.extent(0);
        return numbers.reshape(ones).broadcast(batch);
    }
}
