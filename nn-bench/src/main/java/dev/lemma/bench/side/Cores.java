package dev.lemma.bench.side;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Holds a process on as many cores as it has threads. Only Linux with {@code taskset} can; elsewhere the process runs
 * unpinned and {@link #description} says so.
 *
 * @param prefix      what to put before a command
 * @param description for the reader of the figures
 */
public record Cores(List<String> prefix, String description) {

    private static final Path STATUS = Path.of("/proc/self/status");

    public Cores {
        prefix = List.copyOf(prefix);
    }

    /** The first {@code threads} of the cores this process may use. */
    public static Cores forThreads(int threads) {
        List<Integer> allowed = allowed();
        if (allowed.isEmpty()) {
            return new Cores(List.of(), "not pinned (this system cannot)");
        }
        if (allowed.size() <= threads) {
            return new Cores(List.of(), "cores " + join(allowed) + " (all there are)");
        }
        String list = join(allowed.subList(0, threads));
        if (!onPath("taskset")) {
            return new Cores(List.of(), "not pinned (taskset was not found)");
        }
        return new Cores(List.of("taskset", "-c", list), "taskset -c " + list);
    }

    /** The cores this process may use; empty where that cannot be asked. */
    public static List<Integer> allowed() {
        try {
            return Files.readAllLines(STATUS).stream()
                    .filter(line -> line.startsWith("Cpus_allowed_list:"))
                    .findFirst()
                    .map(line -> parse(line.substring(line.indexOf(':') + 1).strip()))
                    .orElse(List.of());
        } catch (IOException e) {
            return List.of();
        }
    }

    /** {@code "0-2,5"} to 0, 1, 2, 5. */
    static List<Integer> parse(String list) {
        List<Integer> cores = new ArrayList<>();
        for (String part : list.split(",")) {
            String[] ends = part.strip().split("-");
            int last = Integer.parseInt(ends[ends.length - 1]);
            for (int core = Integer.parseInt(ends[0]); core <= last; core++) {
                cores.add(core);
            }
        }
        return cores;
    }

    private static String join(List<Integer> cores) {
        return cores.stream().map(String::valueOf).collect(Collectors.joining(","));
    }

    private static boolean onPath(String program) {
        String path = System.getenv("PATH");
        if (path == null) {
            return false;
        }
        for (String folder : path.split(":")) {
            if (Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
