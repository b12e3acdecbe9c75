package dev.lemma.compiler.fused;

import dev.lemma.api.random.Key;
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

    int count() {
        return arrays.length;
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

    /** The key that four words of an operand stand for. */
    Key key(int operand) {
        long state = 0;
        for (int word = 0; word < 4; word++) {
            state = state << 16 | Places.at("key", arrays[operand], starts[operand] + word, 1 << 16);
        }
        return new Key(state);
    }

    void setKey(Key key) {
        for (int word = 0; word < 4; word++) {
            set(word, (key.state() >>> (48 - 16 * word)) & 0xFFFF);
        }
    }

    void clearResult() {
        IndexSteps.fill(result, resultStart, resultStart + size);
    }
}
