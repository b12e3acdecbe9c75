package dev.lemma.api.tensor;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Squared Euclidean distances of all pairs of rows, {@code rᵢⱼ = ‖xᵢ − yⱼ‖²}: [n, d] and [m, d] to [n, m].
 *
 * <p>Exactly 0 for equal rows, never below 0, and accurate to rounding of each distance, not only of the norms: fast executors take
 * {@code ‖x‖² + ‖y‖² − 2⟨x, y⟩} from one matrix product and compute anew, from differences, what that would lose. Cost: {@code 2nmd}.
 */
public record SquaredDistance() implements Primitive {

    @Override
    public String name() {
        return "squared-distance";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor x = operands.get(0);
        Tensor y = operands.get(1);
        if (x.rank() != 2 || y.rank() != 2 || x.shape().extent(1) != y.shape().extent(1) || x.type() != y.type()) {
            throw new ShapeException("squared-distance: expected points [n, d] and [m, d] of one type, got "
                    + x.tensorType() + " and " + y.tensorType());
        }
        return new TensorType(x.type(), Shape.of(x.shape().extent(0), y.shape().extent(0)));
    }

    /** {@code x̄ᵢ = 2 Σⱼ cᵢⱼ(xᵢ − yⱼ)}, and the same with the sides exchanged. */
    @Override
    public List<Tensor> vjp(Tensor r, Tensor c) {
        Tensor x = r.operand(0);
        Tensor y = r.operand(1);
        Tensor toX = x.times(c.sum(1).expand(-1)).minus(c.matmul(y)).times(2);
        Tensor toY = y.times(c.sum(0).expand(-1)).minus(c.transpose().matmul(x)).times(2);
        return List.of(toX, toY);
    }

    /** {@code ṙᵢⱼ = 2⟨xᵢ − yⱼ, ẋᵢ − ẏⱼ⟩}. */
    @Override
    public @Nullable Tensor jvp(Tensor r, List<@Nullable Tensor> tangents) {
        Tensor x = r.operand(0);
        Tensor y = r.operand(1);
        Tensor dx = tangents.get(0);
        Tensor dy = tangents.get(1);
        Tensor sum = null;
        if (dx != null) {
            sum = x.times(dx).sum(1).expand(-1).minus(dx.matmul(y.transpose()));
        }
        if (dy != null) {
            Tensor right = y.times(dy).sum(1).expand(0).minus(x.matmul(dy.transpose()));
            sum = sum == null ? right : sum.plus(right);
        }
        return sum == null ? null : sum.times(2);
    }

    /** Points of all elements against shared ones are points like any others; where both sides are mapped, one element after another. */
    @Override
    public Tensor batch(Tensor r, Mapped points) {
        int n = points.count();
        int rows = r.shape().extent(0);
        int columns = r.shape().extent(1);
        if (!points.isMapped(1)) {
            return Tensor.apply(this, points.get(0).reshape(n * rows, -1), points.get(1))
                    .reshape(n, rows, columns);
        }
        if (!points.isMapped(0)) {
            Tensor all = Tensor.apply(this, points.get(0), points.get(1).reshape(n * columns, -1));
            return Mapped.move(all.reshape(rows, n, columns), 1, 0);
        }
        return points.loop();
    }
}
