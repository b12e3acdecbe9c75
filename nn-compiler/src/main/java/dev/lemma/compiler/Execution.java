package dev.lemma.compiler;

import dev.lemma.api.tensor.Array;
import java.util.ArrayList;
import java.util.List;

/**
 * A routine with its memory. Not for several threads at once: each opens its own.
 */
public interface Execution {

    /** What this runs. */
    Routine routine();

    /** Bytes of all values, states and scratch space. */
    long bytes();

    /** Sets a state; the numbers are copied. */
    void load(int state, Array value);

    /** A copy of a state. */
    Array read(int state);

    /** Sets an input for the next runs; the numbers are copied. */
    void put(int input, Array value);

    /** Runs the routine on the inputs and states as they stand. The fused executor makes no new arrays of values. */
    void run();

    /** A copy of an output of the last run. */
    Array get(int output);

    /** The number that a scalar output has after the last run. */
    double item(int output);

    /** Sets the inputs, runs, and copies the outputs. */
    default List<Array> run(List<Array> inputs) {
        if (inputs.size() != routine().inputs().size()) {
            throw new IllegalArgumentException(
                    "run: expected " + routine().inputs().size() + " inputs, got " + inputs.size());
        }
        for (int i = 0; i < inputs.size(); i++) {
            put(i, inputs.get(i));
        }
        run();
        List<Array> outputs = new ArrayList<>();
        for (int i = 0; i < routine().outputs().size(); i++) {
            outputs.add(get(i));
        }
        return outputs;
    }
}
