package dev.lemma.examples.program;

import dev.lemma.theory.risk.RiskDecomposition;
import dev.lemma.theory.verdict.Verdict;

/** A theorem as an experiment: what it claims, what was measured, and whether it holds. */
public final class CheckATheorem {

    private CheckATheorem() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        Verdict verdict = new RiskDecomposition().samples(50, 200, 800, 3200).seeds(60).run();
        System.out.println(verdict);
    }
    // spotless:on
}
