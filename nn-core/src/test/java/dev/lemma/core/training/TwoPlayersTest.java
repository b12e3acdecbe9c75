package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Update;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.core.io.checkpoint.CheckpointFolder;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TwoPlayersTest {

    @TempDir
    private Path folder;

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static void assertSame(Trained resumed, Trained whole) {
        for (String part : List.of("generator", "discriminator")) {
            Trained mine = resumed.part(part);
            Trained other = whole.part(part);
            assertThat(mine.thetaArray()).isEqualTo(other.thetaArray());
            assertThat(mine.lastThetaArray()).isEqualTo(other.lastThetaArray()).isNotEqualTo(other.thetaArray());
            assertThat(mine.stateArray()).isEqualTo(other.stateArray());
            assertThat(resumed.slot(part + "/m")).isEqualTo(whole.slot(part + "/m"));
        }
        assertThat(resumed.history()).isEqualTo(whole.history());
        assertThat(resumed.steps()).isEqualTo(whole.steps());
    }

    /** Steps 15 and 30 end epochs of five. */
    @ParameterizedTest
    @ValueSource(ints = {1, 15, 17, 29})
    void continuesBitForBit(int killedAfter) {
        Trained whole = TwoPlayers.trainer(33).fit(TwoPlayers.points());
        assertThat(whole.history().epochs()).hasSize(6).allSatisfy(epoch -> {
            assertThat(epoch.risks()).hasSize(2);
            assertThat(epoch.loss())
                    .isEqualTo(epoch.risks().get(0) + epoch.risks().get(1), Offset.offset(1e-6));
            assertThat(epoch.validationLoss()).isFinite();
        });
        Path saved = folder.resolve("run");
        assertThatThrownBy(() -> TwoPlayers.trainer(33)
                        .checkpoint(saved, 1)
                        .listener((done, total, risk) -> {
                            if (done == killedAfter + 1) {
                                throw new Killed();
                            }
                        })
                        .fit(TwoPlayers.points()))
                .isInstanceOf(Killed.class);
        assertThat(CheckpointFolder.newest(saved).orElseThrow().step()).isEqualTo(killedAfter);
        assertSame(TwoPlayers.trainer(33).checkpoint(saved, 1).fit(TwoPlayers.points()), whole);
    }

    /** {@code kill -9} of a process that does nothing but train and save. */
    @Test
    void aKilledProcessIsContinuedBitForBit() throws IOException, InterruptedException {
        Path saved = folder.resolve("run");
        List<String> command = new ArrayList<>(
                List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
        String vector = System.getProperty("lemma.vector");
        if (vector == null) {
            command.addAll(List.of("--add-modules", "jdk.incubator.vector"));
        } else {
            command.add("-Dlemma.vector=" + vector);
        }
        command.addAll(
                List.of("-cp", System.getProperty("java.class.path"), TwoPlayers.class.getName(), saved.toString()));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try (BufferedReader out = process.inputReader()) {
            assertThat(out.readLine()).isEqualTo("going");
        } finally {
            process.destroyForcibly();
        }
        process.waitFor();
        long reached = CheckpointFolder.newest(saved).orElseThrow().step();
        assertThat(reached).isGreaterThanOrEqualTo(39);
        long total = reached + 12;
        assertSame(
                TwoPlayers.trainer(total).checkpoint(saved, 1000).fit(TwoPlayers.points()),
                TwoPlayers.trainer(total).fit(TwoPlayers.points()));
    }

    @Test
    void threadsChangeNoBit() {
        assertSame(
                TwoPlayers.trainer(12).executor(new FusedExecutor(2)).fit(TwoPlayers.points()),
                TwoPlayers.trainer(12).executor(new FusedExecutor(1)).fit(TwoPlayers.points()));
    }

    @Test
    void theCheckpointOfAnotherModelIsRefused() {
        Path saved = folder.resolve("run");
        TwoPlayers.trainer(3).checkpoint(saved, 1).fit(TwoPlayers.points());
        Risk other = (parts, batch, key) ->
                parts.apply("discriminator", batch.features()).sum();
        assertThatThrownBy(() -> TwoPlayers.trainer(9)
                        .minimise("discriminator", other, Examples.descent(1))
                        .checkpoint(saved, 1)
                        .fit(TwoPlayers.points()))
                .hasMessageContaining("expressions")
                .hasMessageContaining("optimizer discriminator 2: not there there");
    }

    /** The rule of the second player breaks its parameters at the seventh step; nothing of that step stays, of either player. */
    @Test
    void aBrokenUpdateIsTracedToItsPlayer() {
        Trainer broken = TwoPlayers.trainer(60);
        Risk still = (parts, batch, key) ->
                parts.parameters("generator").square().sum().times(1e-3);
        Trainer third = broken.minimise("generator", still, (g, slots) -> {
            Tensor large = Tensor.select(
                    slots.step().equalTo(7),
                    slots.step().filled(1e38),
                    slots.step().filled(0));
            return Update.by(g.filled(1).times(large).times(100));
        });
        Array before =
                third.steps(6).fit(TwoPlayers.points()).part("discriminator").thetaArray();
        assertThatThrownBy(() -> third.fit(TwoPlayers.points())).isInstanceOfSatisfying(NonFiniteException.class, e -> {
            assertThat(e.step()).isEqualTo(7);
            assertThat(e.expression()).contains("\"generator/0/weight\"");
            assertThat(e.lastGood().steps()).isEqualTo(6);
            assertThat(e.lastGood().part("discriminator").thetaArray()).isEqualTo(before);
        });
    }

    /** The logarithm of what one player makes smaller and smaller: the message says whose risk it is. */
    @Test
    void aRiskThatIsNotFiniteNamesItsPlayerAndItsExpression() {
        Risk logarithm = (parts, batch, key) ->
                parts.parameters("generator").sum().times(0).plus(-1).log();
        assertThatThrownBy(() -> TwoPlayers.trainer(60)
                        .minimise("generator", logarithm, Examples.descent(1))
                        .fit(TwoPlayers.points()))
                .isInstanceOfSatisfying(NonFiniteException.class, e -> {
                    assertThat(e.step()).isEqualTo(1);
                    assertThat(e).hasMessageContaining("NaN (generator 2)").hasMessageContaining("(discriminator)");
                    assertThat(e.expression()).contains("is log ");
                    assertThat(e.lastGood().steps()).isZero();
                });
    }

    @Test
    void accumulatedPartsAreUsedByAllPlayers() {
        Trained parts = TwoPlayers.trainer(6).accumulate(4).fit(TwoPlayers.points());
        assertThat(parts.part("generator").thetaArray().isFinite()).isTrue();
        assertThat(parts.part("generator").thetaArray())
                .isNotEqualTo(TwoPlayers.trainer(6)
                        .fit(TwoPlayers.points())
                        .part("generator")
                        .thetaArray());
    }
}
