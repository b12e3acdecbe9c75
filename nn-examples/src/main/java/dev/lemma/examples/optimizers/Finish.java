package dev.lemma.examples.optimizers;

/**
 * How a contender did at its best rate.
 *
 * @param contender who
 * @param rate of those tried, with the smallest last value; NaN if it has none
 * @param curve what was to be made small, along the way
 * @param last of the curve, +∞ if every rate diverged
 * @param score of the part that was not trained on, NaN where there is none
 */
record Finish(Contender contender, double rate, double[] curve, double last, double score) {

    String name() {
        return contender.name();
    }
}
