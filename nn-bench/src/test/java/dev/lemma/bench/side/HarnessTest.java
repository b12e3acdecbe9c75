package dev.lemma.bench.side;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lemma.bench.workload.PeerScript;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The peers' harness itself, with a script that needs no package. Skipped where there is no python3. */
@Timeout(60)
class HarnessTest {

    @TempDir
    private Path folder;

    @Test
    void servesStageAfterStage() throws IOException {
        PeerScript script = PeerScript.of("fake_peer.py").needing("json").only("sleep", "broken", "flaky");
        Python.Choice python = new Python(List.of("no-such-python", "python3")).forScript(script);
        assumeTrue(python.found(), python.problem());
        Python.unpack(script, folder);
        List<String> progress = Collections.synchronizedList(new ArrayList<>());
        List<String> command = Python.command(python.executable(), script, 1, new Calibration(0.02, 0.02, 0.1));
        try (Side side = ProcessSide.start("fake", command, Map.of(), folder, Duration.ofSeconds(30), progress::add)) {
            Message.Ready first = side.ready().orElseThrow();
            assertThat(first.timed()).extracting(Message.Timed::name).containsExactly("sleep 2 ms", "flaky");
            assertThat(first.timed().get(0).unit()).isEqualTo("nap");
            assertThat(first.timed().get(0).units() % 10).as("ten units a call").isZero();
            assertThat(first.timed().get(0).note()).isEqualTo("asleep; as told");
            assertThat(first.failed())
                    .containsExactly(new Message.Lost("broken", "float32", "ValueError: cannot be built"));
            assertThat(first.versions()).containsKey("python");
            for (int round = 0; round < 2; round++) {
                List<Message> answers = side.round();
                assertThat(answers).hasSize(2);
                assertThat(((Message.Timing) answers.get(0)).seconds()).isBetween(0.002, 0.2);
                assertThat(answers.get(1))
                        .isEqualTo(new Message.Lost("flaky", "float32", "RuntimeError: lost its state"));
            }
            side.next();
            Message.Ready second = side.ready().orElseThrow();
            assertThat(second.timed()).extracting(Message.Timed::dtype).containsExactly("float64");
            side.next();
            assertThat(side.ready()).isEmpty();
        }
        assertThat(progress).anyMatch(line -> line.startsWith("sleep 2 ms float32 built"));
    }

    @Test
    void namesWhatAPythonLacks() {
        PeerScript script = PeerScript.of("fake_peer.py").needing("json", "surely_not_a_module");
        assertThat(new Python(List.of("no-such-python")).forScript(script).problem())
                .isEqualTo("no-such-python: not found");
        Python.Choice choice = new Python(List.of("python3")).forScript(script);
        assumeTrue(!choice.problem().endsWith("not found"), "no python3");
        assertThat(choice.problem()).isEqualTo("python3: has no surely_not_a_module");
    }
}
