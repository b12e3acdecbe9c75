package dev.lemma.examples.cli;

import dev.lemma.examples.UsageException;
import dev.lemma.examples.terminal.Terminal;
import dev.lemma.examples.terminal.Terminal.Style;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** {@code lemma compare}: what several runs measured, side by side. */
final class Comparison {

    private static final Path REPORT = Path.of("report");

    private final Terminal terminal;

    Comparison(Terminal terminal) {
        this.terminal = terminal;
    }

    /** Of the runs in these folders, of all below the usual one if none is named. */
    void of(List<String> folders) {
        List<RunRecord> runs = new ArrayList<>();
        for (String folder : folders) {
            runs.add(RunRecord.read(Path.of(folder))
                    .orElseThrow(() -> new UsageException(folder + " is not the folder of a run: it has no "
                            + RunRecord.FILE + " that can be read.")));
        }
        if (folders.isEmpty()) {
            runs.addAll(new Runs(REPORT).all());
        }
        if (runs.size() < 2) {
            throw new UsageException("compare needs two runs at least; got " + runs.size()
                    + (folders.isEmpty() ? " below " + REPORT : "") + ". Run examples first: lemma run NAME.");
        }
        for (int i = 0; i < runs.size(); i++) {
            terminal.line(terminal.paint(Style.BOLD, "[" + (i + 1) + "]") + " "
                    + runs.get(i).folder() + ": " + runs.get(i).command() + " ("
                    + runs.get(i).verdict() + ")");
        }
        for (Map.Entry<String, String> claim : Runs.claims(runs).entrySet()) {
            terminal.line("\n" + String.join("\n", ClaimTable.wrapped(claim.getValue(), terminal.width())));
            StringBuilder measured = new StringBuilder();
            for (int i = 0; i < runs.size(); i++) {
                measured.append("  [").append(i + 1).append("] ").append(Runs.shown(runs.get(i), claim.getKey()));
            }
            terminal.line(measured.toString());
        }
        Path beside = Objects.requireNonNullElse(
                runs.get(0).folder().toAbsolutePath().normalize().getParent(), REPORT);
        terminal.line("\nFigures: " + new Runs(beside).compare(runs));
    }
}
