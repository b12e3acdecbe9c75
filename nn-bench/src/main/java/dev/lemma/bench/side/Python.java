package dev.lemma.bench.side;

import dev.lemma.bench.workload.PeerScript;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * The Pythons that may have the peers.
 *
 * @param executables tried in order
 */
public record Python(List<String> executables) {

    private static final String FIND =
            "import importlib.util as u, sys; print(*[m for m in sys.argv[1:] if u.find_spec(m) is None])";

    public Python {
        executables = List.copyOf(executables);
    }

    /** Which one runs a script, or why none does. */
    public record Choice(String executable, String problem) {
        public boolean found() {
            return problem.isEmpty();
        }
    }

    /** The first Python that has every package the script imports. */
    public Choice forScript(PeerScript script) {
        List<String> problems = new ArrayList<>();
        for (String executable : executables) {
            String missing = missing(executable, script.packages());
            if (missing.isEmpty()) {
                return new Choice(executable, "");
            }
            problems.add(executable + ": " + missing);
        }
        return new Choice("", problems.isEmpty() ? "no Python was named" : String.join("; ", problems));
    }

    private static String missing(String executable, List<String> packages) {
        List<String> command = new ArrayList<>(List.of(executable, "-c", FIND));
        command.addAll(packages);
        try {
            Process process = new ProcessBuilder(command)
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
            if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
                return "it does not run as a Python 3";
            }
            return text.isEmpty() ? "" : "has no " + text.replace(" ", ", ");
        } catch (IOException e) {
            return "not found";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted";
        }
    }

    /** Writes a script and what it imports into a folder. */
    public static void unpack(PeerScript script, Path folder) throws IOException {
        for (String file : List.of("harness.py", "train_common.py", script.file())) {
            try (InputStream in = Python.class.getResourceAsStream("/peers/" + file)) {
                if (in == null) {
                    throw new IOException("the script " + file + " is not among the resources of nn-bench");
                }
                Files.write(folder.resolve(file), in.readAllBytes());
            }
        }
    }

    /** The command that serves a script's peers. */
    public static List<String> command(String executable, PeerScript script, int threads, Calibration calibration) {
        List<String> command = new ArrayList<>(List.of(
                executable,
                script.file(),
                "--serve",
                "--threads",
                Integer.toString(threads),
                "--min-time",
                Double.toString(calibration.minSeconds())));
        if (!script.only().isEmpty()) {
            command.addAll(List.of("--only", String.join(",", script.only())));
        }
        command.addAll(script.arguments());
        return command;
    }
}
