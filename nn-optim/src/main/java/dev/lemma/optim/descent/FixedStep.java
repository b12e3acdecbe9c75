package dev.lemma.optim.descent;

import dev.lemma.api.check.Check;

/**
 * No search: the step is the rate times what the method would try. Values may rise.
 *
 * @param rate &gt; 0
 */
public record FixedStep(double rate) implements LineSearch {

    public FixedStep {
        Check.positive("rate", rate);
    }

    @Override
    public LineSearchResult search(Line line, double unit) {
        Trial trial = line.at(rate * unit);
        return trial.isFinite()
                ? LineSearchResult.found(trial)
                : new LineSearchResult(trial, "the step " + rate * unit + " leads to a value of " + trial.value());
    }
}
