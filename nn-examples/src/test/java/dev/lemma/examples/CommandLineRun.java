package dev.lemma.examples;

import dev.lemma.examples.terminal.Terminal;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

/**
 * The command, run inside the test's process.
 *
 * @param status of the exit
 * @param out what it printed
 * @param err what it complained of, and its progress
 */
public record CommandLineRun(int status, String out, String err) {

    /** {@code lemma WORDS}. */
    public static CommandLineRun of(String... words) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();
        Terminal terminal = Terminal.plain(
                new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));
        int status = Lemma.execute(terminal, words);
        return new CommandLineRun(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
