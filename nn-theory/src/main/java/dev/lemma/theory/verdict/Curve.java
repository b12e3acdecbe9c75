package dev.lemma.theory.verdict;

/**
 * One curve of a figure.
 *
 * @param x as long as y
 * @param high the upper edge of a band, whose lower edge is y; empty for other kinds
 * @param name for the legend
 * @param kind how it is drawn
 * @param y the values; NaN interrupts a line
 */
public record Curve(String name, Kind kind, double[] x, double[] y, double[] high) {

    /** How a curve is drawn. */
    public enum Kind {
        /** A line: what was measured at many places. */
        LINE,
        /** A dashed line: theory. */
        DASHED,
        /** Points: measurements. */
        POINTS,
        /** A band between y and high: an interval. */
        BAND
    }

    public Curve {
        if (x.length != y.length || kind == Kind.BAND && high.length != x.length) {
            throw new IllegalArgumentException(
                    "curve \"" + name + "\": " + x.length + " values of x and " + y.length + " of y: expected as many");
        }
        x = x.clone();
        y = y.clone();
        high = high.clone();
    }

    /** Points. */
    public static Curve points(String name, double[] x, double[] y) {
        return new Curve(name, Kind.POINTS, x, y, new double[0]);
    }

    /** A line. */
    public static Curve line(String name, double[] x, double[] y) {
        return new Curve(name, Kind.LINE, x, y, new double[0]);
    }

    /** A dashed line. */
    public static Curve dashed(String name, double[] x, double[] y) {
        return new Curve(name, Kind.DASHED, x, y, new double[0]);
    }
}
