package dev.lemma.compiler.fused;

import dev.lemma.compiler.Executor;

/** The fast executor of this process, for those who do not choose their own. */
public final class Fused {

    private static final Executor EXECUTOR = new FusedExecutor(
            Integer.getInteger("lemma.threads", Math.min(2, Runtime.getRuntime().availableProcessors())));

    private Fused() {}

    /** One executor for the process, on up to two threads; {@code -Dlemma.threads=n} for another number. */
    public static Executor executor() {
        return EXECUTOR;
    }
}
