package dev.lemma.core.compiler;

/** One item of a plan, bound to its arrays. */
interface Step {

    void run();
}
