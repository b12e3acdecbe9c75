package dev.lemma.examples.report;

import java.util.List;
import java.util.stream.Collectors;

/** Lines of comma-separated values as RFC 4180 has them, except that lines end in a line feed alone. */
final class Csv {

    private final StringBuilder text = new StringBuilder();

    Csv line(Object... cells) {
        return line(List.of(cells));
    }

    Csv line(List<?> cells) {
        text.append(cells.stream().map(Csv::cell).collect(Collectors.joining(",")))
                .append('\n');
        return this;
    }

    @Override
    public String toString() {
        return text.toString();
    }

    private static String cell(Object value) {
        if (value instanceof Double || value instanceof Float) {
            return Decimal.exact(((Number) value).doubleValue());
        }
        String plain = value.toString();
        boolean quoted = plain.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quoted ? '"' + plain.replace("\"", "\"\"") + '"' : plain;
    }
}
