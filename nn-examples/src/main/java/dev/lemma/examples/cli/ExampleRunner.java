package dev.lemma.examples.cli;

import dev.lemma.core.io.AtomicFile;
import dev.lemma.examples.Example;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.UsageException;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.terminal.Terminal;
import dev.lemma.examples.terminal.Terminal.Style;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Checks everything, runs, then writes and shows what came out; nothing is written of a run that broke. */
final class ExampleRunner {

    private final Terminal terminal;

    ExampleRunner(Terminal terminal) {
        this.terminal = terminal;
    }

    /**
     * One run.
     *
     * @param typed text by name of the option, the common ones among them
     * @param parts that were chosen by name
     * @return whether every claim holds
     */
    boolean run(Example example, Map<String, String> typed, ChosenParts parts) throws Exception {
        boolean quick = typed.containsKey("quick");
        long seed = seed(typed.getOrDefault("seed", "0"));
        Values values = new Values(example, typed, quick);
        Path root = OutputPlaces.folder(typed.getOrDefault("out", "report"));
        boolean chosen = typed.containsKey("out");
        if (chosen) {
            Runs.requireOwn(root, example.name());
        }
        @Nullable Path json = typed.containsKey("json") ? OutputPlaces.file("--json", typed.get("json")) : null;

        Report report = new Report("Lemma · " + example.name(), example.summary());
        Path out = chosen ? root : new Runs(root).begin(example.name());
        long started = System.currentTimeMillis();
        long start = System.nanoTime();
        Outcome outcome;
        List<Path> asked;
        try (ExampleRun context = new ExampleRun(terminal, values, parts, seed, quick, out, report)) {
            outcome = example.run(context);
            asked = context.artifacts();
        } catch (Exception | Error broken) {
            if (!chosen) {
                Runs.discardIfEmpty(out);
            }
            throw broken;
        }
        double seconds = (System.nanoTime() - start) / 1e9;

        report.claims(outcome.claims());
        String command = "lemma run " + example.name() + " --seed " + seed + (quick ? " --quick" : "")
                + (values.toString().isEmpty() ? "" : " " + values)
                + (parts.toString().isEmpty() ? "" : " " + parts);
        report.fact("Command", command);
        report.fact("Time", String.format(Locale.ROOT, "%.1f s", seconds));
        report.fact("Lemma", Version.ofLemma());
        report.fact("Java", Version.ofJava());
        report.fact("Machine", Version.ofMachine());
        asked.forEach(file -> report.attach(out.relativize(file).toString().replace('\\', '/')));
        Set<Path> artifacts = new LinkedHashSet<>(report.write(out));
        artifacts.addAll(asked);
        new RunRecord(out, example.name(), command, started, seconds, outcome.claims()).write();
        if (!chosen) {
            new Runs(root).index();
        }
        outcome.artifacts().forEach(file -> artifacts.add(file.toAbsolutePath().normalize()));

        if (json != null) {
            AtomicFile.write(
                    json, ResultJson.of(example.name(), seed, seconds, outcome.claims(), List.copyOf(artifacts)));
        }
        show(outcome, seconds, out.resolve("index.html"));
        return outcome.holds();
    }

    private void show(Outcome outcome, double seconds, Path page) {
        terminal.line("\n" + new ClaimTable(terminal).of(outcome.claims()) + "\n");
        String verdict = "";
        if (!outcome.claims().isEmpty()) {
            long holding =
                    outcome.claims().stream().filter(claim -> claim.holds()).count();
            String text = holding + " of " + outcome.claims().size()
                    + (outcome.claims().size() == 1 ? " claim holds" : " claims hold");
            verdict = terminal.paint(outcome.holds() ? Style.GOOD : Style.BAD, text) + ", ";
        }
        terminal.line(verdict + String.format(Locale.ROOT, "%.1f s. ", seconds) + "Report: " + page);
    }

    private static long seed(String typed) {
        try {
            return Long.parseLong(typed.strip());
        } catch (NumberFormatException notOne) {
            throw new UsageException(
                    "--seed: got \"" + typed + "\", expected a whole number between -2^63 and 2^63 - 1 (default 0).");
        }
    }
}
