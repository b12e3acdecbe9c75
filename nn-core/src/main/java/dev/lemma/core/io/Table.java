package dev.lemma.core.io;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Numbers in named columns.
 *
 * @param columns the names, no two alike
 * @param values float64, {@code [rows, columns]}
 */
public record Table(List<String> columns, Array values) {

    public Table {
        Check.given("columns", columns);
        Check.given("values", values);
        columns = List.copyOf(columns);
        if (values.shape().rank() != 2 || values.shape().extent(1) != columns.size()) {
            throw new IllegalArgumentException("table: " + columns.size() + " column names for values of shape "
                    + values.shape() + ", expected [rows, " + columns.size() + "]");
        }
        Set<String> seen = new HashSet<>();
        for (String column : columns) {
            if (!seen.add(column)) {
                throw new IllegalArgumentException(
                        "table: two columns are called \"" + column + "\": give each a name of its own");
            }
        }
    }

    /** Number of rows. */
    public int rows() {
        return values.shape().extent(0);
    }

    /** The place of the column; refuses a name that is not there and lists those that are. */
    public int indexOf(String column) {
        int index = columns.indexOf(column);
        if (index < 0) {
            throw new IllegalArgumentException("table: no column \"" + column + "\"; the columns are " + columns);
        }
        return index;
    }

    /** A column as {@code [rows]}: a copy. */
    public Array column(String column) {
        int index = indexOf(column);
        double[] numbers = new double[rows()];
        for (int row = 0; row < numbers.length; row++) {
            numbers[row] = values.get(row * columns.size() + index);
        }
        return Array.of(Shape.of(numbers.length), numbers);
    }

    /** The table without the column: a copy. */
    public Table without(String column) {
        int gone = indexOf(column);
        int width = columns.size() - 1;
        double[] numbers = new double[rows() * width];
        for (int row = 0; row < rows(); row++) {
            for (int k = 0; k < width; k++) {
                numbers[row * width + k] = values.get(row * (width + 1) + (k < gone ? k : k + 1));
            }
        }
        List<String> names = new ArrayList<>(columns);
        names.remove(gone);
        return new Table(names, Array.of(Shape.of(rows(), width), numbers));
    }
}
