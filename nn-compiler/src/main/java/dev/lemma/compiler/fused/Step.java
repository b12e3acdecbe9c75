package dev.lemma.compiler.fused;

/** One item of a plan, bound to its arrays. */
interface Step {

    void run();
}
