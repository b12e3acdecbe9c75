package dev.lemma.examples.report;

import java.util.ArrayList;
import java.util.List;

/**
 * A table; cells that are {@link Number}s are aligned right and shown at five significant digits (the CSV file has all).
 *
 * @param title the caption's first sentence, without a full stop
 * @param columns names of the columns
 * @param rows as many cells each
 */
public record Table(String title, List<String> columns, List<List<Object>> rows) {

    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        for (List<Object> row : rows) {
            if (row.size() != columns.size()) {
                throw new IllegalArgumentException("Table \"" + title + "\" has the columns " + columns
                        + "; got a row of " + row.size() + ": " + row + ".");
            }
        }
    }

    /** No row yet. */
    public static Table titled(String title, String... columns) {
        return new Table(title, List.of(columns), List.of());
    }

    /** One more row. */
    public Table row(Object... cells) {
        List<List<Object>> more = new ArrayList<>(rows);
        more.add(List.of(cells));
        return new Table(title, columns, more);
    }
}
