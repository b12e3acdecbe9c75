package dev.lemma.examples.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** On a clock that the test turns. */
class ProgressTest {

    private static final long MILLI = 1_000_000;

    private final AtomicLong now = new AtomicLong(-5_000 * MILLI); // nanoTime may be negative
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream stream = new PrintStream(written, true, StandardCharsets.UTF_8);

    private String shown() {
        return written.toString(StandardCharsets.UTF_8);
    }

    private Progress piped(long total) {
        return new Progress(Terminal.plain(stream, stream), "training", total, now::get);
    }

    private Progress live(long total, int width) {
        return new Progress(Terminal.interactive(stream, width), "training", total, now::get);
    }

    @Test
    void shortWorkStaysSilent() {
        try (Progress progress = live(1000, 80)) {
            for (int i = 0; i < 1000; i++) {
                now.addAndGet(MILLI);
                progress.advance();
            }
        }
        assertThat(shown()).isEmpty();
    }

    @Test
    void aTerminalGetsOneLiveLineWithRateAndTimeLeft() {
        try (Progress progress = live(10_000, 100)) {
            progress.note(() -> "loss 0.12");
            for (int i = 0; i < 5000; i++) {
                now.addAndGet(MILLI);
                progress.advance();
            }
            String last = shown().substring(shown().lastIndexOf('\r'));
            assertThat(last)
                    .contains("training")
                    .contains("━")
                    .contains("/10.0k")
                    .contains("1000/s")
                    .contains("0:05 left")
                    .contains("loss 0.12")
                    .doesNotContain("\n");
            assertThat(shown().chars().filter(c -> c == '\r').count())
                    .as("frames in three seconds")
                    .isBetween(25L, 31L);
        }
        assertThat(shown()).endsWith("training: 5000 in 0:05, 1000/s  loss 0.12" + System.lineSeparator());
    }

    @Test
    void aLiveLineIsNeverWiderThanTheTerminal() {
        for (int width : new int[] {40, 60, 80, 120}) {
            written.reset();
            Progress progress = live(1_000_000, width);
            progress.note(() -> "loss 0.123456, accuracy 0.98");
            now.addAndGet(3_000 * MILLI);
            progress.advance(123_456);
            assertThat(shown().replaceAll("\u001b\\[[0-9;]*[mK]|\r", "").length())
                    .isPositive()
                    .isLessThan(width);
        }
    }

    @Test
    void elsewhereALineEachTenPerCent() {
        try (Progress progress = piped(100)) {
            for (int i = 0; i < 100; i++) {
                now.addAndGet(300 * MILLI);
                progress.advance();
            }
        }
        assertThat(shown().lines())
                .hasSize(11)
                .first()
                .asString()
                .matches("training: 10 %, 10 of 100, 3\\.3/s, 0:27 left");
    }

    @Test
    void elsewhereALineEachTenSecondsOfSlowWork() {
        Progress progress = piped(1000);
        for (int i = 0; i < 30; i++) {
            now.addAndGet(2_000 * MILLI);
            progress.advance();
        }
        assertThat(shown().lines()).hasSize(6).allMatch(line -> line.contains("2.0 s each"));
    }

    @Test
    void unknownTotalsShowTimeSpent() {
        Progress progress = piped(0);
        for (int i = 0; i < 20; i++) {
            now.addAndGet(1_000 * MILLI);
            progress.advance(50);
        }
        assertThat(shown().lines()).hasSize(2).last().asString().isEqualTo("training: 1000, 50/s, 0:20");
    }

    /** The note may be dear: it is asked for lines that are shown, not for steps. */
    @Test
    void notesAreAskedOnlyWhenShown() {
        AtomicInteger asked = new AtomicInteger();
        Progress progress = piped(100_000);
        progress.note(() -> "n" + asked.incrementAndGet());
        for (int i = 0; i < 50_000; i++) {
            now.addAndGet(MILLI / 10);
            progress.at(i, 100_000);
        }
        assertThat(asked.get()).isBetween(1, 5);
    }

    @Test
    void linesOfResultsPushTheLiveLineDown() {
        Terminal terminal = Terminal.interactive(stream, 80);
        terminal.status("half way");
        terminal.line("found something");
        assertThat(shown())
                .isEqualTo("\r\u001b[Khalf way\r\u001b[Kfound something" + System.lineSeparator() + "half way");
    }

    @Test
    void timesAndCountsAreShort() {
        assertThat(Progress.time(3_661_000 * MILLI)).isEqualTo("1:01:01");
        assertThat(Progress.time(59_600 * MILLI)).isEqualTo("1:00");
        assertThat(Progress.count(9999)).isEqualTo("9999");
        assertThat(Progress.count(13_500)).isEqualTo("13.5k");
        assertThat(Progress.count(2_100_000)).isEqualTo("2.1M");
        assertThat(Progress.rateText(0.25)).isEqualTo("4.0 s each");
    }
}
