package dev.lemma.dynamics.sde;

import dev.lemma.api.tensor.Array;
import dev.lemma.dynamics.ode.Result;
import java.util.Arrays;
import org.nd4j.linalg.api.ndarray.INDArray;

/** A solution of a stochastic differential equation along one Brownian path. Immutable. */
public final class SdeSolution {

    private final double[] ts;
    private final Array ys;
    private final Array last;
    private final Result result;

    SdeSolution(double[] ts, Array ys, Array last, Result result) {
        this.ts = ts;
        this.ys = ys;
        this.last = last;
        this.result = result;
    }

    /** How it ended. */
    public Result result() {
        return result;
    }

    /**
     * This solution, if it reached its end.
     *
     * @throws IllegalStateException with what happened, if it did not
     */
    public SdeSolution orThrow() {
        if (!result.successful()) {
            throw new IllegalStateException(result.message());
        }
        return this;
    }

    /** The times of the states that were kept. */
    public double[] ts() {
        return Arrays.copyOf(ts, ts.length);
    }

    /** The states that were kept, along a new first axis: a copy. */
    public INDArray ys() {
        return ys.toINDArray();
    }

    /** The states that were kept, along a new first axis: not to be written to. */
    public Array ysArray() {
        return ys;
    }

    /** The last state: a copy. */
    public INDArray last() {
        return last.toINDArray();
    }

    /** The last state: not to be written to. */
    public Array lastArray() {
        return last;
    }
}
