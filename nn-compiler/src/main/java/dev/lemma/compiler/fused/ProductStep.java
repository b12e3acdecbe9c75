package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.internal.product.Products;
import java.util.List;

/**
 * A batch of matrix products on views that have a leading dimension, plain or transposed; the first of a sum of products writes the
 * result, the others add to it.
 */
final class ProductStep implements Step {

    private final Products products;
    private final Object a;
    private final Object b;
    private final Object c;
    private final int[] aStarts;
    private final int[] bStarts;
    private final int cStart;
    private final boolean transposeA;
    private final boolean transposeB;
    private final boolean accumulates;
    private final int m;
    private final int n;
    private final int k;
    private final int lda;
    private final int ldb;

    /**
     * @param node the result
     * @param number which product of a sum this is, from 0
     * @param operands the two operands of each product
     */
    ProductStep(MatMul op, Tensor node, int number, List<View> operands, Binding binding, Products products) {
        this.products = products;
        this.accumulates = number > 0;
        View viewA = operands.get(2 * number);
        View viewB = operands.get(2 * number + 1);
        this.m = node.shape().extent(-2);
        this.n = node.shape().extent(-1);
        this.k = node.operand(2 * number).shape().extent(op.transposeA() ? -2 : -1);
        this.a = binding.array(viewA.base());
        this.b = binding.array(viewB.base());
        this.c = binding.array(node);
        this.cStart = binding.offset(node);
        this.aStarts = starts(viewA, binding.offset(viewA.base()));
        this.bStarts = starts(viewB, binding.offset(viewB.base()));
        boolean storedA = isTransposed(viewA);
        boolean storedB = isTransposed(viewB);
        this.transposeA = op.transposeA() ^ storedA;
        this.transposeB = op.transposeB() ^ storedB;
        this.lda = leading(viewA, storedA);
        this.ldb = leading(viewB, storedB);
    }

    private static boolean isTransposed(View view) {
        int rank = view.extents().length;
        int rows = view.extents()[rank - 2];
        int columns = view.extents()[rank - 1];
        boolean plain =
                (view.strides()[rank - 1] == 1 || columns == 1) && (view.strides()[rank - 2] >= columns || rows == 1);
        return !plain;
    }

    private static int leading(View view, boolean transposed) {
        int rank = view.extents().length;
        int outer = transposed ? rank - 1 : rank - 2;
        int inner = transposed ? rank - 2 : rank - 1;
        return view.extents()[outer] == 1 ? Math.max(1, view.extents()[inner]) : view.strides()[outer];
    }

    private static int[] starts(View view, int start) {
        int axes = view.extents().length - 2;
        int count = 1;
        for (int axis = 0; axis < axes; axis++) {
            count *= view.extents()[axis];
        }
        int[] starts = new int[count];
        for (int i = 0; i < count; i++) {
            int rest = i;
            int at = start + view.offset();
            for (int axis = axes - 1; axis >= 0; axis--) {
                at += rest % view.extents()[axis] * view.strides()[axis];
                rest /= view.extents()[axis];
            }
            starts[i] = at;
        }
        return starts;
    }

    @Override
    public void run() {
        for (int i = 0; i < aStarts.length; i++) {
            int to = cStart + i * m * n;
            if (c instanceof float[] f) {
                products.multiply(
                        transposeA,
                        transposeB,
                        m,
                        n,
                        k,
                        (float[]) a,
                        aStarts[i],
                        lda,
                        (float[]) b,
                        bStarts[i],
                        ldb,
                        accumulates,
                        f,
                        to,
                        n);
            } else {
                products.multiply(
                        transposeA,
                        transposeB,
                        m,
                        n,
                        k,
                        (double[]) a,
                        aStarts[i],
                        lda,
                        (double[]) b,
                        bStarts[i],
                        ldb,
                        accumulates,
                        (double[]) c,
                        to,
                        n);
            }
        }
    }
}
