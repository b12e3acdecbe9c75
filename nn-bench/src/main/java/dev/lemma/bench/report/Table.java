package dev.lemma.bench.report;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** A table, for the terminal or for a page. Columns of figures are aligned to the right. */
record Table(List<String> head, List<List<String>> rows) {

    Table {
        for (List<String> row : rows) {
            if (row.size() != head.size()) {
                throw new IllegalArgumentException(
                        "row " + row + ": got " + row.size() + " cells, expected " + head.size());
            }
        }
    }

    /** Columns padded with spaces, two between them; no space at the end of a line. */
    String text() {
        int[] width = IntStream.range(0, head.size())
                .map(c -> Math.max(
                        length(head.get(c)),
                        rows.stream().mapToInt(r -> length(r.get(c))).max().orElse(0)))
                .toArray();
        StringBuilder out = new StringBuilder();
        line(head, width, out);
        rows.forEach(row -> line(row, width, out));
        return out.toString();
    }

    private void line(List<String> cells, int[] width, StringBuilder out) {
        String line = IntStream.range(0, cells.size())
                .mapToObj(c -> {
                    String space = " ".repeat(width[c] - length(cells.get(c)));
                    return figures(c) ? space + cells.get(c) : cells.get(c) + space;
                })
                .collect(Collectors.joining("  "));
        out.append("  ").append(line.stripTrailing()).append('\n');
    }

    /** A table of GitHub's dialect; a bar inside a cell is escaped. */
    String markdown() {
        StringBuilder out = new StringBuilder();
        out.append("| ").append(String.join(" | ", head)).append(" |\n|");
        for (int c = 0; c < head.size(); c++) {
            out.append(figures(c) ? " ---: |" : " --- |");
        }
        out.append('\n');
        for (List<String> row : rows) {
            out.append("| ")
                    .append(row.stream().map(cell -> cell.replace("|", "\\|")).collect(Collectors.joining(" | ")))
                    .append(" |\n");
        }
        return out.toString();
    }

    /** Whether every filled cell of a column begins with a digit. */
    private boolean figures(int column) {
        return rows.stream()
                        .map(r -> r.get(column))
                        .filter(c -> !c.isEmpty())
                        .allMatch(c -> Character.isDigit(c.charAt(0)))
                && rows.stream().anyMatch(r -> !r.get(column).isEmpty());
    }

    private static int length(String cell) {
        return cell.codePointCount(0, cell.length());
    }
}
