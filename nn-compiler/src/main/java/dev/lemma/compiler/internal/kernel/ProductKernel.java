package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.MatMul;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Layout;
import dev.lemma.compiler.primitive.MatrixProducts;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;
import java.util.ArrayList;
import java.util.List;

/**
 * Batches of matrix products on operands that have a leading dimension, plain or transposed; the first of a sum of products writes the result, the
 * others add to it.
 */
final class ProductKernel implements Kernel {

    private final List<MatMul> products;
    private final Tensor node;

    private ProductKernel(List<MatMul> products, Tensor node) {
        this.products = products;
        this.node = node;
    }

    static Kernel of(MatMul product, Tensor node) {
        return new ProductKernel(List.of(product), node);
    }

    static Kernel of(ProductSum sum, Tensor node) {
        return new ProductKernel(sum.products(), node);
    }

    @Override
    public boolean accepts(int operand, Layout layout) {
        return layout.isMatrix();
    }

    @Override
    public Runnable bind(Workplace at) {
        List<Runnable> steps = new ArrayList<>();
        for (int i = 0; i < products.size(); i++) {
            steps.add(new Step(products.get(i), node, i, at));
        }
        return MoveKernels.all(steps);
    }

    private static final class Step implements Runnable {

        private final MatrixProducts products;
        private final Object a;
        private final Object b;
        private final Object c;
        private final int[] aStarts;
        private final int[] bStarts;
        private final int aStart;
        private final int bStart;
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
         * @param number which product of a sum this is, from 0
         */
        Step(MatMul op, Tensor node, int number, Workplace at) {
            this.products = at.products();
            this.accumulates = number > 0;
            Place left = at.operand(2 * number);
            Place right = at.operand(2 * number + 1);
            this.m = node.shape().extent(-2);
            this.n = node.shape().extent(-1);
            this.k = node.operand(2 * number).shape().extent(op.transposeA() ? -2 : -1);
            this.a = left.array();
            this.b = right.array();
            this.c = at.result().array();
            this.aStart = left.start();
            this.bStart = right.start();
            this.cStart = at.result().start();
            this.aStarts = left.layout().starts(2);
            this.bStarts = right.layout().starts(2);
            boolean storedA = !left.layout().isPlainMatrix();
            boolean storedB = !right.layout().isPlainMatrix();
            this.transposeA = op.transposeA() ^ storedA;
            this.transposeB = op.transposeB() ^ storedB;
            this.lda = left.layout().leading(storedA);
            this.ldb = right.layout().leading(storedB);
        }

        @Override
        public void run() {
            for (int i = 0; i < aStarts.length; i++) {
                int from = aStart + aStarts[i];
                int with = bStart + bStarts[i];
                int to = cStart + i * m * n;
                if (c instanceof float[] f) {
                    products.multiply(
                            transposeA,
                            transposeB,
                            m,
                            n,
                            k,
                            (float[]) a,
                            from,
                            lda,
                            (float[]) b,
                            with,
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
                            from,
                            lda,
                            (double[]) b,
                            with,
                            ldb,
                            accumulates,
                            (double[]) c,
                            to,
                            n);
                }
            }
        }
    }
}
