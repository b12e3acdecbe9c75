package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tensors one after another along an axis; all other extents are equal.
 *
 * @param axis along which they follow one another, counted from 0
 */
public record Concat(int axis) implements Linear {

    @Override
    public String name() {
        return "concat";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        if (operands.isEmpty()) {
            throw new ShapeException("concat: expected at least one tensor, got none");
        }
        Tensor first = operands.get(0);
        int extent = 0;
        for (Tensor part : operands) {
            if (part.rank() != first.rank()
                    || part.type() != first.type()
                    || !part.shape().with(axis, 0).equals(first.shape().with(axis, 0))) {
                throw new ShapeException("concat along axis " + axis + ": got " + first.tensorType() + " and "
                        + part.tensorType() + ": expected one type and equal extents in every other axis");
            }
            extent += part.shape().extent(axis);
        }
        return new TensorType(first.type(), first.shape().with(axis, extent));
    }

    @Override
    public @Nullable Tensor jvp(Tensor y, List<@Nullable Tensor> tangents) {
        List<Tensor> parts = new ArrayList<>();
        for (int i = 0; i < tangents.size(); i++) {
            Tensor tangent = tangents.get(i);
            parts.add(tangent == null ? y.operand(i).filled(0) : tangent);
        }
        return Tensor.apply(this, parts);
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor cotangent) {
        List<Tensor> parts = new ArrayList<>();
        int start = 0;
        for (Tensor part : y.operands()) {
            int extent = part.shape().extent(axis);
            parts.add(cotangent.slice(axis, start, start + extent));
            start += extent;
        }
        return parts;
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        return x.leading(new Concat(axis + 1));
    }
}
