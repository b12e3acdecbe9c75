package dev.lemma.optim.descent;

/** A point tried along a line. */
public final class Trial {

    private final double step;
    private final double value;
    private final double slope;
    private final double[] point;
    private final double[] gradient;

    Trial(double step, double value, double slope, double[] point, double[] gradient) {
        this.step = step;
        this.value = value;
        this.slope = slope;
        this.point = point;
        this.gradient = gradient;
    }

    /** t. */
    public double step() {
        return step;
    }

    /** {@code φ(t)}. */
    public double value() {
        return value;
    }

    /** {@code φ′(t)}. */
    public double slope() {
        return slope;
    }

    /** Whether value and slope are finite. */
    public boolean isFinite() {
        return Double.isFinite(value) && Double.isFinite(slope);
    }

    double[] point() {
        return point;
    }

    double[] gradient() {
        return gradient;
    }

    @Override
    public String toString() {
        return "t = " + step + ": value " + value + ", slope " + slope;
    }
}
