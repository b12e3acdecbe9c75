package dev.lemma.examples.document;

import dev.lemma.examples.CommandLineRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Commands in documents. What {@code ./lemma} lists and describes is typed; of {@code ./lemma run} the example and its options
 * must exist, of {@code mvn} the profiles, modules and tests. With {@code --plugins} names may be those of the reader's jar.
 */
final class Commands {

    private static final Pattern PROFILE =
            Pattern.compile("<profile>\\s*(?:<!--.*?-->\\s*)*<id>([a-z-]+)</id>", Pattern.DOTALL);

    private final Path root;

    Commands(Path root) {
        this.root = root;
    }

    List<Finding> findings(Page page) throws IOException {
        List<Finding> findings = new ArrayList<>();
        for (Page.Link command : page.commands()) {
            complaint(command.target())
                    .ifPresent(what -> findings.add(new Finding(
                            page.file(), command.line(), command.target().strip() + ": " + what)));
        }
        return findings;
    }

    private Optional<String> complaint(String line) throws IOException {
        List<String> words = new ArrayList<>(
                Arrays.stream(line.replaceAll("(^|\\s)#.*", "").strip().split("\\s+"))
                        .dropWhile(word -> word.matches("[A-Z_]+=\\S*|\\$"))
                        .toList());
        if (words.isEmpty()) {
            return Optional.empty();
        }
        String program = words.remove(0);
        return switch (program) {
            case "./lemma" -> lemma(words);
            case "mvn" -> maven(words);
            default -> Optional.empty();
        };
    }

    private static Optional<String> lemma(List<String> words) {
        if (words.isEmpty() || words.get(0).equals("bench")) {
            return Optional.empty(); // the script's own
        }
        int plugins = words.indexOf("--plugins");
        if (plugins >= 0) {
            words.subList(plugins, Math.min(words.size(), plugins + 2)).clear();
        }
        boolean readersParts = plugins >= 0;
        if (!List.of("list", "describe", "run").contains(words.get(0))) {
            String commands = CommandLineRun.of("--help").out();
            return Pattern.compile("\n  " + Pattern.quote(words.get(0)) + " ")
                            .matcher(commands)
                            .find()
                    ? Optional.empty()
                    : Optional.of("there is no command " + words.get(0));
        }
        if (words.get(0).equals("describe") && readersParts) {
            return Optional.empty();
        }
        if (!words.get(0).equals("run")) {
            CommandLineRun said = CommandLineRun.of(words.toArray(String[]::new));
            return said.status() == 0 ? Optional.empty() : Optional.of(said.err());
        }
        String example = words.get(1);
        CommandLineRun help = CommandLineRun.of("run", example, "--help");
        if (!help.out().contains("lemma run " + example)) {
            return readersParts ? Optional.empty() : Optional.of("there is no example " + example);
        }
        for (int i = 2; i < words.size(); i++) {
            String word = words.get(i);
            if (!word.startsWith("--")) {
                continue;
            }
            String[] option = word.substring(2).split("[=.]", 2);
            if (!Pattern.compile("--" + Pattern.quote(option[0]) + "\\b(?!-)")
                    .matcher(help.out())
                    .find()) {
                return Optional.of(example + " has no option --" + option[0]);
            }
            if (word.contains(".") && !readersParts) {
                int chosen = words.indexOf("--" + option[0]);
                String part = chosen < 0 ? "?" : words.get(chosen + 1);
                CommandLineRun described = CommandLineRun.of("describe", option[0], part);
                if (described.status() != 0) {
                    return Optional.of(described.err());
                }
                if (!Pattern.compile("\n  " + Pattern.quote(option[1]) + " ")
                        .matcher(described.out())
                        .find()) {
                    return Optional.of(option[0] + " " + part + " has no option " + option[1]);
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> maven(List<String> words) throws IOException {
        String pom = Files.readString(root.resolve("pom.xml"));
        Set<String> profiles = new TreeSet<>();
        for (Matcher profile = PROFILE.matcher(pom); profile.find(); ) {
            profiles.add(profile.group(1));
        }
        for (int i = 0; i < words.size(); i++) {
            String word = words.get(i);
            if (word.startsWith("-P") && !profiles.contains(word.substring(2))) {
                return Optional.of("there is no profile " + word.substring(2) + ", only " + profiles);
            }
            if (word.equals("-pl") && i + 1 < words.size()) {
                for (String module : words.get(i + 1).split(",")) {
                    if (!Files.exists(root.resolve(module).resolve("pom.xml"))) {
                        return Optional.of("there is no module " + module);
                    }
                }
            }
            if (word.startsWith("-Dtest=")) {
                String test = word.substring("-Dtest=".length()) + ".java";
                try (Stream<Path> files = Files.find(root, 20, (path, attributes) -> path.endsWith(test))) {
                    if (files.collect(Collectors.toSet()).isEmpty()) {
                        return Optional.of("there is no test " + test);
                    }
                }
            }
        }
        return Optional.empty();
    }
}
