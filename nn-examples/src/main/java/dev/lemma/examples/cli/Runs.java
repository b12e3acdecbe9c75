package dev.lemma.examples.cli;

import dev.lemma.core.io.AtomicFile;
import dev.lemma.examples.UsageException;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A folder of runs: each in a folder of its own, which no other run overwrites, and {@code index.html} that lists them.
 *
 * <pre>{@code report/index.html   report/digits/index.html   report/digits-2/index.html   report/regression/index.html }</pre>
 */
final class Runs {

    static final String PAGE = "index.html";
    static final String COMPARISON = "comparison.html";

    private final Path folder;

    Runs(Path folder) {
        this.folder = folder;
    }

    /** A new folder for a run of the example. */
    Path begin(String example) {
        try {
            for (int k = 1; ; k++) {
                try {
                    return Files.createDirectory(folder.resolve(k == 1 ? example : example + "-" + k));
                } catch (FileAlreadyExistsException taken) {
                    // the next number
                }
            }
        } catch (IOException failure) {
            throw new UsageException(
                    "--out: cannot write in " + folder + " (" + OutputPlaces.reason(failure)
                            + "). Choose another folder with --out DIR.",
                    failure);
        }
    }

    /** Takes the folder of a run that left nothing away. */
    static void discardIfEmpty(Path run) {
        try (Stream<Path> content = Files.list(run)) {
            if (content.findAny().isEmpty()) {
                Files.delete(run);
            }
        } catch (IOException ignored) {
            // an empty folder does no harm
        }
    }

    /** Refuses a folder whose page is somebody else's or another example's. */
    static void requireOwn(Path out, String example) {
        if (!Files.exists(out.resolve(PAGE))) {
            return;
        }
        String owner = RunRecord.read(out).map(RunRecord::example).orElse("");
        if (!owner.equals(example)) {
            throw new UsageException("--out: " + out + " holds "
                    + (owner.isEmpty() ? "an index.html that is not the report of a run" : "the report of " + owner)
                    + ", which would be overwritten. Choose another folder with --out DIR, or remove it.");
        }
    }

    /** The runs below, oldest first. */
    List<RunRecord> all() {
        List<RunRecord> runs = new ArrayList<>();
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(folder, Files::isDirectory)) {
            folders.forEach(run -> RunRecord.read(run).ifPresent(runs::add));
        } catch (IOException failure) {
            throw new UsageException(folder + ": " + OutputPlaces.reason(failure) + ".", failure);
        }
        runs.sort(Comparator.comparingLong(RunRecord::started));
        return runs;
    }

    /** Writes the list of runs. */
    Path index() {
        Report page = new Report("Lemma", "Runs");
        Table table = Table.titled("Newest first", "Run", "Command", "When", "Seconds", "Claims that hold");
        List<RunRecord> runs = all();
        for (int i = runs.size() - 1; i >= 0; i--) {
            RunRecord run = runs.get(i);
            String name = String.valueOf(run.folder().getFileName());
            table = table.row(name, "`" + run.command() + "`", when(run), run.seconds(), run.verdict());
            page.attach(name + "/" + PAGE);
        }
        page.lead("Each run has a page of its own. `lemma compare` puts claims and figures of several side by side.")
                .table("runs", table);
        page.write(folder);
        return folder.resolve(PAGE);
    }

    /**
     * Claims of runs side by side, and their figures of one name, as a page in this folder.
     *
     * @return the page
     */
    Path compare(List<RunRecord> runs) {
        Report page = new Report("Lemma", "Comparison of " + runs.size() + " runs");
        List<String> names = runs.stream().map(this::relative).toList();
        List<String> columns = new ArrayList<>(List.of("Claim"));
        columns.addAll(names);
        Table table = Table.titled("What was measured, and whether the claim holds", columns.toArray(new String[0]));
        for (Map.Entry<String, String> claim : claims(runs).entrySet()) {
            List<Object> row = new ArrayList<>(List.of(claim.getValue()));
            runs.forEach(run -> row.add(shown(run, claim.getKey())));
            table = table.row(row.toArray());
        }
        page.table("claims", table).section("Commands");
        for (int i = 0; i < runs.size(); i++) {
            page.paragraph(names.get(i) + ": `" + runs.get(i).command() + "`, " + when(runs.get(i)));
        }
        for (String figure : figures(runs)) {
            page.section(figure);
            for (int i = 0; i < runs.size(); i++) {
                if (Files.isRegularFile(runs.get(i).folder().resolve(figure + ".svg"))) {
                    page.picture(names.get(i) + "/" + figure + ".svg", names.get(i));
                }
            }
        }
        AtomicFile.write(folder.resolve(COMPARISON), page.html());
        return folder.resolve(COMPARISON);
    }

    /** Sentences by id, in the order of the first run that has them. */
    static Map<String, String> claims(List<RunRecord> runs) {
        Map<String, String> claims = new LinkedHashMap<>();
        runs.forEach(run -> run.claims().forEach(claim -> claims.putIfAbsent(claim.id(), claim.claim())));
        return claims;
    }

    /** What the run measured for the claim of this id, with its verdict. */
    static String shown(RunRecord run, String id) {
        return run.claims().stream()
                .filter(claim -> claim.id().equals(id))
                .findFirst()
                .map(claim -> claim.measuredForReading() + (claim.holds() ? "" : " FAILS"))
                .orElse("–");
    }

    private String relative(RunRecord run) {
        return folder.toAbsolutePath()
                .normalize()
                .relativize(run.folder().toAbsolutePath().normalize())
                .toString()
                .replace('\\', '/');
    }

    /** Figures that two of them have. */
    private static Set<String> figures(List<RunRecord> runs) {
        Set<String> once = new LinkedHashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        for (RunRecord run : runs) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(run.folder(), "*.svg")) {
                List<String> names = new ArrayList<>();
                files.forEach(
                        file -> names.add(String.valueOf(file.getFileName()).replaceFirst("\\.svg$", "")));
                names.sort(Comparator.naturalOrder());
                names.forEach(name -> (once.add(name) ? once : twice).add(name));
            } catch (IOException gone) {
                throw new UsageException(run.folder() + ": " + OutputPlaces.reason(gone) + ".", gone);
            }
        }
        return twice;
    }

    private static String when(RunRecord run) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT)
                .format(Instant.ofEpochMilli(run.started())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .atZone(ZoneId.systemDefault()));
    }
}
