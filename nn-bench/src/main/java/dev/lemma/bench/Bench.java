package dev.lemma.bench;

import dev.lemma.bench.report.Duel;
import dev.lemma.bench.report.Machine;
import dev.lemma.bench.report.Report;
import dev.lemma.bench.side.Java;
import dev.lemma.bench.side.Python;
import dev.lemma.bench.workload.Workload;
import dev.lemma.bench.workload.Workloads;
import java.io.IOException;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/**
 * {@code bench W01 W02 ...}: our workloads and the peers' scripts alternate in one run; prints medians, bests and ratios.
 * Exit status 0 when everything asked for was measured, 1 when one of ours was not, 2 on misuse.
 */
@Command(
        name = "bench",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Time our workloads against other libraries, alternating in one run.")
public final class Bench implements Callable<Integer> {

    private static final double BUSY = 0.8;

    @Parameters(
            paramLabel = "WORKLOAD",
            arity = "0..*",
            description = "Names such as W01, or all. Without any, lists them.")
    private List<String> names = List.of();

    @Option(
            names = "--threads",
            split = ",",
            defaultValue = "1,2",
            paramLabel = "N",
            description = "Numbers of threads, each a run of its own (default: ${DEFAULT-VALUE}).")
    private List<Integer> threads = List.of();

    @Option(
            names = "--peer-python",
            split = ",",
            defaultValue = "python3",
            paramLabel = "PATH",
            description =
                    "Python that has the peers (torch, jax, optax, ...); several are tried in order (default: ${DEFAULT-VALUE}).")
    private List<String> pythons = List.of();

    @Option(names = "--no-peers", description = "Ours alone.")
    private boolean alone;

    @Option(
            names = "--rounds",
            paramLabel = "N",
            description = "Rounds, each timing everything once (default: 7, with --quick 3).")
    private @Nullable Integer rounds;

    @Option(names = "--quick", description = "Shorter warm-up and timings: a first impression, not a result.")
    private boolean quick;

    @Option(
            names = "--budget",
            defaultValue = "120",
            paramLabel = "SECONDS",
            description = "Beyond it no further round begins after the third (default: ${DEFAULT-VALUE}).")
    private double budget;

    @Option(names = "--fallback", description = "Also time ours without the Vector API.")
    private boolean fallback;

    @Option(names = "--java", paramLabel = "PATH", description = "The java to measure (default: the one running this).")
    private @Nullable Path java;

    @Option(
            names = "--library",
            defaultValue = "mkl",
            paramLabel = "NAME",
            description =
                    "Native library of ours for matrix products: mkl (where it exists for the platform) or openblas, what"
                            + " Lemma uses unless MKL is put on the class path (default: ${DEFAULT-VALUE}).")
    private Library library = Library.mkl;

    @Option(names = "--json", paramLabel = "FILE", description = "Write the medians and ratios, a row per peer.")
    private @Nullable Path json;

    @Option(names = "--markdown", paramLabel = "FILE", description = "Write the page docs/benchmarks.md.")
    private @Nullable Path markdown;

    /** As typed. */
    private enum Library {
        mkl,
        openblas
    }

    @Spec
    private @Nullable CommandSpec spec;

    /** Runs the command and exits with its status. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new Bench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        CommandLine line = commandLine();
        PrintWriter out = line.getOut();
        PrintWriter err = line.getErr();
        if (names.isEmpty()) {
            Workloads.all().forEach(w -> out.println(w.id() + "  " + w.title()));
            out.flush();
            return 0;
        }
        List<Workload> workloads = workloads(line);
        check(line);
        Java measured = measured(line);
        Map<String, String> versions = new LinkedHashMap<>();
        Map<Integer, String> pinning = new TreeMap<>();
        Set<String> remarks = new LinkedHashSet<>();
        List<Duel> duels = new ArrayList<>();
        String machine = Machine.describe();
        out.println(machine);
        double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
        if (load > BUSY) {
            remarks.add(String.format(
                    Locale.ROOT, "the machine was busy when this started (load %.1f): the figures are rough", load));
        }
        Path scripts = Files.createTempDirectory("lemma-bench");
        try {
            versions.put("java", measured.version());
            Comparison comparison = new Comparison(
                    measured,
                    new Python(alone ? List.of() : pythons),
                    scripts,
                    new Comparison.Options(rounds == null ? (quick ? 3 : 7) : rounds, budget, quick),
                    fallback ? List.of(true, false) : List.of(true),
                    versions,
                    pinning,
                    remarks,
                    message -> {
                        err.println("  . " + message);
                        err.flush();
                    });
            for (Workload workload : workloads) {
                for (int t : threads) {
                    List<Duel> more = comparison.run(workload, t);
                    duels.addAll(more);
                    more.forEach(duel -> out.println("\n" + Report.text(duel)));
                    out.flush();
                }
            }
        } finally {
            delete(scripts);
        }
        Report report =
                new Report(machine, versions, pinning, commandLine(line), LocalDate.now(), duels, List.copyOf(remarks));
        out.println("\nAgainst the best peer (ratio: our speed / the peer's)\n" + report.summary());
        versions.forEach((name, version) -> out.println("  " + name + " " + version));
        pinning.forEach((t, cores) -> out.println("  threads " + t + ": " + cores));
        remarks.forEach(remark -> out.println("  remark: " + remark));
        out.flush();
        write(json, report.json());
        write(markdown, report.markdown());
        return complete(workloads, duels) ? 0 : 1;
    }

    /** The command as another machine's reader would type it: without where files went, and whose Python it was. */
    private static String commandLine(CommandLine line) {
        List<String> words = new ArrayList<>(List.of("./lemma", "bench"));
        Iterator<String> given = line.getParseResult().originalArgs().iterator();
        while (given.hasNext()) {
            String word = given.next();
            String option = word.contains("=") ? word.substring(0, word.indexOf('=')) : word;
            switch (option) {
                case "--json", "--markdown" -> {
                    if (option.equals(word)) {
                        given.next();
                    }
                }
                case "--peer-python", "--java" -> {
                    words.add(option);
                    words.add("PATH");
                    if (option.equals(word)) {
                        given.next();
                    }
                }
                default -> words.add(word);
            }
        }
        return String.join(" ", words);
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("Bench is run by picocli: new CommandLine(new Bench()).execute(args)");
        }
        return spec.commandLine();
    }

    private List<Workload> workloads(CommandLine line) {
        if (names.equals(List.of("all"))) {
            return Workloads.all();
        }
        try {
            return names.stream().map(Workloads::named).distinct().toList();
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, e.getMessage(), e);
        }
    }

    private Java measured(CommandLine line) {
        try {
            Java chosen = java == null ? Java.running() : Java.at(java);
            return library == Library.openblas ? chosen.withOpenBlas() : chosen;
        } catch (IllegalArgumentException e) {
            throw new CommandLine.ParameterException(line, "--java: " + e.getMessage(), e);
        }
    }

    private void check(CommandLine line) {
        int cores = Runtime.getRuntime().availableProcessors();
        for (int t : threads) {
            if (t < 1 || t > cores) {
                throw new CommandLine.ParameterException(
                        line, "--threads: got " + t + ", expected 1 to " + cores + ", the cores of this machine");
            }
        }
        if (rounds != null && rounds < 1) {
            throw new CommandLine.ParameterException(line, "--rounds: got " + rounds + ", expected at least 1");
        }
        for (Path file : Stream.of(json, markdown).filter(f -> f != null).toList()) {
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || !Files.isDirectory(folder) || !Files.isWritable(folder)) {
                throw new CommandLine.ParameterException(
                        line, "The file " + file + " cannot be written: its folder does not exist or is read-only");
            }
        }
    }

    private boolean complete(List<Workload> workloads, List<Duel> duels) {
        return workloads.stream()
                .allMatch(w -> w.cases().stream().allMatch(c -> threads.stream().allMatch(t -> duels.stream()
                        .anyMatch(d -> d.workload().equals(w.id())
                                && d.caseName().equals(c.name())
                                && d.dtype().equals(c.dtype())
                                && d.threads() == t))));
    }

    private static void write(@Nullable Path file, String text) throws IOException {
        if (file != null) {
            Files.writeString(file, text, StandardCharsets.UTF_8);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
