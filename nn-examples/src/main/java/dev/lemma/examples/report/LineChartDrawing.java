package dev.lemma.examples.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.DoubleStream;

/**
 * Lays a {@link LineChart} out: ticks, margins from the widths of labels, legend above, curves thinned to what the width can
 * show.
 */
final class LineChartDrawing {

    private static final double ROW = 19;
    private static final double SAMPLE = 22;
    private static final int POINTS_WITH_HINTS = 300;
    private static final int THINNED_FROM = 1500;

    private final LineChart chart;
    private final Drawing drawing;
    private final double width;
    private final double height;
    private final double[] xRange; // in the units of Scale.of
    private final double[] yRange;
    private final Map<String, Integer> colours = new LinkedHashMap<>();
    private double left;
    private double right;
    private double top;
    private double bottom;

    private LineChartDrawing(LineChart chart, double width, double height) {
        this.chart = chart;
        this.width = width;
        this.height = height;
        this.drawing = new Drawing(width, height);
        Map<String, Integer> groups = new LinkedHashMap<>();
        for (Series series : chart.series()) {
            groups.putIfAbsent(group(series.name()), groups.size() % FigureStyle.SERIES);
            colours.putIfAbsent(series.name(), groups.get(group(series.name())));
        }
        double[] fixed = chart.fixedY();
        boolean room = chart.series().stream().anyMatch(series -> series.mode() == Series.Mode.POINTS);
        xRange = fitted(chart.xScale(), allX(), room ? 0.03 : 0, false);
        yRange = fixed == null
                ? fitted(chart.yScale(), allY(), 0.05, true)
                : new double[] {chart.yScale().of(fixed[0]), chart.yScale().of(fixed[1])};
        if (!Double.isFinite(yRange[0]) || !Double.isFinite(yRange[1])) {
            throw new IllegalArgumentException(
                    "Chart \"" + chart.title() + "\": a logarithmic axis cannot show the range "
                            + Arrays.toString(fixed) + "; expected positive ends.");
        }
    }

    static Drawing of(LineChart chart, double width, double height) {
        LineChartDrawing layout = new LineChartDrawing(chart, width, height);
        layout.draw();
        return layout.drawing;
    }

    private void draw() {
        List<List<String>> legend = legendRows();
        top = 10 + legend.size() * ROW + (legend.isEmpty() ? 0 : 6);
        bottom = height - 26 - (chart.xTitle().isEmpty() ? 0 : 20);
        Ticks yTicks =
                Ticks.of(chart.yScale(), value(chart.yScale(), yRange[0]), value(chart.yScale(), yRange[1]), (int)
                        Math.max(2, (bottom - top) / 46));
        double labels =
                yTicks.labels().stream().mapToDouble(Drawing::widthOf).max().orElse(0);
        left = (chart.yTitle().isEmpty() ? 4 : 24) + labels + 10;
        right = width - 14;
        Ticks xTicks = Ticks.of(
                chart.xScale(),
                value(chart.xScale(), xRange[0]),
                value(chart.xScale(), xRange[1]),
                (int) Math.max(2, (right - left) / 75),
                allX().filter(Double::isFinite).allMatch(x -> x == Math.rint(x)));

        grid(xTicks, yTicks);
        drawing.line("axis", left, bottom, right, bottom);
        if (!chart.xTitle().isEmpty()) {
            drawing.text("name", (left + right) / 2, height - 6, "middle", chart.xTitle());
        }
        if (!chart.yTitle().isEmpty()) {
            drawing.upwards("name", 13, (top + bottom) / 2, chart.yTitle());
        }
        boolean cut = chart.fixedY() != null;
        if (cut) {
            drawing.window(left, top, right - left, bottom - top);
        }
        marks();
        for (Series.Mode mode : List.of(Series.Mode.BAND, Series.Mode.LINE, Series.Mode.DASHED, Series.Mode.POINTS)) {
            chart.series().stream().filter(series -> series.mode() == mode).forEach(this::series);
        }
        markLabels();
        if (cut) {
            drawing.endWindow();
        }
        legend(legend);
    }

