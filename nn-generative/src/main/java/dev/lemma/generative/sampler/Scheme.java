package dev.lemma.generative.sampler;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.score.ScoreFunction;
import java.util.List;

/**
 * What a sampler does, written down: phases of steps that are alike, each step as an expression. Every phase is compiled to one loop.
 *
 * @param times from T on, one more than there are steps
 * @param memory how many arrays of the shape of x are carried from step to step beside x; zero at first
 * @param phases their steps together are those of the times
 */
public record Scheme(double[] times, int memory, List<Phase> phases) {

    public Scheme {
        times = times.clone();
        phases = List.copyOf(phases);
        int steps = phases.stream().mapToInt(Phase::steps).sum();
        if (steps != times.length - 1) {
            throw new IllegalArgumentException(
                    "scheme: phases have " + steps + " steps, the grid has " + (times.length - 1));
        }
    }

    /** A scheme whose steps are all alike and remember nothing. */
    public static Scheme of(double[] times, int draws, Coefficients coefficients, Step step) {
        return new Scheme(times, 0, List.of(new Phase(draws, coefficients, step)));
    }

    /** The number of steps. */
    public int steps() {
        return times.length - 1;
    }

    /** The most noise that a step needs, in arrays of the shape of x. */
    public int draws() {
        return phases.stream().mapToInt(Phase::draws).max().orElse(0);
    }

    /**
     * Steps that are alike.
     *
     * @param draws arrays of standard normal noise that each needs
     * @param coefficients a row for each step
     * @param step one step
     */
    public record Phase(int draws, Coefficients coefficients, Step step) {

        /** How many. */
        public int steps() {
            return coefficients.steps();
        }
    }

    /** One step, written once. */
    @FunctionalInterface
    public interface Step {
        /** x after the step, and then what is remembered. */
        List<Tensor> next(Here here);
    }

    /**
     * Where a step stands.
     *
     * @param x the samples [N, …]
     * @param memory what the step before left
     * @param row the numbers of this step
     * @param noise standard normal, each of the shape of x
     * @param score what is known of the data; every prediction asked of it is an evaluation, and counted
     */
    public record Here(Tensor x, List<Tensor> memory, Coefficients.Row row, List<Tensor> noise, ScoreFunction score) {}
}
