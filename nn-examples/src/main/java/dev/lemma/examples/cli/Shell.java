package dev.lemma.examples.cli;

import dev.lemma.examples.UsageException;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import jdk.jshell.tool.JavaShellToolBuilder;

/**
 * JShell with everything that this process has: its class path, its plugins, the Vector API, and the types of Lemma
 * imported ({@code shell.jsh}).
 */
final class Shell {

    private static final String IMPORTS = "shell.jsh";

    private final List<Path> plugins;

    Shell(List<Path> plugins) {
        this.plugins = List.copyOf(plugins);
    }

    /**
     * Reads the files, then the standard input unless one of them is {@code -}, until it ends or says {@code /exit}.
     *
     * @return JShell's exit status
     */
    int run(List<String> files) throws Exception {
        if (ModuleLayer.boot().findModule("jdk.jshell").isEmpty()) {
            throw new UsageException("shell needs a JDK; " + System.getProperty("java.home")
                    + " is a Java runtime without JShell. Set JAVA_HOME to a JDK 17 or newer.");
        }
        for (String file : files) {
            if (!file.equals("-") && !Files.isReadable(Path.of(file))) {
                throw new UsageException("shell: there is no file " + file + " that can be read");
            }
        }
        Path startup = Files.createTempFile("lemma-", ".jsh");
        try {
            Files.write(startup, imports());
            List<String> words = new ArrayList<>(List.of(
                    "--class-path",
                    classPath(),
                    "--startup",
                    startup.toString(),
                    "-R-XX:+UseG1GC",
                    "-R-XX:G1HeapRegionSize=4m",
                    "-R-XX:-UseCountedLoopSafepoints",
                    "-R-XX:MaxRAMPercentage=50"));
            if (ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent()) {
                words.addAll(List.of("--add-modules", "jdk.incubator.vector"));
            }
            if (Runtime.version().feature() >= 22) {
                words.add("-R--enable-native-access=ALL-UNNAMED");
            }
            if (Runtime.version().feature() >= 23) {
                words.add("-R--sun-misc-unsafe-memory-access=allow");
            }
            words.addAll(files);
            return JavaShellToolBuilder.builder().start(words.toArray(String[]::new));
        } finally {
            Files.deleteIfExists(startup);
        }
    }

    private String classPath() {
        return Stream.concat(
                        Stream.of(System.getProperty("java.class.path")),
                        plugins.stream().map(jar -> jar.toAbsolutePath().toString()))
                .collect(Collectors.joining(File.pathSeparator));
    }

    private static byte[] imports() throws IOException {
        try (InputStream in = Shell.class.getResourceAsStream(IMPORTS)) {
            if (in == null) {
                throw new IllegalStateException(
                        "the file " + IMPORTS + " is not in the jar of the examples: build it again");
            }
            return in.readAllBytes();
        }
    }
}
