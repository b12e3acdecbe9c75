package dev.lemma.bench.side;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class ProcessSideTest {

    @TempDir
    private Path folder;

    private final List<String> progress = Collections.synchronizedList(new ArrayList<>());

    private ProcessSide start(String behaviour, Duration patience) {
        List<String> command = Java.running()
                .command(new Cores(List.of(), ""), false, List.of(), FakePeer.class.getName(), List.of(behaviour));
        return ProcessSide.start("fake", command, Map.of("FAKE", "1"), folder, patience, progress::add);
    }

    @Test
    void goesThroughStagesAndRounds() {
        try (Side side = start("two stages", Duration.ofSeconds(30))) {
            for (int stage = 1; stage <= 2; stage++) {
                Message.Ready ready = side.ready().orElseThrow();
                assertThat(ready.timed()).extracting(Message.Timed::name).containsExactly("stage " + stage);
                for (int round = 1; round <= 3; round++) {
                    assertThat(side.round())
                            .containsExactly(
                                    new Message.Timing("stage " + stage, "float32", round),
                                    new Message.Lost("other", "float32", "round " + round));
                }
                side.next();
            }
            assertThat(side.ready()).isEmpty();
        }
        assertThat(progress).containsExactly("building 1", "building 2");
    }

    @Test
    void saysWhyASideEnded() {
        try (Side side = start("fail", Duration.ofSeconds(30))) {
            assertThatThrownBy(side::ready)
                    .isInstanceOf(SideException.class)
                    .hasMessageContaining("status 3")
                    .hasMessageContaining("no module named fake");
        }
    }

    @Test
    void saysThatASideEndedInTheMiddleOfARound() {
        try (Side side = start("die in round", Duration.ofSeconds(30))) {
            side.ready();
            assertThatThrownBy(side::round).isInstanceOf(SideException.class).hasMessageContaining("middle of a round");
        }
    }

    @Test
    void doesNotWaitForEver() {
        try (Side side = start("silence", Duration.ofMillis(300))) {
            assertThatThrownBy(side::ready).isInstanceOf(SideException.class).hasMessageContaining("said nothing");
        }
    }

    @Test
    void aProgramThatIsNotThereIsNamed() {
        assertThatThrownBy(() -> ProcessSide.start(
                        "peers",
                        Arrays.asList("no-such-program"),
                        Map.of(),
                        folder,
                        Duration.ofSeconds(1),
                        progress::add))
                .isInstanceOf(SideException.class)
                .hasMessageContaining("peers did not start")
                .hasMessageContaining("no-such-program");
    }
}
