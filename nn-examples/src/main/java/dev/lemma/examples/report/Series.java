package dev.lemma.examples.report;

/**
 * Points of a chart that belong together.
 *
 * @param name series of one name share an entry of the legend; names that agree up to a comma share a colour
 * @param x as long as y
 * @param y NaN interrupts a line
 * @param high the upper edge of a band, whose lower edge is y; empty otherwise
 */
record Series(String name, Mode mode, double[] x, double[] y, double[] high) {

    enum Mode {
        LINE,
        DASHED,
        POINTS,
        BAND
    }

    Series {
        if (x.length != y.length || (mode == Mode.BAND && high.length != x.length)) {
            throw new IllegalArgumentException("Series \"" + name + "\" has " + x.length + " values of x and "
                    + y.length + (mode == Mode.BAND ? " and " + high.length : "") + " of y; expected as many.");
        }
        x = x.clone();
        y = y.clone();
        high = high.clone();
    }

    int length() {
        return x.length;
    }
}
