package dev.lemma.examples.document;

import java.io.IOException;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Names between backticks: {@code Trainer} and {@code core.training.Trainer} must be types, {@code Trainer.epochs(30)} must be
 * a type with such a member. Types are those of all modules, their tests, the page itself, and a few of the JDK.
 */
final class Names {

    private static final Pattern CODE = Pattern.compile(
            "`((?:[a-z]+\\.)*)([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)(?:\\.([A-Za-z]\\w*)(?:\\([^`]*)?)?`");
    private static final List<String> OTHERS =
            List.of("java.lang.", "java.util.", "java.nio.file.", "org.nd4j.linalg.api.ndarray.");

    private final Map<String, List<String>> types = new TreeMap<>();

    Names() throws IOException {
        for (String set : List.of("main", "test")) {
            for (Path file : Documents.sources(set)) {
                String path = file.toString().replace('\\', '/');
                String type = path.substring(path.lastIndexOf("/java/dev/") + 6, path.length() - 5)
                        .replace('/', '.');
                types.computeIfAbsent(type.substring(type.lastIndexOf('.') + 1), name -> new ArrayList<>())
                        .add(type);
            }
        }
    }

    List<Finding> findings(Page page) {
        List<Finding> findings = new ArrayList<>();
        List<String> lines = page.lines();
        String programs = String.join(
                "\n",
                page.of("java").stream()
                        .flatMap(block -> block.lines().stream())
                        .toList());
        boolean fenced = false;
        for (int i = 0; i < lines.size(); i++) {
            fenced ^= lines.get(i).startsWith("```");
            for (Matcher code = CODE.matcher(lines.get(i)); !fenced && code.find(); ) {
                int line = i + 1;
                String member = code.group(3);
                if (!Pattern.compile("(class|record|interface|enum) " + code.group(2) + "\\b")
                        .matcher(programs)
                        .find()) {
                    complaint(code.group(1), code.group(2), member)
                            .ifPresent(
                                    what -> findings.add(new Finding(page.file(), line, code.group() + ": " + what)));
                }
            }
        }
        return findings;
    }

    private Optional<String> complaint(String prefix, String name, String member) {
        List<String> candidates = new ArrayList<>(types.getOrDefault(name, List.of()).stream()
                .filter(type -> type.contains("." + prefix + name))
                .toList());
        boolean ours = !candidates.isEmpty();
        if (!ours) {
            OTHERS.forEach(other -> candidates.add(other + name));
        }
        List<Class<?>> found = new ArrayList<>();
        for (String candidate : candidates) {
            try {
                found.add(Class.forName(candidate, false, Names.class.getClassLoader()));
            } catch (ClassNotFoundException absent) {
                // a test of another module, or not of this package
            }
        }
        if (found.isEmpty()) {
            return ours ? Optional.empty() : Optional.of("there is no type " + name);
        }
        boolean has = member == null || found.stream().anyMatch(type -> has(type, member));
        return has ? Optional.empty() : Optional.of(name + " has no " + member);
    }

    private static boolean has(Class<?> type, String member) {
        return Stream.of(type.getMethods()).map(Method::getName).anyMatch(member::equals)
                || Stream.of(type.getFields()).map(Field::getName).anyMatch(member::equals)
                || Stream.of(type.getClasses()).map(Class::getSimpleName).anyMatch(member::equals);
    }
}
