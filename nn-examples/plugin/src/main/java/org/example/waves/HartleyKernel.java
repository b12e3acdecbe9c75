package org.example.waves;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.primitive.Kernel;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;

/** All rows at once, as a product with the matrix of the transform, which is made when memory is planned and is counted in it. */
record HartleyKernel(Hartley primitive, Tensor node) implements Kernel {

    @Override
    public Runnable bind(Workplace at) {
        int n = node.shape().extent(-1);
        int rows = node.shape().size() / n;
        Place x = at.operand(0);
        Place y = at.result();
        Object table = at.memory(node.type(), n * n);
        for (int i = 0; i < n * n; i++) {
            double cas = HartleyDefinition.cas(i / n, i % n, n);
            if (table instanceof float[] f) {
                f[i] = (float) cas;
            } else {
                ((double[]) table)[i] = cas;
            }
        }
        if (table instanceof float[] f) {
            return () -> at.products()
                    .multiply(false, false, rows, n, n, x.floats(), x.start(), n, f, 0, n, false, y.floats(), y.start(), n);
        }
        double[] d = (double[]) table;
        return () -> at.products()
                .multiply(false, false, rows, n, n, x.doubles(), x.start(), n, d, 0, n, false, y.doubles(), y.start(), n);
    }
}
