package dev.lemma.examples.cli;

import dev.lemma.examples.UsageException;
import dev.lemma.runtime.Suggestions;
import java.util.List;
import picocli.AutoComplete;
import picocli.CommandLine;

/** The script by which a shell completes what is typed after {@code lemma}: made from the commands as they are. */
final class Completion {

    /** Those there is a script for. The script is bash's; zsh reads it through its {@code bashcompinit}. */
    static final List<String> SHELLS = List.of("bash", "zsh");

    private Completion() {}

    /**
     * The script.
     *
     * @throws UsageException if there is none for this shell
     */
    static String script(CommandLine lemma, String shell) {
        if (!SHELLS.contains(shell)) {
            String got = shell.isEmpty() ? "completion needs the name of a shell" : "There is no completion for " + shell;
            throw new UsageException(got + "." + Suggestions.question(shell, SHELLS)
                    + "\n  There are: " + String.join(", ", SHELLS) + ": source <(lemma completion bash)");
        }
        return AutoComplete.bash("lemma", lemma).stripTrailing();
    }
}
