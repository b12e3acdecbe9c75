package dev.lemma.examples.theorems;

import dev.lemma.examples.Example;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.runtime.Entry;
import dev.lemma.theory.Experiment;
import dev.lemma.theory.verdict.Verdict;

/** {@code lemma run NAME} for an experiment that a plugin has added. */
public final class ExperimentExample implements Example {

    private final Entry<Experiment> entry;

    /** The example of this part. */
    public ExperimentExample(Entry<Experiment> entry) {
        this.entry = entry;
    }

    @Override
    public String name() {
        return entry.name();
    }

    @Override
    public String summary() {
        return entry.summary();
    }

    @Override
    public Outcome run(RunContext context) {
        Verdict verdict = run(entry, context);
        context.report().lead(entry.summary() + ".");
        Verdicts.show("", verdict, context.report());
        return Outcome.of(Verdicts.claims("", verdict));
    }

    static Verdict run(Entry<Experiment> entry, RunContext context) {
        Experiment experiment = context.quick() ? entry.create().quick() : entry.create();
        try (Progress progress = context.progress(entry.name(), 1000)) {
            return experiment.run((what, done, total) -> progress.at(1000 * done / Math.max(1, total), 1000));
        }
    }
}
