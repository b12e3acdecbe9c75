package dev.lemma.optim.constrained;

/** A compact convex set of which both the nearest point and the furthest are known. Points outside may be given to both. */
public interface ConvexSet extends Projection, LinearMinimization {

    /**
     * {@code max ‖a − b‖₂} over a, b in the set.
     *
     * @param dimension p of the points; sets of one dimension refuse another
     */
    double diameter(int dimension);

    /** Whether the point is within the tolerance of the set, in the set's own measure (a norm, a sum, a bound). */
    boolean contains(double[] x, double tolerance);
}
