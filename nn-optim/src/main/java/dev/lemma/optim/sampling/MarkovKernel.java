package dev.lemma.optim.sampling;

import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The transition of a Markov chain, written once for all chains as an expression. Write it as a record whose compact
 * constructor checks its options.
 */
public interface MarkovKernel {

    /**
     * What is carried from step to step: the position first, then what the next step would otherwise compute again.
     *
     * @param x positions [d, chains]
     */
    default List<Tensor> start(Potential potential, Tensor x) {
        return List.of(x);
    }

    /**
     * One step.
     *
     * @param carried what the last step left
     * @param key of this step
     */
    Move move(Potential potential, List<Tensor> carried, Tensor key);

    /**
     * What a step leaves.
     *
     * @param carried position first
     * @param accepted for each chain 1 or 0, whether the proposal was taken; nothing where a method takes all
     */
    record Move(List<Tensor> carried, Optional<Tensor> accepted) {

        public Move {
            carried = List.copyOf(carried);
        }

        /** A step without a choice. */
        static Move to(Tensor x) {
            return new Move(List.of(x), Optional.empty());
        }

        /**
         * The proposal with probability {@code min(1, e^{logRatio})}, else what was there. A ratio that is not a number, as
         * from a proposal where the potential is not finite, is refused.
         *
         * @param logRatio [chains]
         */
        static Move metropolis(List<Tensor> proposed, List<Tensor> carried, Tensor logRatio, Tensor key) {
            Tensor u = Draws.uniform(key, logRatio.type(), logRatio.shape().extents());
            Tensor accepted = u.lessThan(logRatio.exp());
            List<Tensor> next = new ArrayList<>();
            for (int i = 0; i < carried.size(); i++) {
                next.add(Tensor.select(accepted, proposed.get(i), carried.get(i)));
            }
            return new Move(next, Optional.of(accepted));
        }
    }
}
