package dev.lemma.core.compiler;

import dev.lemma.api.tensor.Tensor;
import java.util.List;

/** The arrays of a primitive on contiguous operands, and of its result. */
final class Operands {

    private final Object[] arrays;
    private final int[] starts;
    private final Object result;
    private final int resultStart;
    private final int size;

    Operands(Tensor node, List<View> views, Binding binding) {
        this.arrays = new Object[views.size()];
        this.starts = new int[views.size()];
        for (int i = 0; i < arrays.length; i++) {
            arrays[i] = binding.array(views.get(i).base());
            starts[i] = binding.offset(views.get(i).base()) + views.get(i).offset();
        }
        this.result = binding.array(node);
        this.resultStart = binding.offset(node);
        this.size = node.shape().size();
    }

    Object array(int operand) {
        return arrays[operand];
    }

    int start(int operand) {
        return starts[operand];
    }

    Object result() {
        return result;
    }

    int resultStart() {
        return resultStart;
    }

    double get(int operand, int place) {
        int at = starts[operand] + place;
        return arrays[operand] instanceof float[] f ? f[at] : ((double[]) arrays[operand])[at];
    }

    void set(int place, double value) {
        if (result instanceof float[] f) {
            f[resultStart + place] = (float) value;
        } else {
            ((double[]) result)[resultStart + place] = value;
        }
    }

    void clearResult() {
        IndexSteps.fill(result, resultStart, resultStart + size);
    }
}