    private void grid(Ticks xTicks, Ticks yTicks) {
        for (int i = 0; i < yTicks.at().size(); i++) {
            double y = yAt(yTicks.at().get(i));
            drawing.line("grid", left, y, right, y);
            drawing.text("tick", left - 8, y + 4, "end", yTicks.labels().get(i));
        }
        if (!yTicks.minor().isEmpty()) {
            drawing.line("axis", left, top, left, bottom);
        }
        for (double value : yTicks.minor()) {
            drawing.line("axis", left - 3, yAt(value), left, yAt(value));
        }
        double free = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < xTicks.at().size(); i++) {
            double x = xAt(xTicks.at().get(i));
            String label = xTicks.labels().get(i);
            double half = Drawing.widthOf(label) / 2;
            drawing.line("axis", x, bottom, x, bottom + 5);
            if (x - half > free) {
                double shown = Math.min(x, width - 2 - half);
                drawing.text("tick", shown, bottom + 18, "middle", label);
                free = shown + half + 6;
            }
        }
        for (double value : xTicks.minor()) {
            drawing.line("axis", xAt(value), bottom, xAt(value), bottom + 3);
        }
    }

    private void marks() {
        for (Mark mark : shownMarks()) {
            if (mark.horizontal()) {
                drawing.line("mark", left, yAt(mark.value()), right, yAt(mark.value()));
            } else {
                drawing.line("mark", xAt(mark.value()), top, xAt(mark.value()), bottom);
            }
        }
    }

    private void markLabels() {
        for (Mark mark : shownMarks()) {
            if (mark.horizontal()) {
                double y = yAt(mark.value());
                double baseline = y - 5 < top + 8 ? y + 13 : y - 5;
                double length = Drawing.widthOf(mark.label());
                boolean onRight = room(right - length, right, baseline - 4) >= room(left, left + length, baseline - 4);
                drawing.text(
                        "small halo",
                        onRight ? right - 2 : left + 5,
                        baseline,
                        onRight ? "end" : "start",
                        mark.label());
            } else {
                double x = xAt(mark.value());
                boolean onLeft = x + 6 + Drawing.widthOf(mark.label()) > right;
                drawing.text("small halo", onLeft ? x - 5 : x + 5, top + 10, onLeft ? "end" : "start", mark.label());
            }
        }
    }

    /** How far, upwards or downwards, the nearest value is from a height within a stretch of the axis. */
    private double room(double from, double to, double height) {
        double nearest = bottom - top;
        for (Series series : chart.series()) {
            for (int i = 0; i < series.length(); i++) {
                if (visible(series, i) && xAt(series.x()[i]) >= from - 8 && xAt(series.x()[i]) <= to + 8) {
                    nearest = Math.min(nearest, Math.abs(yAt(series.y()[i]) - height));
                }
            }
        }
        return nearest;
    }

    private List<Mark> shownMarks() {
        return chart.marks().stream()
                .filter(mark -> (mark.horizontal() ? chart.yScale() : chart.xScale()).shows(mark.value()))
                .toList();
    }

    private void series(Series series) {
        int colour = colours.getOrDefault(series.name(), 0);
        switch (series.mode()) {
            case LINE -> drawing.path("curve s" + colour, curve(series), "");
            case DASHED -> drawing.path("curve dashed s" + colour, curve(series), "");
            case BAND -> drawing.path("band s" + colour, band(series), "");
            case POINTS -> points(series, colour);
        }
    }

    private void points(Series series, int colour) {
        for (int i = 0; i < series.length(); i++) {
            if (visible(series, i)) {
                String hint = series.length() > POINTS_WITH_HINTS
                        ? ""
                        : series.name() + ": " + Decimal.rounded(series.x()[i], 5) + ", "
                                + Decimal.rounded(series.y()[i], 5);
                drawing.path("point s" + colour, marker(colour, xAt(series.x()[i]), yAt(series.y()[i])), hint);
            }
        }
    }

    private StringBuilder curve(Series series) {
        StringBuilder path = new StringBuilder();
        boolean drawing = false;
        for (int i : thinned(series)) {
            if (!visible(series, i)) {
                drawing = false;
                continue;
            }
            path.append(drawing ? 'L' : 'M')
                    .append(Drawing.number(xAt(series.x()[i])))
                    .append(' ')
                    .append(Drawing.number(yAt(series.y()[i])));
            drawing = true;
        }
        return path;
    }

    private StringBuilder band(Series series) {
        StringBuilder path = new StringBuilder();
        List<Integer> run = new ArrayList<>();
        for (int i = 0; i <= series.length(); i++) {
            if (i < series.length() && visible(series, i) && chart.yScale().shows(series.high()[i])) {
                run.add(i);
                continue;
            }
            for (int k = 0; k < run.size(); k++) {
                path.append(k == 0 ? 'M' : 'L')
                        .append(Drawing.number(xAt(series.x()[run.get(k)])))
                        .append(' ')
                        .append(Drawing.number(yAt(series.high()[run.get(k)])));
            }
            for (int k = run.size() - 1; k >= 0; k--) {
                path.append('L')
                        .append(Drawing.number(xAt(series.x()[run.get(k)])))
                        .append(' ')
                        .append(Drawing.number(yAt(series.y()[run.get(k)])));
            }
            path.append(run.isEmpty() ? "" : "Z");
            run.clear();
        }
        return path;
    }

    /**
     * All indices of a short series; of a long one those that bound the curve in each half pixel of width: nothing visible is
     * lost.
     */
    private Iterable<Integer> thinned(Series series) {
        int n = series.length();
        if (n <= THINNED_FROM || !increasing(series.x())) {
            List<Integer> all = new ArrayList<>(n);
            for (int i = 0; i < n; i++) {
                all.add(i);
            }
            return all;
        }
        TreeSet<Integer> kept = new TreeSet<>();
        int from = 0;
        while (from < n) {
            long column = column(series, from);
            int lowest = from;
            int highest = from;
            int to = from;
            while (to < n && column(series, to) == column) {
                if (!visible(series, to)) {
                    kept.add(to);
                } else if (series.y()[to] < series.y()[lowest] || !visible(series, lowest)) {
                    lowest = to;
                } else if (series.y()[to] > series.y()[highest] || !visible(series, highest)) {
                    highest = to;
                }
                to++;
            }
            kept.addAll(List.of(from, lowest, highest, to - 1));
            from = to;
        }
        return kept;
    }

    private long column(Series series, int i) {
        return chart.xScale().shows(series.x()[i]) ? Math.round(2 * xAt(series.x()[i])) : Long.MIN_VALUE;
    }

    private static boolean increasing(double[] x) {
        for (int i = 1; i < x.length; i++) {
            if (!(x[i] >= x[i - 1])) {
                return false;
            }
        }
        return true;
    }

    private boolean visible(Series series, int i) {
        return chart.xScale().shows(series.x()[i]) && chart.yScale().shows(series.y()[i]);
    }

    /** A circle, square, triangle or diamond: shapes tell series apart where colours do not. */
    private static String marker(int colour, double x, double y) {
        String cx = Drawing.number(x);
        String cy = Drawing.number(y);
        return switch (colour % 4) {
            case 0 -> "M" + Drawing.number(x - 3.5) + " " + cy + "a3.5 3.5 0 1 0 7 0a3.5 3.5 0 1 0 -7 0Z";
            case 1 -> "M" + Drawing.number(x - 3.2) + " " + Drawing.number(y - 3.2) + "h6.4v6.4h-6.4Z";
            case 2 -> "M" + cx + " " + Drawing.number(y - 4.2) + "l4 7h-8Z";
            default -> "M" + cx + " " + Drawing.number(y - 4.4) + "l4.4 4.4l-4.4 4.4l-4.4 -4.4Z";
        };
    }

    private List<List<String>> legendRows() {
        List<List<String>> rows = new ArrayList<>();
        double used = 0;
        for (String name : colours.keySet()) {
            if (name.isEmpty()) {
                continue;
            }
            double needed = entryWidth(name);
            if (rows.isEmpty() || used + needed > width - 30) {
                rows.add(new ArrayList<>());
                used = 0;
            }
            rows.get(rows.size() - 1).add(name);
            used += needed;
        }
        return rows;
    }

    private void legend(List<List<String>> rows) {
        double y = 14;
        for (List<String> row : rows) {
            double x = rows.size() == 1
                            && row.stream()
                                            .mapToDouble(LineChartDrawing::entryWidth)
                                            .sum()
                                    < right - left
                    ? left
                    : 8;
            for (String name : row) {
                int colour = colours.getOrDefault(name, 0);
                for (Series series : chart.series()) {
                    if (series.name().equals(name)) {
                        sample(series.mode(), colour, x, y - 4);
                    }
                }
                drawing.text("name", x + SAMPLE + 7, y, "start", name);
                x += entryWidth(name);
            }
            y += ROW;
        }
    }

    private void sample(Series.Mode mode, int colour, double x, double y) {
        switch (mode) {
            case LINE -> drawing.line("curve s" + colour, x, y, x + SAMPLE, y);
            case DASHED -> drawing.line("curve dashed s" + colour, x, y, x + SAMPLE, y);
            case BAND -> drawing.rectangle("band s" + colour, x, y - 5, SAMPLE, 10);
            case POINTS -> drawing.path("point s" + colour, marker(colour, x + SAMPLE / 2, y), "");
        }
    }

    /** "MLP" of "MLP, validation". */
    private static String group(String name) {
        int comma = name.indexOf(", ");
        return comma < 0 ? name : name.substring(0, comma);
    }

    private static double entryWidth(String name) {
        return SAMPLE + 7 + Drawing.widthOf(name) + 20;
    }

    private double xAt(double x) {
        return left + (chart.xScale().of(x) - xRange[0]) / (xRange[1] - xRange[0]) * (right - left);
    }

    private double yAt(double y) {
        double pixel = bottom - (chart.yScale().of(y) - yRange[0]) / (yRange[1] - yRange[0]) * (bottom - top);
        return Math.max(
                -1e5, Math.min(1e5, pixel)); // what lies far outside a fixed range stays a number that renderers accept
    }

    private DoubleStream allX() {
        return DoubleStream.concat(
                chart.series().stream().flatMapToDouble(series -> Arrays.stream(series.x())),
                chart.marks().stream().filter(mark -> !mark.horizontal()).mapToDouble(Mark::value));
    }

    private DoubleStream allY() {
        return DoubleStream.concat(
                chart.series().stream()
                        .flatMapToDouble(
                                series -> DoubleStream.concat(Arrays.stream(series.y()), Arrays.stream(series.high()))),
                chart.marks().stream().filter(Mark::horizontal).mapToDouble(Mark::value));
    }

    /** The range of what can be shown, with a margin; linear axes of values near zero compared to their spread begin at zero. */
    private static double[] fitted(Scale scale, DoubleStream values, double margin, boolean fromZero) {
        double[] shown = values.filter(scale::shows).map(scale::of).toArray();
        if (shown.length == 0) {
            return new double[] {0, 1};
        }
        double low = Arrays.stream(shown).min().getAsDouble();
        double high = Arrays.stream(shown).max().getAsDouble();
        if (high - low <= 1e-9 * Math.max(Math.abs(high), Math.abs(low)) || high == low) {
            double half = scale == Scale.LINEAR && low != 0 ? 0.1 * Math.abs(low) : 0.5;
            return new double[] {low - half, high + half};
        }
        double room = margin * (high - low);
        boolean zero = fromZero && scale == Scale.LINEAR && low >= 0 && low < 0.35 * high;
        return new double[] {zero ? 0 : low - room, high + room};
    }

    private static double value(Scale scale, double position) {
        return switch (scale) {
            case LINEAR -> position;
            case LOG10 -> Math.pow(10, position);
            case LOG2 -> Math.pow(2, position);
        };
    }
}
