package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.random.Key;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Sampler;
import dev.lemma.core.io.checkpoint.CheckpointFolder;
import dev.lemma.core.loss.Losses;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StoppingTest {

    private final Dataset data = Examples.linear(22, 3);

    private Trainer trainer() {
        return Trainer.of(Examples.affine(3), Losses.SQUARE, Examples.momentum(0.05))
                .batchSize(8)
                .epochs(9)
                .seed(4);
    }

    @Test
    void aListenerThatSaysSoEndsTheTrainingWithTheResultSoFar(@TempDir Path folder) {
        Trained stopped = trainer()
                .checkpoint(folder, 1000)
                .listener(TrainingListener.until((done, risk) -> done == 11))
                .fit(data);
        assertThat(stopped.steps()).isEqualTo(11);
        assertThat(stopped.thetaArray()).isEqualTo(trainer().steps(11).fit(data).thetaArray());
        assertThat(CheckpointFolder.newest(folder).orElseThrow().step()).isEqualTo(11);
        assertThat(trainer().checkpoint(folder, 1000).fit(data).thetaArray())
                .isEqualTo(trainer().fit(data).thetaArray());
    }

    @Test
    void everyListenerMayEndIt() {
        List<Long> heard = new ArrayList<>();
        Trained stopped = trainer()
                .listener((done, total, risk) -> heard.add(done))
                .listener(TrainingListener.until((done, risk) -> risk < 0.5))
                .fit(data);
        assertThat(stopped.steps()).isEqualTo(heard.size()).isBetween(2L, 26L);
    }

    @Test
    void anInterruptEndsTheTrainingWithTheResultSoFarAndAWholeCheckpoint(@TempDir Path folder) {
        Trained stopped = trainer()
                .checkpoint(folder, 1)
                .listener((done, total, risk) -> {
                    if (done == 5) {
                        Thread.currentThread().interrupt();
                    }
                })
                .fit(data);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(stopped.steps()).isEqualTo(5);
        assertThat(stopped.thetaArray()).isEqualTo(trainer().steps(5).fit(data).thetaArray());
        assertThat(CheckpointFolder.newest(folder).orElseThrow().step()).isEqualTo(5);
        assertThat(trainer().checkpoint(folder, 1).fit(data).thetaArray())
                .isEqualTo(trainer().fit(data).thetaArray());
    }

    /** Whenever it comes: also while a checkpoint is being written. */
    @Test
    void anInterruptFromOutsideBreaksNoFile(@TempDir Path folder) throws InterruptedException {
        List<Object> results = new ArrayList<>();
        Thread training = new Thread(() -> {
            try {
                results.add(trainer().epochs(1_000_000).checkpoint(folder, 1).fit(data));
            } catch (RuntimeException e) {
                results.add(e);
            }
        });
        training.start();
        while (CheckpointFolder.newest(folder).isEmpty() && training.isAlive()) {
            Thread.sleep(1);
        }
        training.interrupt();
        training.join();
        assertThat(results).hasSize(1).first().isInstanceOf(Trained.class);
        assertThat(CheckpointFolder.newest(folder).orElseThrow().step()).isEqualTo(((Trained) results.get(0)).steps());
    }

    // ------------------------------------------------------------------ samplers

    /** Batches 4 and 3 of seven places, in the order given: the gradient of each by hand. */
    @Test
    void aSamplerSaysWhichExamplesAnEpochTakes() {
        int[] order = {5, 5, 0, 21, 3, 3, 3};
        Trained trained = Trainer.of(Examples.affine(3), Losses.SQUARE, Examples.descent(0.05))
                .sampler((size, key) -> order)
                .batchSize(4)
                .epochs(1)
                .fit(data);
        Trained byHand = Trainer.of(Examples.affine(3), Losses.SQUARE, Examples.descent(0.05))
                .sampler(Sampler.IN_ORDER)
                .batchSize(4)
                .epochs(1)
                .fit(data.subset(order));
        assertThat(trained.steps()).isEqualTo(2);
        assertThat(trained.thetaArray()).isEqualTo(byHand.thetaArray());
        assertThat(trained.history()).isEqualTo(byHand.history());
    }

    /** 6000 draws with weights 1, 0, 2, 3: the counts lie within five standard deviations; failure probability below 4e-6. */
    @Test
    void weightedDrawsComeInProportion() {
        int[] drawn = Sampler.weighted(6000, 1, 0, 2, 3).epoch(4, Key.of(1));
        int[] counts = new int[4];
        for (int place : drawn) {
            counts[place]++;
        }
        assertThat(counts[1]).isZero();
        for (int i : new int[] {0, 2, 3}) {
            double p = (i == 0 ? 1 : i) / 6.0;
            assertThat(Math.abs(counts[i] - 6000 * p)).isLessThan(5 * Math.sqrt(6000 * p * (1 - p)));
        }
    }

    @Test
    void refusesSamplersThatAskForWhatIsNotThere() {
        assertThatThrownBy(
                        () -> trainer().sampler((size, key) -> new int[] {22}).fit(data))
                .hasMessageContaining("example 22 of 22");
        assertThatThrownBy(() -> trainer().sampler((size, key) -> new int[0]).fit(data))
                .hasMessageContaining("at least 1");
        assertThatThrownBy(() -> trainer().sampler(Sampler.weighted(5, 1, 2)).fit(data))
                .hasMessageContaining("2 weights for 22 examples");
        assertThatThrownBy(() -> Sampler.weighted(5, 0, 0)).hasMessageContaining("sum to 0");
        assertThatThrownBy(() -> Sampler.weighted(5, 1, -1)).hasMessageContaining("weight 1");
    }

    @Test
    void theCheckpointOfAnotherSamplerIsRefused(@TempDir Path folder) {
        trainer().steps(2).sampler(Sampler.IN_ORDER).checkpoint(folder, 1).fit(data);
        assertThatThrownBy(() -> trainer().checkpoint(folder, 1).fit(data)).hasMessageContaining("sampler: in order");
    }
}
