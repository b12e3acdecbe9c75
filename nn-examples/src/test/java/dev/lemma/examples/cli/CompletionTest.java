package dev.lemma.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.examples.CommandLineRun;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The script of {@code lemma completion}, in the shell that it is for. */
class CompletionTest {

    /** Does what bash does when Tab is pressed behind the last word, and prints what it would offer. */
    private static final String TAB = """
            tab() {
                COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); COMP_LINE="$*"; COMP_POINT=${#COMP_LINE}; COMPREPLY=()
                _complete_lemma 2>/dev/null
                echo "${COMPREPLY[*]}"
            }
            """;

    @TempDir
    private Path folder;

    private List<String> completed(String... lines) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
        CommandLineRun script = CommandLineRun.of("completion", "bash");
        assertThat(script.status()).as(script.err()).isZero();
        StringBuilder test = new StringBuilder(script.out()).append('\n').append(TAB);
        for (String line : lines) {
            test.append("tab ").append(line).append('\n');
        }
        Path file = Files.writeString(folder.resolve("test.sh"), test);
        Process bash = new ProcessBuilder("/bin/bash", "--norc", file.toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(bash.waitFor(60, TimeUnit.SECONDS)).isTrue();
        return said.lines().toList();
    }

    @Test
    void bashCompletesCommandsExamplesOptionsAndParts() throws IOException, InterruptedException {
        assertThat(completed(
                        "lemma ''",
                        "lemma run d",
                        "lemma run --seed 1 sig",
                        "lemma run digits --fil",
                        "lemma run digits --optimizer nest",
                        "lemma run digits --quick --activation sw",
                        "lemma run digits --activation.sl",
                        "lemma run regression --loss hub",
                        "lemma run optimizers --optimizer nest",
                        "lemma run langevin --sampler ma",
                        "lemma run langevin --sampler.le",
                        "lemma describe optim",
                        "lemma describe optimizer adamw",
                        "lemma completion ''"))
                .containsExactly(
                        "list describe run compare shell completion",
                        "demo depth descent diffusion digits",
                        "signal",
                        "--filters",
                        "nesterov",
                        "swish",
                        "--activation.slope",
                        "huber",
                        "nesterov",
                        "mala",
                        "--sampler.leaps",
                        "optimizer",
                        "adamw",
                        "bash zsh");
    }

    /** Only the text is looked at: what zsh makes of it is not tried. */
    @Test
    void zshIsGivenTheSameScript() {
        CommandLineRun zsh = CommandLineRun.of("completion", "zsh");
        assertThat(zsh.status()).isZero();
        assertThat(zsh.out())
                .isEqualTo(CommandLineRun.of("completion", "bash").out())
                .contains("bashcompinit");
    }

    @Test
    void otherShellsAreMisuse() {
        CommandLineRun fish = CommandLineRun.of("completion", "fish");
        assertThat(fish.status()).isEqualTo(2);
        assertThat(fish.err())
                .contains("There is no completion for fish.")
                .contains("bash, zsh")
                .doesNotContain("\tat ");
        assertThat(CommandLineRun.of("completion").status()).isEqualTo(2);
        assertThat(CommandLineRun.of("completion", "basch").err()).contains("Did you mean bash?");
    }
}
