package dev.lemma.compiler.internal.elementary;

/** Errors of floats against doubles. */
final class Ulps {
    private Ulps() {}

    /**
     * {@code |got − want|} in units in the last place of the float nearest to {@code want}; infinite for a wrong NaN,
     * infinity or sign of zero.
     */
    static double ofFloat(float got, double want) {
        float nearest = (float) want;
        if (Float.isNaN(nearest) || Float.isNaN(got)) {
            return Float.isNaN(nearest) && Float.isNaN(got) ? 0 : Double.POSITIVE_INFINITY;
        }
        if (Float.isInfinite(nearest) || Float.isInfinite(got)) {
            boolean next =
                    Math.abs(want) > Math.nextDown(Float.MAX_VALUE) && Math.abs(got) > Math.nextDown(Float.MAX_VALUE);
            return nearest == got ? 0 : next ? 1 : Double.POSITIVE_INFINITY;
        }
        if (got == 0 && nearest == 0 && Math.copySign(1, got) != Math.copySign(1, nearest)) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.abs(got - want) / Math.ulp(nearest);
    }
}
