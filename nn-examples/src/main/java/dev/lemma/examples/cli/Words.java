package dev.lemma.examples.cli;

import dev.lemma.examples.UsageException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What was typed, taken apart before the commands are known: the jars of {@code --plugins} bring commands, and options with a dot belong to
 * parts.
 *
 * @param rest all other words, in order
 * @param plugins the jars
 * @param partOptions values by {@code point.option}
 */
record Words(String[] rest, List<Path> plugins, Map<String, String> partOptions) {

    /**
     * The words of a command line. {@code --plugins} takes the words after it that end in {@code .jar}, at least one, or a list with commas.
     *
     * @throws UsageException if a value is missing or given twice
     */
    static Words of(String... words) {
        List<String> rest = new ArrayList<>();
        List<Path> plugins = new ArrayList<>();
        Map<String, String> partOptions = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            int equals = word.indexOf('=');
            String name = word.startsWith("--") ? word.substring(2, equals < 0 ? word.length() : equals) : "";
            if (name.equals("plugins")) {
                int before = plugins.size();
                if (equals >= 0) {
                    Arrays.stream(word.substring(equals + 1).split(","))
                            .map(Path::of)
                            .forEach(plugins::add);
                }
                while (equals < 0 && i + 1 < words.length && words[i + 1].endsWith(".jar")) {
                    Arrays.stream(words[++i].split(",")).map(Path::of).forEach(plugins::add);
                }
                if (plugins.size() == before) {
                    throw new UsageException("--plugins needs the path of a jar: --plugins acme.jar");
                }
            } else if (name.matches("[a-z][a-z0-9-]*(\\.\\w[\\w-]*)+")) {
                if (equals < 0 && i + 1 == words.length) {
                    throw new UsageException("--" + name + " needs a value");
                }
                if (partOptions.put(name, equals < 0 ? words[++i] : word.substring(equals + 1)) != null) {
                    throw new UsageException("--" + name + " is given twice; expected once.");
                }
            } else {
                rest.add(word);
            }
        }
        return new Words(rest.toArray(String[]::new), plugins, partOptions);
    }
}
