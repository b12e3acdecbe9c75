package dev.lemma.generative.score;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Marginals;
import dev.lemma.generative.process.Moment;

/** What a network is told of the time: a number that is about 0 at the data and 1 at the end. */
public enum Clock {
    /** t/T. */
    TIME {
        @Override
        Tensor read(AffineProcess process, Moment at) {
            return at.time().times(1 / process.horizon());
        }
    },
    /** λ from its value at the cut-off, 0, to that at the horizon, 1: for processes whose σ covers many orders of magnitude. */
    LOG_SNR {
        @Override
        Tensor read(AffineProcess process, Moment at) {
            Marginals ends = Marginals.of(process, process.isDiscrete() ? 1 : process.cutoff(), process.horizon());
            double first = ends.lambda(0);
            double last = ends.lambda(1);
            if (Double.isInfinite(first) || Double.isInfinite(last)) {
                throw new IllegalArgumentException(
                        "clock: log(a/σ) is " + first + " and " + last + " at the ends of the process: use Clock.TIME");
            }
            Tensor lambda = at.scale().dividedBy(at.deviation()).log();
            return lambda.minus(first).times(1 / (last - first));
        }
    };

    /** The number at a time. */
    abstract Tensor read(AffineProcess process, Moment at);
}
