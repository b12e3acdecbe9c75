package dev.lemma.api.training;

/**
 * How the steps of an optimiser follow the size of the gradient. Parametrizations whose learning rates depend on the width have a table for
 * each, because gradients change with the width.
 */
public enum UpdateScaling {
    /** Nothing is said. Networks whose rates depend on the width then refuse to be trained. */
    UNDECLARED,
    /** A gradient twice as large makes a step twice as large: descent, momentum. */
    LINEAR,
    /** The size of the gradient does not matter, but for an ε: Adam, RMSProp, sign descent, and all that divide by a mean of past gradients. */
    SCALE_FREE
}
