package dev.lemma.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The machine, in one line: processor, cores, vector instructions, memory, system. */
public final class Machine {

    private static final Set<String> SHOWN = Set.of("avx2", "fma", "avx512f", "amx_tile", "asimd", "sve");

    private Machine() {}

    /** As far as this system says; without {@code /proc} the architecture stands for the processor. */
    public static String describe() {
        List<String> cpu = lines("/proc/cpuinfo");
        String model = value(cpu, "model name");
        String flags = Stream.of((value(cpu, "flags") + " " + value(cpu, "Features")).split("\\s+"))
                .filter(SHOWN::contains)
                .distinct()
                .sorted()
                .collect(Collectors.joining(" "));
        String numbers = model.isEmpty()
                ? System.getProperty("os.arch")
                : model + " (family " + value(cpu, "cpu family") + " model " + value(cpu, "model") + ")";
        StringBuilder text = new StringBuilder(numbers);
        text.append(", ").append(Runtime.getRuntime().availableProcessors()).append(" cores");
        if (!flags.isEmpty()) {
            text.append(", ").append(flags);
        }
        String memory = value(lines("/proc/meminfo"), "MemTotal").replace(" kB", "");
        if (memory.matches("\\d+")) {
            text.append(", ")
                    .append(Math.round(Long.parseLong(memory) / 1048576.0))
                    .append(" GiB");
        }
        return text.append(", ")
                .append(System.getProperty("os.name"))
                .append(' ')
                .append(System.getProperty("os.version"))
                .toString();
    }

    private static List<String> lines(String file) {
        try {
            return Files.readAllLines(Path.of(file));
        } catch (IOException e) {
            return List.of();
        }
    }

    private static String value(List<String> lines, String name) {
        return lines.stream()
                .filter(line -> line.matches(name + "\\s*:.*"))
                .map(line -> line.substring(line.indexOf(':') + 1).strip())
                .findFirst()
                .orElse("");
    }
}
