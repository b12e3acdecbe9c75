package dev.lemma.bench.side;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.bench.workload.Case;
import dev.lemma.bench.workload.PeerScript;
import dev.lemma.bench.workload.Setup;
import dev.lemma.bench.workload.SteadyWorkload;
import dev.lemma.bench.workload.Work;
import java.io.BufferedReader;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

class MeasureTest {

    /** Sleeps two milliseconds a unit; its second case cannot be built. */
    private static final class Sleeper implements SteadyWorkload {
        @Override
        public String id() {
            return "W99";
        }

        @Override
        public String title() {
            return "sleep";
        }

        @Override
        public List<Case> cases() {
            return List.of(
                    Case.of("sleep", "float32", "nap"),
                    Case.of("broken", "float32", "nap"),
                    Case.of("other", "float64", "nap"));
        }

        @Override
        public List<PeerScript> peers() {
            return List.of();
        }

        @Override
        public Work prepare(Case which, Setup setup) {
            if (which.name().equals("broken")) {
                throw new IllegalStateException("no such layer");
            }
            return units -> {
                long end = System.nanoTime() + units * 2_000_000L;
                while (System.nanoTime() < end) {
                    LockSupport.parkNanos(end - System.nanoTime());
                }
            };
        }
    }

    @Test
    void speaksTheProtocolAndGivesSecondsPerUnit() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Measure.serve(
                new Sleeper(),
                new Setup(1, false),
                new Calibration(0.02, 0.02, 0.5),
                List.of("sleep float32", "broken float32"),
                new BufferedReader(new StringReader("go\n?\ngo\nnext\ngo\n")),
                new PrintStream(bytes, true, StandardCharsets.UTF_8));
        List<Message> messages = bytes.toString(StandardCharsets.UTF_8)
                .lines()
                .map(Message::parse)
                .toList();

        assertThat(messages).hasSize(5);
        Message.Ready ready = (Message.Ready) messages.get(0);
        assertThat(ready.timed()).extracting(Message.Timed::name).containsExactly("sleep");
        assertThat(ready.timed().get(0).units()).isBetween(1L, 11L);
        assertThat(ready.failed())
                .containsExactly(
                        new Message.Lost("broken", "float32", "java.lang.IllegalStateException: no such layer"));
        assertThat(ready.versions()).containsKey("java");
        for (int i : new int[] {1, 3}) {
            Message.Timing timing = (Message.Timing) messages.get(i);
            assertThat(timing.name()).isEqualTo("sleep");
            assertThat(timing.seconds()).isBetween(0.002, 0.2);
            assertThat(messages.get(i + 1)).isEqualTo(new Message.Done());
        }
    }
}
