package dev.lemma.optim.descent;

/** Where a method goes next: the memory of one run. */
interface Directions {

    /**
     * A direction of descent from x.
     *
     * @param gradient at x, kept by the caller
     */
    double[] next(double[] gradient);

    /** The step along the direction that the line search tries first. */
    double unit(double[] gradient, double slope);

    /** Is told of the step taken: {@code s = t·d} and {@code y}, the change of the gradient. */
    void moved(Trial from, Trial to, double[] direction);

    /** Forgets everything: the next direction is that of steepest descent. */
    void forget();
}
