package dev.lemma.examples.cli;

import dev.lemma.examples.Claim;
import dev.lemma.examples.terminal.Terminal;
import dev.lemma.examples.terminal.Terminal.Style;
import java.util.ArrayList;
import java.util.List;

/** Claims, what was measured, and verdicts, in columns that fit the terminal. */
final class ClaimTable {

    private static final int NARROWEST = 24;

    private final Terminal terminal;

    ClaimTable(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Nothing but a sentence if there is no claim. */
    String of(List<Claim> claims) {
        if (claims.isEmpty()) {
            return "This example claims nothing.";
        }
        List<String> measured = claims.stream()
                .map(claim -> terminal.encodable(claim.measuredForReading()))
                .toList();
        List<String> expected = claims.stream()
                .map(claim -> terminal.encodable(claim.expected()))
                .toList();
        int measuredWidth = widest("measured", measured);
        int expectedWidth = widest("expected", expected);
        int room = Math.max(NARROWEST, terminal.width() - measuredWidth - expectedWidth - 13);
        int claimWidth = Math.min(
                room,
                widest(
                        "claim",
                        claims.stream()
                                .map(claim -> terminal.encodable(claim.claim()))
                                .toList()));

        StringBuilder table = new StringBuilder();
        table.append(terminal.paint(
                        Style.BOLD,
                        "verdict  " + padded("claim", claimWidth) + "  " + right("measured", measuredWidth) + "  "
                                + "expected"))
                .append('\n');
        table.append(terminal.paint(
                        Style.FAINT,
                        (terminal.hasUnicode() ? "─" : "-").repeat(9 + claimWidth + 4 + measuredWidth + expectedWidth)))
                .append('\n');
        for (int i = 0; i < claims.size(); i++) {
            boolean holds = claims.get(i).holds();
            List<String> lines = wrapped(terminal.encodable(claims.get(i).claim()), claimWidth);
            table.append(terminal.paint(holds ? Style.GOOD : Style.BAD, padded(holds ? "holds" : "FAILS", 7)))
                    .append("  ")
                    .append(padded(lines.get(0), claimWidth))
                    .append("  ")
                    .append(right(measured.get(i), measuredWidth))
                    .append("  ")
                    .append(expected.get(i))
                    .append('\n');
            lines.stream()
                    .skip(1)
                    .forEach(line -> table.append(" ".repeat(9)).append(line).append('\n'));
        }
        table.setLength(table.length() - 1);
        return table.toString();
    }

    /** At blanks where there are some. */
    static List<String> wrapped(String text, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.strip().split("\\s+")) {
            String rest = word;
            if (line.length() > 0 && line.length() + 1 + rest.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            while (rest.length() > width) {
                lines.add(rest.substring(0, width));
                rest = rest.substring(width);
            }
            line.append(line.length() == 0 ? "" : " ").append(rest);
        }
        lines.add(line.toString());
        return lines;
    }

    private static int widest(String head, List<String> cells) {
        return Math.max(
                head.length(), cells.stream().mapToInt(String::length).max().orElse(0));
    }

    private static String padded(String text, int width) {
        return text + " ".repeat(Math.max(0, width - text.length()));
    }

    private static String right(String text, int width) {
        return " ".repeat(Math.max(0, width - text.length())) + text;
    }
}
