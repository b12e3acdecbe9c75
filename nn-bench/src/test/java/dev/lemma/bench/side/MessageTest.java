package dev.lemma.bench.side;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MessageTest {

    @Test
    void readsALineOfThePeersHarness() {
        Message message = Message.parse("""
                ready {"timed": [{"name": "jax lax.scan 100", "dtype": "float32", "unit": "step", "units": 2400, \
                "first_s": 1.5, "note": ""}], "failed": [{"name": "torch.compile", "dtype": "float32", \
                "error": "RuntimeError: no compiler"}], "versions": {"torch": "2.15.0"}, "pinned": "0"}""");
        assertThat(message)
                .isEqualTo(new Message.Ready(
                        List.of(new Message.Timed("jax lax.scan 100", "float32", "step", 2400, 1.5, "")),
                        List.of(new Message.Lost("torch.compile", "float32", "RuntimeError: no compiler")),
                        Map.of("torch", "2.15.0"),
                        "0"));
    }

    @Test
    void aMessageSurvivesItsLine() {
        List<Message> messages = List.of(
                new Message.Ready(
                        List.of(new Message.Timed("a \"b\"", "float64", "20 steps", 3, 0.25, "top 1.5")),
                        List.of(new Message.Lost("c", "float32", "line\nbreak")),
                        Map.of("java", "17"),
                        "0,1"),
                new Message.Timing("a", "float32", 8.33e-5),
                new Message.Lost("a", "float32", "gone"),
                new Message.Done());
        for (Message message : messages) {
            assertThat(Message.format(message)).doesNotContain("\n");
            assertThat(Message.parse(Message.format(message))).isEqualTo(message);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "done already", "[W] a library speaks", "ready", "go {}", "timer {\"a\": 1}"})
    void otherLinesAreNoise(String line) {
        assertThat(Message.parse(line)).isEqualTo(new Message.Noise(line));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time {\"name\": \"a\", \"dtype\": \"float32\"}",
                "time {\"name\": \"a\", \"dtype\": \"float32\", \"seconds\": 0}",
                "time {\"name\": \"a\", \"dtype\": \"float32\", \"seconds\": \"1\"}",
                "time {\"name\": 1, \"dtype\": \"float32\", \"seconds\": 1}",
                "time {\"name\": \"a\"",
                "ready {\"timed\": 1, \"failed\": [], \"versions\": {}, \"pinned\": \"\"}",
                "ready {\"timed\": [1], \"failed\": [], \"versions\": {}, \"pinned\": \"\"}"
            })
    void aDamagedMessageIsRefused(String line) {
        assertThatThrownBy(() -> Message.parse(line))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("expected");
    }
}
