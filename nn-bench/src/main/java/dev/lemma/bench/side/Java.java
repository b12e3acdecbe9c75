package dev.lemma.bench.side;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The JVM that is measured: what it is, and the flags of each path.
 *
 * @param executable its {@code java}
 * @param feature    its version, 17 or newer
 * @param version    the same in full, for the reader
 * @param openBlas   whether matrix products stay with OpenBLAS though MKL is on the class path
 */
public record Java(Path executable, int feature, String version, boolean openBlas) {

    /** The environment of our processes: the library's own threads cut the work, more below them would only compete. */
    public static final Map<String, String> ENVIRONMENT = Map.of("OMP_NUM_THREADS", "1");

    private static final Pattern FEATURE = Pattern.compile("java\\.specification\\.version = (\\d+)");
    private static final Pattern VERSION = Pattern.compile("java\\.runtime\\.version = (\\S+)");

    /** The JVM this runs in. */
    public static Java running() {
        return new Java(
                Path.of(System.getProperty("java.home"), "bin", "java"),
                Runtime.version().feature(),
                Runtime.version().toString(),
                false);
    }

    /**
     * Another one, by its executable.
     *
     * @throws IllegalArgumentException if that is not a Java 17 or newer
     */
    public static Java at(Path executable) {
        try {
            Process process = new ProcessBuilder(executable.toString(), "-XshowSettings:properties", "-version")
                    .redirectErrorStream(true)
                    .start();
            String text = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            Matcher feature = FEATURE.matcher(text);
            Matcher version = VERSION.matcher(text);
            if (feature.find() && version.find() && Integer.parseInt(feature.group(1)) >= 17) {
                return new Java(executable, Integer.parseInt(feature.group(1)), version.group(1), false);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("got " + executable + ", which does not start: " + e.getMessage(), e);
        }
        throw new IllegalArgumentException("got " + executable + ", expected the java of a JDK 17 or newer");
    }

    /** The same, with OpenBLAS for matrix products. */
    public Java withOpenBlas() {
        return new Java(executable, feature, version, true);
    }

    /**
     * The command that runs a main class on this process's class path, pinned to {@code cores}, with the options the
     * {@code lemma} script gives.
     */
    public List<String> command(
            Cores cores, boolean vector, List<String> more, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>(cores.prefix());
        command.add(executable.toString());
        command.add(vector ? "--add-modules=jdk.incubator.vector" : "-Dlemma.vector=false");
        if (openBlas) {
            command.add("-Dorg.bytedeco.openblas.load=");
        }
        // Long arrays begin at regions, so that their vectors lie on cache lines, see CacheLines.
        command.add("-XX:+UseG1GC");
        command.add("-XX:G1HeapRegionSize=4m");
        // As with other collectors: cut in strips, the tiles of convolutions would be slower.
        command.add("-XX:-UseCountedLoopSafepoints");
        if (hasLargePages()) {
            command.add("-XX:+UseTransparentHugePages");
        }
        command.add("-XX:MaxRAMPercentage=50");
        // Of one size: where it grows, the system is asked for new pages all along, and first touches are what is
        // timed.
        command.add("-Xmn512m");
        if (feature >= 22) {
            command.add("--enable-native-access=ALL-UNNAMED");
        }
        if (feature >= 23) {
            command.add("--sun-misc-unsafe-memory-access=allow");
        }
        command.addAll(more);
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(mainClass);
        command.addAll(arguments);
        return command;
    }

    /** Whether the system gives large pages to who asks for them. */
    private static boolean hasLargePages() {
        try {
            String chosen = Files.readString(Path.of("/sys/kernel/mm/transparent_hugepage/enabled"));
            return chosen.contains("[madvise]") || chosen.contains("[always]");
        } catch (IOException e) {
            return false;
        }
    }
}
