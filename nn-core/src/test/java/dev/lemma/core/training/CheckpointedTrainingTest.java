package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.random.Key;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.internal.blas.Blas;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.io.FormatException;
import dev.lemma.core.io.checkpoint.CheckpointFolder;
import dev.lemma.core.io.checkpoint.FolderInUseException;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CheckpointedTrainingTest {

    @TempDir
    private Path folder;

    private final Dataset data = Examples.pictures(70);

    /** Batch statistics, dropout, a slot, an average, a short last batch, validation: everything that a checkpoint must carry. */
    private Trainer trainer() {
        return Trainer.of(Examples.cnn(), Losses.CROSS_ENTROPY, Examples.momentum(0.02))
                .batchSize(16)
                .steps(30)
                .seed(7)
                .ema(0.9)
                .validation(Examples.pictures(21), Metrics.ACCURACY)
                .earlyStopping(4);
    }

    private static final class Killed extends RuntimeException {
        private static final long serialVersionUID = 1;
    }

    private static TrainingListener killingAt(int step) {
        return (done, total, risk) -> {
            if (done == step) {
                throw new Killed();
            }
        };
    }

    private void assertSame(Trained resumed, Trained whole) throws IOException {
        assertThat(resumed.thetaArray()).isEqualTo(whole.thetaArray());
        assertThat(resumed.lastThetaArray()).isEqualTo(whole.lastThetaArray());
        assertThat(resumed.stateArray()).isEqualTo(whole.stateArray());
        assertThat(resumed.history()).isEqualTo(whole.history());
        resumed.save(folder.resolve("resumed.safetensors"));
        whole.save(folder.resolve("whole.safetensors"));
        assertThat(Files.readAllBytes(folder.resolve("resumed.safetensors")))
                .isEqualTo(Files.readAllBytes(folder.resolve("whole.safetensors")));
    }

    /** Steps 15 and 30 end epochs of five. */
    @ParameterizedTest
    @ValueSource(ints = {1, 15, 17, 29})
    void continuesBitForBit(int killedAfter) throws IOException {
        Trained whole = trainer().fit(data);
        Path saved = folder.resolve("run");
        assertThatThrownBy(() -> trainer()
                        .checkpoint(saved, 1)
                        .listener(killingAt(killedAfter + 1))
                        .fit(data))
                .isInstanceOf(Killed.class);
        assertThat(CheckpointFolder.newest(saved).orElseThrow().step()).isEqualTo(killedAfter);
        List<Long> steps = new ArrayList<>();
        Trained resumed = trainer()
                .checkpoint(saved, 1)
                .listener((done, total, risk) -> steps.add(done))
                .fit(data);
        assertThat(steps).hasSize(30 - killedAfter).first().isEqualTo(killedAfter + 1L);
        assertSame(resumed, whole);
    }

    @Test
    void savesEverySoManyStepsAndAtTheEnd() throws IOException {
        Path saved = folder.resolve("run");
        Trained whole = trainer().fit(data);
        assertThatThrownBy(() ->
                        trainer().checkpoint(saved, 10).listener(killingAt(27)).fit(data))
                .isInstanceOf(Killed.class);
        assertThat(CheckpointFolder.newest(saved).orElseThrow().step()).isEqualTo(20);
        assertSame(trainer().checkpoint(saved, 7).fit(data), whole);
        assertThat(CheckpointFolder.newest(saved).orElseThrow().step()).isEqualTo(30);
        List<Long> steps = new ArrayList<>();
        assertSame(
                trainer()
                        .checkpoint(saved, 7)
                        .listener((done, total, risk) -> steps.add(done))
                        .fit(data),
                whole);
        assertThat(steps).isEmpty();
    }

    /** A state of another step than its name says would repeat or leave out batches. */
    @Test
    void aStateUnderAnotherStepsNumberIsRefused() throws IOException {
        Path saved = folder.resolve("run");
        trainer().steps(10).checkpoint(saved, 100).fit(data);
        Files.move(saved.resolve("checkpoint-000000000010.lemma"), saved.resolve("checkpoint-000000000020.lemma"));
        assertThatThrownBy(() -> trainer().checkpoint(saved, 100).fit(data))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("after step 10, its name says 20");
    }

    @Test
    void whatIsPassedOverIsSaid() throws IOException {
        Path saved = folder.resolve("run");
        trainer().steps(10).checkpoint(saved, 5).fit(data);
        List<String> heard = new ArrayList<>();
        TrainingListener listener = new TrainingListener() {
            @Override
            public void step(long done, long total, double risk) {}

            @Override
            public void resumed(long done, List<CheckpointFolder.Skipped> passedOver) {
                heard.add(done + " " + passedOver.size());
            }
        };
        for (int step = 10; step > 0; step -= 5) {
            Files.write(saved.resolve(String.format("checkpoint-%012d.lemma", step)), new byte[9]);
            assertThatThrownBy(() -> trainer()
                            .checkpoint(saved, 100)
                            .listener(listener.and(killingAt(11)))
                            .fit(data))
                    .isInstanceOf(Killed.class);
        }
        assertThat(heard).containsExactly("5 1", "0 2");
    }

    @Test
    void aTrainingMayBeLengthened() throws IOException {
        Path saved = folder.resolve("run");
        trainer().steps(17).checkpoint(saved, 100).fit(data);
        assertSame(trainer().checkpoint(saved, 100).fit(data), trainer().fit(data));
        assertThatThrownBy(() -> trainer().steps(17).checkpoint(saved, 100).fit(data))
                .hasMessageContaining("step 30")
                .hasMessageContaining("17");
    }

    @Test
    void earlyStoppingSurvivesResuming() throws IOException {
        Trainer upwards = Trainer.of(Examples.cnn(), Losses.CROSS_ENTROPY, Examples.momentum(-0.001))
                .batchSize(16)
                .epochs(40)
                .validation(Examples.pictures(21))
                .earlyStopping(3);
        Trained whole = upwards.fit(data);
        assertThat(whole.steps()).isLessThan(200).isGreaterThanOrEqualTo(20);
        Path saved = folder.resolve("run");
        assertThatThrownBy(() -> upwards.checkpoint(saved, 1)
                        .listener(killingAt((int) whole.steps() - 2))
                        .fit(data))
                .isInstanceOf(Killed.class);
        assertSame(upwards.checkpoint(saved, 1).fit(data), whole);
        assertSame(upwards.checkpoint(saved, 1).fit(data), whole);
    }

    @Test
    void refusesTheCheckpointOfAnotherTrainingAndSaysWhatDiffers() {
        Path saved = folder.resolve("run");
        trainer().steps(3).checkpoint(saved, 1).fit(data);
        assertThatThrownBy(() -> trainer().seed(8).checkpoint(saved, 1).fit(data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("seed: 7 there, 8 here");
        assertThatThrownBy(() -> trainer().batchSize(17).checkpoint(saved, 1).fit(data))
                .hasMessageContaining("batch size: 16 there, 17 here");
        assertThatThrownBy(() -> trainer().checkpoint(saved, 1).fit(data.shuffled(Key.of(1))))
                .hasMessageContaining("data: 70 examples");
        assertThatThrownBy(() -> trainer().ema(0.8).checkpoint(saved, 1).fit(data))
                .hasMessageContaining("expressions");
        Trainer otherRule = Trainer.of(Examples.cnn(), Losses.CROSS_ENTROPY, Examples.momentum(0.03))
                .batchSize(16)
                .seed(7);
        assertThatThrownBy(() -> otherRule.checkpoint(saved, 1).fit(data)).hasMessageContaining("expressions");
        Trainer otherLoss = Trainer.of(Examples.cnn(), Losses.MULTI_MARGIN, Examples.momentum(0.02))
                .batchSize(16)
                .seed(7);
        assertThatThrownBy(() -> otherLoss.checkpoint(saved, 1).fit(data)).hasMessageContaining("loss: ");
    }

    @Test
    void refusesTheCheckpointOfAnotherExecutorButNotOfOtherThreads() throws IOException {
        Path saved = folder.resolve("run");
        trainer()
                .executor(new FusedExecutor(1))
                .steps(17)
                .checkpoint(saved, 100)
                .fit(data);
        Trainer elsewhere = trainer().executor(new ReferenceExecutor()).checkpoint(saved, 100);
        assertThatThrownBy(() -> elsewhere.fit(data))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("rounded differently")
                .hasMessageContaining("executor: fused, ")
                .hasMessageContaining(" there, reference here")
                .hasMessageContaining("startingAt");
        assertSame(
                trainer().executor(new FusedExecutor(2)).checkpoint(saved, 100).fit(data),
                trainer().executor(new FusedExecutor(1)).fit(data));
    }

    /** The vectors, or their absence, and the library of products: what other bits come from. */
    @Test
    void theFusedExecutorSaysWhatItsBitsDependOn() {
        boolean vectors = !"false".equals(System.getProperty("lemma.vector"));
        assertThat(new FusedExecutor(2).arithmetic())
                .contains(vectors ? "Vector API, " : "block loops")
                .endsWith(Blas.best().description())
                .isEqualTo(new FusedExecutor(1).arithmetic());
        assertThat(new FusedExecutor(3).arithmetic()).isEqualTo(new FusedExecutor(1).arithmetic() + ", 4 panels");
    }

    @Test
    void theLastGoodStateIsSavedWhenAStepIsNotFinite() {
        Path saved = folder.resolve("run");
        Trainer wild = Trainer.of(Examples.affine(3), Losses.SQUARE, Examples.descent(1e9))
                .batchSize(20)
                .checkpoint(saved, 1000);
        assertThatThrownBy(() -> wild.epochs(100).fit(Examples.linear(20, 3)))
                .isInstanceOfSatisfying(NonFiniteException.class, e -> assertThat(
                                CheckpointFolder.newest(saved).orElseThrow())
                        .satisfies(found -> assertThat(found.step()).isEqualTo(e.step() - 1))
                        .satisfies(found -> assertThat(
                                        found.checkpoint().array("memory/theta").isFinite())
                                .isTrue()));
    }

    @Test
    void twoTrainingsInOneFolderAreRefused() {
        Path saved = folder.resolve("run");
        try (CheckpointFolder open = CheckpointFolder.open(saved)) {
            assertThatThrownBy(() -> trainer().checkpoint(saved, 1).fit(data))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining("another run uses it");
            assertThat(open.newest()).isEmpty();
        }
    }
}
