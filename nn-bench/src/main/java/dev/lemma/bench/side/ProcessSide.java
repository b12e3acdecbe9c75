package dev.lemma.bench.side;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A side that is a process speaking the protocol on its standard streams. */
public final class ProcessSide implements Side {

    private static final int KEPT_LINES = 15;

    private final String name;
    private final Process process;
    private final BufferedWriter words;
    private final BlockingQueue<Optional<String>> lines = new LinkedBlockingQueue<>();
    private final Deque<String> lastErrors = new ArrayDeque<>();
    private final Duration patience;

    private ProcessSide(String name, Process process, Duration patience, Consumer<String> progress) {
        this.name = name;
        this.process = process;
        this.patience = patience;
        this.words = new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), StandardCharsets.UTF_8));
        follow(
                "out",
                process.getInputStream(),
                line -> lines.add(Optional.of(line)),
                () -> lines.add(Optional.empty()));
        follow(
                "err",
                process.getErrorStream(),
                line -> {
                    keep(line);
                    if (line.startsWith("# ")) {
                        progress.accept(line.substring(2));
                    }
                },
                () -> {});
    }

    /**
     * Starts a process.
     *
     * @param name what to call it in messages
     * @param environment is added to this process's own
     * @param folder its working directory
     * @param patience how long it may be silent
     * @param progress is given the lines of its standard error that begin with {@code "# "}
     */
    public static ProcessSide start(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path folder,
            Duration patience,
            Consumer<String> progress) {
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
        builder.environment().putAll(environment);
        try {
            return new ProcessSide(name, builder.start(), patience, progress);
        } catch (IOException e) {
            throw new SideException(
                    name + " did not start: " + e.getMessage() + "; command: " + String.join(" ", command), e);
        }
    }

    @Override
    public Optional<Message.Ready> ready() {
        while (true) {
            Message message = receive();
            if (message == null) {
                if (process.exitValue() == 0) {
                    return Optional.empty();
                }
                throw new SideException(
                        name + " ended with status " + process.exitValue() + " before it was ready" + errors());
            }
            if (message instanceof Message.Ready ready) {
                return Optional.of(ready);
            }
        }
    }

    @Override
    public List<Message> round() {
        say("go");
        List<Message> answers = new ArrayList<>();
        while (true) {
            Message message = receive();
            if (message == null) {
                throw new SideException(
                        name + " ended with status " + process.exitValue() + " in the middle of a round" + errors());
            }
            if (message instanceof Message.Done) {
                return answers;
            }
            if (message instanceof Message.Timing || message instanceof Message.Lost) {
                answers.add(message);
            }
        }
    }

    @Override
    public void next() {
        say("next");
    }

    @Override
    public void close() {
        try {
            words.close();
        } catch (IOException e) {
            // It has ended already; there is nobody to tell.
        }
        try {
            if (!process.waitFor(3, TimeUnit.SECONDS)) {
                process.descendants().forEach(ProcessHandle::destroy);
                process.destroy();
                if (!process.waitFor(3, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                }
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }

    private void say(String word) {
        try {
            words.write(word + "\n");
            words.flush();
        } catch (IOException e) {
            throw new SideException(name + " does not listen any more" + errors(), e);
        }
    }

    private @Nullable Message receive() {
        try {
            Optional<String> line = lines.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
            if (line == null) {
                throw new SideException(name + " said nothing for " + patience.toSeconds() + " s" + errors());
            }
            if (line.isEmpty()) {
                if (!process.waitFor(10, TimeUnit.SECONDS)) {
                    throw new SideException(name + " closed its output and does not end" + errors());
                }
                return null;
            }
            return Message.parse(line.get());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SideException("interrupted while waiting for " + name, e);
        } catch (IllegalArgumentException e) {
            throw new SideException(name + " wrote a line that is no message: " + e.getMessage(), e);
        }
    }

    private void keep(String line) {
        synchronized (lastErrors) {
            lastErrors.addLast(line);
            if (lastErrors.size() > KEPT_LINES) {
                lastErrors.removeFirst();
            }
        }
    }

    private String errors() {
        synchronized (lastErrors) {
            return lastErrors.isEmpty() ? "" : ":\n    " + String.join("\n    ", lastErrors);
        }
    }

    private void follow(String which, InputStream stream, Consumer<String> each, Runnable end) {
        Thread thread = new Thread(
                () -> {
                    try (BufferedReader reader =
                            new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8))) {
                        for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                            each.accept(line);
                        }
                    } catch (IOException | UncheckedIOException e) {
                        keep(String.valueOf(e.getMessage()));
                    } finally {
                        end.run();
                    }
                },
                name + " " + which);
        thread.setDaemon(true);
        thread.start();
    }
}
