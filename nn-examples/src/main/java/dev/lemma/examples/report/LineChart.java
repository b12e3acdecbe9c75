package dev.lemma.examples.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Curves and points over two axes.
 *
 * <pre>{@code
 * LineChart.titled("Cross-entropy while training").x("epoch").y("cross-entropy, nats").logY()
 *         .line("MLP, training", epochs, loss).dashed("MLP, validation", epochs, validation)
 *         .horizontal(Math.log(10), "chance");
 * }</pre>
 *
 * <p>Immutable. Series are coloured in the order their names first appear. Names that agree up to a comma ("MLP, training" and
 * "MLP, validation") share the colour; series of the same name share the legend's entry too, so that theory (dashed) and
 * measurement (points) of one case go together. Values that an axis cannot show, such as NaN
 * or 0 on a logarithmic one, interrupt the line; the CSV file has them all.
 */
public final class LineChart {

    private final String title;
    private final String xTitle;
    private final String yTitle;
    private final Scale xScale;
    private final Scale yScale;
    private final List<Series> series;
    private final List<Mark> marks;
    private final double @Nullable [] yRange;

    private LineChart(
            String title,
            String xTitle,
            String yTitle,
            Scale xScale,
            Scale yScale,
            List<Series> series,
            List<Mark> marks,
            double @Nullable [] yRange) {
        this.title = title;
        this.xTitle = xTitle;
        this.yTitle = yTitle;
        this.xScale = xScale;
        this.yScale = yScale;
        this.series = List.copyOf(series);
        this.marks = List.copyOf(marks);
        this.yRange = yRange;
    }

    /** An empty chart; the title becomes the caption's first sentence, without a full stop. */
    public static LineChart titled(String title) {
        return new LineChart(title, "", "", Scale.LINEAR, Scale.LINEAR, List.of(), List.of(), null);
    }

    /** Names the horizontal axis, with its unit. */
    public LineChart x(String name) {
        return new LineChart(title, name, yTitle, xScale, yScale, series, marks, yRange);
    }

    /** Names the vertical axis, with its unit. */
    public LineChart y(String name) {
        return new LineChart(title, xTitle, name, xScale, yScale, series, marks, yRange);
    }

    /** Powers of ten across. */
    public LineChart logX() {
        return scaled(Scale.LOG10, yScale);
    }

    /** Powers of two across. */
    public LineChart log2X() {
        return scaled(Scale.LOG2, yScale);
    }

    /** Powers of ten upwards. */
    public LineChart logY() {
        return scaled(xScale, Scale.LOG10);
    }

    /** Shows exactly these values of y; without this, all there are. */
    public LineChart yRange(double low, double high) {
        if (!(low < high) || !Double.isFinite(high - low)) {
            throw new IllegalArgumentException(
                    "The range of y goes from a finite value to a greater one; got " + low + " to " + high + ".");
        }
        return new LineChart(title, xTitle, yTitle, xScale, yScale, series, marks, new double[] {low, high});
    }

    /** A curve. */
    public LineChart line(String name, double[] x, double[] y) {
        return with(new Series(name, Series.Mode.LINE, x, y, new double[0]));
    }

    /** A curve over 1, 2, 3, … */
    public LineChart line(String name, double[] y) {
        return line(name, counting(y.length), y);
    }

    /** A dashed curve: theory, validation. */
    public LineChart dashed(String name, double[] x, double[] y) {
        return with(new Series(name, Series.Mode.DASHED, x, y, new double[0]));
    }

    /** A dashed curve over 1, 2, 3, … */
    public LineChart dashed(String name, double[] y) {
        return dashed(name, counting(y.length), y);
    }

    /** Points, not joined: measurements. */
    public LineChart points(String name, double[] x, double[] y) {
        return with(new Series(name, Series.Mode.POINTS, x, y, new double[0]));
    }

    /** A shaded band between two curves: an interval. */
    public LineChart band(String name, double[] x, double[] low, double[] high) {
        return with(new Series(name, Series.Mode.BAND, x, low, high));
    }

    /** A thin line at a value of y. */
    public LineChart horizontal(double y, String label) {
        return marked(new Mark(true, y, label));
    }

    /** A thin line at a value of x. */
    public LineChart vertical(double x, String label) {
        return marked(new Mark(false, x, label));
    }

    public String title() {
        return title;
    }

    /** A file of its own: SVG 1.1, 720 × 400, in colours for white paper. */
    public String svg() {
        return LineChartDrawing.of(this, 720, 400).file(title);
    }

    /** The numbers: {@code series,kind,x,y,high}, a line for each point; {@code high} for bands only. */
    public String csv() {
        Csv csv = new Csv().line("series", "kind", "x", "y", "high");
        for (Series one : series) {
            for (int i = 0; i < one.length(); i++) {
                Object high = one.mode() == Series.Mode.BAND ? one.high()[i] : "";
                csv.line(one.name(), one.mode().name().toLowerCase(Locale.ROOT), one.x()[i], one.y()[i], high);
            }
        }
        return csv.toString();
    }

    String xTitle() {
        return xTitle;
    }

    String yTitle() {
        return yTitle;
    }

    Scale xScale() {
        return xScale;
    }

    Scale yScale() {
        return yScale;
    }

    List<Series> series() {
        return series;
    }

    List<Mark> marks() {
        return marks;
    }

    double @Nullable [] fixedY() {
        return yRange == null ? null : yRange.clone();
    }

    private LineChart scaled(Scale newX, Scale newY) {
        return new LineChart(title, xTitle, yTitle, newX, newY, series, marks, yRange);
    }

    private LineChart with(Series one) {
        List<Series> more = new ArrayList<>(series);
        more.add(one);
        return new LineChart(title, xTitle, yTitle, xScale, yScale, more, marks, yRange);
    }

    private LineChart marked(Mark mark) {
        List<Mark> more = new ArrayList<>(marks);
        more.add(mark);
        return new LineChart(title, xTitle, yTitle, xScale, yScale, series, more, yRange);
    }

    private static double[] counting(int n) {
        double[] x = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = i + 1;
        }
        return x;
    }
}
