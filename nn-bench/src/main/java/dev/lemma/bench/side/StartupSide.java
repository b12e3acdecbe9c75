package dev.lemma.bench.side;

import dev.lemma.bench.workload.Case;
import dev.lemma.bench.workload.Setup;
import dev.lemma.bench.workload.StartupWorkload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Times whole processes, one per case and round. The first, untimed one fills the page cache and writes the class archive
 * (AppCDS) that the later ones map: what the {@code lemma} script does at its first start.
 */
public final class StartupSide implements Side {

    private final StartupWorkload workload;
    private final List<Case> cases;
    private final Setup setup;
    private final Java java;
    private final Cores cores;
    private final Path folder;
    private final Map<Case, List<String>> commands = new LinkedHashMap<>();
    private boolean left;

    /**
     * A side whose processes run on this process's class path.
     *
     * @param folder where the class archives go
     */
    public StartupSide(StartupWorkload workload, List<Case> cases, Setup setup, Java java, Cores cores, Path folder) {
        this.workload = workload;
        this.cases = List.copyOf(cases);
        this.setup = setup;
        this.java = java;
        this.cores = cores;
        this.folder = folder;
    }

    @Override
    public Optional<Message.Ready> ready() {
        if (left) {
            return Optional.empty();
        }
        List<Message.Timed> timed = new ArrayList<>();
        List<Message.Lost> failed = new ArrayList<>();
        for (Case which : cases) {
            Path archive = folder.resolve(workload.id() + "-" + cases.indexOf(which) + "-" + setup.vector() + ".jsa");
            time(which, command(which, List.of("-Xlog:disable", "-XX:ArchiveClassesAtExit=" + archive)));
            boolean archived = Files.exists(archive);
            List<String> command = archived
                    ? command(which, List.of("-Xshare:auto", "-Xlog:disable", "-XX:SharedArchiveFile=" + archive))
                    : command(which, List.of());
            Message first = time(which, command);
            if (first instanceof Message.Timing t) {
                commands.put(which, command);
                String note = archived ? "whole process, class archive" : "whole process";
                timed.add(new Message.Timed(which.name(), which.dtype(), which.unit(), 1, t.seconds(), note));
            } else if (first instanceof Message.Lost lost) {
                failed.add(lost);
            }
        }
        return Optional.of(new Message.Ready(timed, failed, Map.of(), ""));
    }

    private List<String> command(Case which, List<String> archive) {
        List<String> options = new ArrayList<>(archive);
        options.addAll(workload.jvmArguments());
        return java.command(
                cores, setup.vector(), options, workload.mainClass(which), workload.arguments(which, setup));
    }

    @Override
    public List<Message> round() {
        List<Message> answers = new ArrayList<>();
        commands.forEach((which, command) -> answers.add(time(which, command)));
        return answers;
    }

    @Override
    public void next() {
        left = true;
    }

    @Override
    public void close() {
        left = true;
    }

    private Message time(Case which, List<String> command) {
        Path output = folder.resolve(workload.id() + ".out");
        ProcessBuilder builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile());
        builder.environment().putAll(Java.ENVIRONMENT);
        try {
            long start = System.nanoTime();
            int status = builder.start().waitFor();
            double seconds = (System.nanoTime() - start) * 1e-9;
            if (status == 0) {
                return new Message.Timing(which.name(), which.dtype(), seconds);
            }
            String said =
                    Files.readString(output).lines().reduce("", (a, b) -> b).strip();
            return new Message.Lost(
                    which.name(),
                    which.dtype(),
                    workload.mainClass(which) + " ended with status " + status + (said.isEmpty() ? "" : ": " + said));
        } catch (IOException e) {
            return new Message.Lost(which.name(), which.dtype(), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SideException("interrupted while timing " + which.key(), e);
        }
    }
}
