package dev.lemma.api.tensor;

import java.util.List;

/**
 * Matrix product of the last two axes, {@code C = op(A)·op(B)} where op transposes or not; leading axes, equal in both, are a batch.
 *
 * <p>Cost: 2mnk per product.
 *
 * @param transposeA whether the last two axes of A are exchanged first
 * @param transposeB whether those of B are
 */
public record MatMul(boolean transposeA, boolean transposeB) implements Linear {

    @Override
    public String name() {
        return "matmul";
    }

    @Override
    public TensorType infer(List<Tensor> operands) {
        Tensor a = operands.get(0);
        Tensor b = operands.get(1);
        if (a.rank() < 2 || b.rank() < 2) {
            throw new ShapeException("matmul: expected matrices, got " + a.shape() + " and " + b.shape()
                    + ": reshape vectors to rows or columns");
        }
        if (a.type() != b.type()) {
            throw new ShapeException("matmul: got " + a.tensorType() + " and " + b.tensorType() + ": cast one of them");
        }
        Shape batch = a.shape().range(0, a.rank() - 2);
        int m = a.shape().extent(transposeA ? -1 : -2);
        int k = a.shape().extent(transposeA ? -2 : -1);
        int inner = b.shape().extent(transposeB ? -1 : -2);
        int n = b.shape().extent(transposeB ? -2 : -1);
        if (k != inner || !batch.equals(b.shape().range(0, b.rank() - 2))) {
            boolean transposedFits = k == n && batch.equals(b.shape().range(0, b.rank() - 2));
            throw new ShapeException(
                    "matmul: " + a.shape() + (transposeA ? "ᵀ" : "") + " · " + b.shape() + (transposeB ? "ᵀ" : "")
                            + (k != inner ? ": inner extents " + k + " and " + inner + " differ" : ": batches differ")
                            + (transposedFits ? "; did you mean the transpose of the second?" : ""));
        }
        return new TensorType(a.type(), batch.append(Shape.of(m, n)));
    }

    @Override
    public List<Tensor> vjp(Tensor y, Tensor g) {
        Tensor a = y.operand(0);
        Tensor b = y.operand(1);
        Tensor toA = transposeA ? product(b, g, transposeB, true) : product(g, b, false, !transposeB);
        Tensor toB = transposeB ? product(g, a, true, transposeA) : product(a, g, !transposeA, false);
        return List.of(toA, toB);
    }

    private static Tensor product(Tensor a, Tensor b, boolean transposeA, boolean transposeB) {
        return Tensor.apply(new MatMul(transposeA, transposeB), a, b);
    }

    @Override
    public Tensor batch(Tensor y, Mapped x) {
        Tensor a = x.get(0);
        Tensor b = x.get(1);
        Tensor ofA = y.operand(0);
        Tensor ofB = y.operand(1);
        int n = x.count();
        if (y.rank() == 2 && !x.isMapped(1)) {
            boolean thin = ofA.shape().extent(0) == 1 || ofA.shape().extent(1) == 1;
            if (!transposeA || thin) {
                // the rows of all elements as those of one matrix
                Tensor rows = a.reshape(n * y.shape().extent(0), -1);
                return product(rows, b, false, transposeB).reshape(y.shape().batch(n));
            }
        }
        if (y.rank() == 2 && !x.isMapped(0)) {
            boolean thin = ofB.shape().extent(0) == 1 || ofB.shape().extent(1) == 1;
            if (transposeB || thin) {
                // (a b)ᵀ = bᵀ aᵀ, in the same way
                int columns = y.shape().extent(1);
                Tensor rows = b.reshape(n * columns, -1);
                Tensor turned = product(rows, a, false, !transposeA);
                return turned.reshape(n, columns, y.shape().extent(0)).transpose();
            }
        }
        return x.leading(this);
    }
}
