package dev.lemma.examples;

import dev.lemma.examples.cli.LemmaCommand;
import dev.lemma.examples.terminal.Terminal;
import java.util.stream.Stream;

/**
 * The {@code lemma} command: {@code lemma list}, {@code lemma run NAME [--option value]}.
 *
 * <p>Exit status 0 if every claim holds, 1 if one fails, 2 on misuse.
 */
public final class Lemma {

    private Lemma() {}

    /** Does what the words say and ends the process with the status. */
    public static void main(String[] arguments) {
        Terminal terminal = Terminal.ofProcess();
        int status = execute(terminal, arguments);
        if (!terminal.flush()) {
            System.err.println("lemma: what it had to say could not be written: the output is full or closed.");
            status = Math.max(status, 1);
        }
        System.exit(status);
    }

    /** {@code lemma run NAME ARGUMENTS}: what the {@code main} of an example does. Ends the process with the status. */
    public static void run(String name, String... arguments) {
        main(Stream.concat(Stream.of("run", name), Stream.of(arguments)).toArray(String[]::new));
    }

    /** The command inside a running program; what it prints goes to the given terminal. Returns the exit status. */
    public static int execute(Terminal terminal, String... arguments) {
        return new LemmaCommand(terminal, Thread.currentThread().getContextClassLoader()).execute(arguments);
    }
}
