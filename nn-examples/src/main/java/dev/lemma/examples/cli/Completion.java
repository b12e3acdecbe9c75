package dev.lemma.examples.cli;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.UsageException;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.Entry;
import dev.lemma.runtime.PartOption;
import dev.lemma.runtime.Suggestions;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** The script by which a shell completes what is typed after {@code lemma}: made from the commands as they are. */
final class Completion {

    /**
     * Those there is a script for. It is picocli's script for bash, where tests try it; for zsh it switches on {@code
     * bashcompinit}, as picocli documents.
     */
    static final List<String> SHELLS = List.of("bash", "zsh");

    private Completion() {}

    /**
     * The script.
     *
     * @throws UsageException if there is none for this shell
     */
    static String script(CommandLine lemma, Catalogue catalogue, String shell) {
        if (!SHELLS.contains(shell)) {
            String got =
                    shell.isEmpty() ? "completion needs the name of a shell" : "There is no completion for " + shell;
            throw new UsageException(got + "." + Suggestions.question(shell, SHELLS) + "\n  There are: "
                    + String.join(", ", SHELLS) + ": source <(lemma completion bash)");
        }
        CommandLine runs = Objects.requireNonNull(lemma.getSubcommands().get("run"), "run");
        for (CommandLine example : runs.getSubcommands().values()) {
            for (ExtensionPoint<?> point : catalogue.points()) {
                if (LemmaCommand.takes(example.getCommandSpec(), point)) {
                    optionsOf(catalogue.entries(point)).forEach(option -> example.getCommandSpec()
                            .addOption(OptionSpec.builder("--" + point + "." + option)
                                    .type(String.class)
                                    .arity("1")
                                    .build()));
                }
            }
        }
        return AutoComplete.bash("lemma", lemma).stripTrailing();
    }

    /** Those of all parts together: which part was chosen is not known when the script is written. */
    private static <T> Set<String> optionsOf(List<Entry<T>> entries) {
        return entries.stream()
                .flatMap(entry -> entry.options().stream())
                .map(PartOption::name)
                .collect(Collectors.toCollection(TreeSet::new));
    }
}
