package dev.lemma.core.compiler;

import dev.lemma.core.execution.Executor;
import dev.lemma.core.reference.ReferenceExecutor;

/** The fast executor. */
public final class Fused {

    private Fused() {}

    /** The executor for this process. */
    public static Executor executor() {
        return new ReferenceExecutor();
    }
}
