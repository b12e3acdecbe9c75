package dev.lemma.examples.report;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A matrix in shades: a confusion matrix, a kernel, attention.
 *
 * <p>The shade is |value| / largest |value|; positive values are blue, negative ones red, so that zero is the colour of the
 * page. Up to 24 columns the values are written in the cells as well.
 *
 * @param title the caption's first sentence, without a full stop
 * @param rowTitle what the rows are
 * @param columnTitle what the columns are
 * @param rows names of the rows, from above
 * @param columns names of the columns
 * @param values row by row; all rows as long as {@code columns}, no more than 128 × 128
 * @param confusion whether rows are true classes and columns predicted ones: then right answers are shaded by their share of the
 *     row, wrong ones red by their share of the commonest mistake, and each row ends with its recall
 */
public record HeatMap(
        String title,
        String rowTitle,
        String columnTitle,
        List<String> rows,
        List<String> columns,
        List<List<Double>> values,
        boolean confusion) {

    private static final int LARGEST = 128;

    public HeatMap {
        rows = List.copyOf(rows);
        columns = List.copyOf(columns);
        values = values.stream().map(List::copyOf).toList();
        int width = columns.size();
        if (values.size() != rows.size()
                || values.stream().anyMatch(row -> row.size() != width)
                || values.isEmpty()
                || width == 0) {
            throw new IllegalArgumentException(
                    "Heat map \"" + title + "\" has " + rows.size() + " row names and " + width
                            + " column names; got " + values.size() + " rows of "
                            + values.stream().map(List::size).distinct().toList()
                            + " values; expected one value for each pair, and at least one.");
        }
        if (rows.size() > LARGEST || width > LARGEST) {
            throw new IllegalArgumentException(
                    "Heat map \"" + title + "\" has " + rows.size() + " × " + width + " cells; expected " + LARGEST
                            + " × " + LARGEST + " at most. Show a part of it, averages over blocks, or a Picture.");
        }
        if (confusion && rows.size() != width) {
            throw new IllegalArgumentException(
                    "A confusion matrix is square; got " + rows.size() + " × " + width + ".");
        }
    }

    /** Any matrix; rows and columns are numbered from 0. */
    public static HeatMap of(String title, String rowTitle, String columnTitle, double[][] values) {
        return new HeatMap(
                title,
                rowTitle,
                columnTitle,
                numbers(values.length),
                numbers(values.length == 0 ? 0 : values[0].length),
                lists(values),
                false);
    }

    /**
     * How often class i was taken for class j.
     *
     * @param counts square; counts[i][j] for true i and predicted j
     */
    public static HeatMap confusion(String title, List<String> classes, int[][] counts) {
        double[][] values = new double[counts.length][];
        for (int i = 0; i < counts.length; i++) {
            values[i] = IntStream.of(counts[i]).asDoubleStream().toArray();
        }
        return new HeatMap(title, "true class", "predicted class", classes, classes, lists(values), true);
    }

    /** A file of its own, in colours for white paper. */
    public String svg() {
        return HeatMapDrawing.of(this).file(title);
    }

    /** The numbers, with the names of rows and columns. */
    public String csv() {
        List<Object> head = new ArrayList<>(List.of(rowTitle.isEmpty() ? "row" : rowTitle));
        head.addAll(columns);
        Csv csv = new Csv().line(head);
        for (int i = 0; i < rows.size(); i++) {
            List<Object> line = new ArrayList<>(List.of(rows.get(i)));
            line.addAll(values.get(i));
            csv.line(line);
        }
        return csv.toString();
    }

    double at(int row, int column) {
        return values.get(row).get(column);
    }

    private static List<String> numbers(int n) {
        return IntStream.range(0, n).mapToObj(Integer::toString).toList();
    }

    private static List<List<Double>> lists(double[][] values) {
        List<List<Double>> rows = new ArrayList<>();
        for (double[] row : values) {
            rows.add(Arrays.stream(row).boxed().toList());
        }
        return rows;
    }
}
