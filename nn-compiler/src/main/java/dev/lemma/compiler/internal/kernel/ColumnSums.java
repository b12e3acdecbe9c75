package dev.lemma.compiler.internal.kernel;

import dev.lemma.api.tensor.DType;
import dev.lemma.compiler.primitive.MatrixProducts;
import dev.lemma.compiler.primitive.Place;
import dev.lemma.compiler.primitive.Workplace;
import java.util.Arrays;

/** The sums down the columns of matrices that lie one after another, as products {@code 1ᵀ·X} with a row of ones: each sum is added up from top to bottom. */
final class ColumnSums implements Runnable {

    private final MatrixProducts products;
    private final Object from;
    private final Object to;
    private final Object ones;
    private final int start;
    private final int result;
    private final int rows;
    private final int columns;
    private final int matrices;

    ColumnSums(Workplace at, int rows, int columns, int matrices) {
        Place x = at.operand(0);
        this.products = at.products();
        this.from = x.array();
        this.start = x.start();
        this.to = at.result().array();
        this.result = at.result().start();
        this.rows = rows;
        this.columns = columns;
        this.matrices = matrices;
        this.ones = at.memory(x.isFloat() ? DType.FLOAT32 : DType.FLOAT64, rows);
        if (ones instanceof float[] f) {
            Arrays.fill(f, 1);
        } else {
            Arrays.fill((double[]) ones, 1);
        }
    }

    @Override
    public void run() {
        for (int i = 0; i < matrices; i++) {
            int x = start + i * rows * columns;
            int y = result + i * columns;
            if (from instanceof float[] f) {
                products.multiply(
                        false,
                        false,
                        1,
                        columns,
                        rows,
                        (float[]) ones,
                        0,
                        rows,
                        f,
                        x,
                        columns,
                        false,
                        (float[]) to,
                        y,
                        columns);
            } else {
                products.multiply(
                        false,
                        false,
                        1,
                        columns,
                        rows,
                        (double[]) ones,
                        0,
                        rows,
                        (double[]) from,
                        x,
                        columns,
                        false,
                        (double[]) to,
                        y,
                        columns);
            }
        }
    }
}
