package dev.lemma.theory;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.theory.verdict.Verdict;

/**
 * A theorem that can be run: settings as a record, a measurement, a verdict. The same settings give the same verdict, bit for bit.
 *
 * <pre>{@code
 * Verdict v = new RiskDecomposition().seeds(200).run();
 * System.out.println(v);       // claim, constants, measured with intervals, HOLDS / FAILS / UNDECIDED
 * }</pre>
 *
 * <p>Settings under which the theorem says nothing are refused when they are made, by the condition that is missing.
 */
public interface Experiment {

    /** Where a plugin adds an experiment. */
    ExtensionPoint<Experiment> POINT = new ExtensionPoint<>("experiment", Experiment.class);

    /** Told how far an experiment is. */
    @FunctionalInterface
    interface Listener {
        /** So many of so many steps of something are done. */
        void at(String what, long done, long total);
    }

    /** The measurement and what it says. */
    Verdict run(Listener listener);

    /** The measurement and what it says. */
    default Verdict run() {
        return run((what, done, total) -> {});
    }

    /** The same at a size that takes seconds. */
    Experiment quick();
}
