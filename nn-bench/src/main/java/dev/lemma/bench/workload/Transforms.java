package dev.lemma.bench.workload;

import dev.lemma.api.tensor.Array;
import java.util.function.Supplier;

/** A transform of the same batch again and again. */
final class Transforms implements Work {

    private final Supplier<Array> transform;
    private String shape = "";

    Transforms(Supplier<Array> transform) {
        this.transform = transform;
    }

    @Override
    public void run(int units) {
        double last = 0;
        for (int i = 0; i < units; i++) {
            Array y = transform.get();
            last = y.get(y.shape().size() - 1);
            shape = y.shape().toString();
        }
        if (!Double.isFinite(last)) {
            throw new IllegalStateException("the last number of the transform is " + last);
        }
    }

    @Override
    public String note() {
        return "out " + shape;
    }
}
