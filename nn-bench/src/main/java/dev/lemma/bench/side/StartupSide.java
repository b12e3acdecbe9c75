package dev.lemma.bench.side;

import dev.lemma.bench.workload.Case;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Times whole processes: one per case and round, after one that fills the page cache. */
public final class StartupSide implements Side {

    private final Map<Case, List<String>> commands;
    private boolean left;

    public StartupSide(Map<Case, List<String>> commands) {
        this.commands = new LinkedHashMap<>(commands);
    }

    @Override
    public Optional<Message.Ready> ready() {
        if (left) {
            return Optional.empty();
        }
        List<Message.Timed> timed = new ArrayList<>();
        List<Message.Lost> failed = new ArrayList<>();
        commands.forEach((which, command) -> {
            Message first = time(which, command);
            if (first instanceof Message.Timing t) {
                timed.add(new Message.Timed(which.name(), which.dtype(), which.unit(), 1, t.seconds(), ""));
            } else if (first instanceof Message.Lost lost) {
                failed.add(lost);
            }
        });
        failed.forEach(lost -> commands.keySet().removeIf(c -> c.name().equals(lost.name()) && c.dtype().equals(lost.dtype())));
        return Optional.of(new Message.Ready(timed, failed, Map.of(), ""));
    }

    @Override
    public List<Message> round() {
        List<Message> answers = new ArrayList<>();
        commands.forEach((which, command) -> answers.add(time(which, command)));
        return answers;
    }

    @Override
    public void next() {
        left = true;
    }

    @Override
    public void close() {}

    private static Message time(Case which, List<String> command) {
        ProcessBuilder builder = new ProcessBuilder(command)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        try {
            long start = System.nanoTime();
            int status = builder.start().waitFor();
            double seconds = (System.nanoTime() - start) * 1e-9;
            return status == 0
                    ? new Message.Timing(which.name(), which.dtype(), seconds)
                    : new Message.Lost(which.name(), which.dtype(), "status " + status + " of " + String.join(" ", command));
        } catch (IOException e) {
            return new Message.Lost(which.name(), which.dtype(), String.valueOf(e.getMessage()));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new SideException("interrupted while timing " + which.key(), e);
        }
    }
}
