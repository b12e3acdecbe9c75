package dev.lemma.core.network;

/**
 * Factors on the learning rate of a parameter.
 *
 * @param linear for steps in proportion to the gradient
 * @param scaleFree for steps that do not depend on the size of the gradient
 */
record Rates(double linear, double scaleFree) {

    /** Rates that do not depend on the width. */
    static final Rates PLAIN = new Rates(1, 1);
}
