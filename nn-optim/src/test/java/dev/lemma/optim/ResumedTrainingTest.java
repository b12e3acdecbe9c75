package dev.lemma.optim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.testkit.NDArrayAssert;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResumedTrainingTest {

    /** Slots of two groups, and the mean of the iterates, are in the checkpoint. */
    @Test
    void groupsAndAveragesGoOnWhereTheyStopped(@TempDir Path folder) {
        Network network = Network.of(Shape.of(3), Sequential.of(new Dense(5), Activations.TANH, new Dense(2)));
        Dataset data = Dataset.of(
                new Law.Normal(1).draw(Key.of(1), Shape.of(20, 3)), new Law.Normal(1).draw(Key.of(2), Shape.of(20, 2)));
        Optimizer optimizer = new Averaging(new Muon(0.02, new NAdam(0.01)), 3);
        Trainer trainer = Trainer.of(network, Losses.SQUARE, optimizer).batchSize(10);
        Trained whole = trainer.steps(20).fit(data);
        trainer.steps(7).checkpoint(folder, 7).fit(data);
        Trained resumed = trainer.steps(20).checkpoint(folder, 7).fit(data);
        NDArrayAssert.assertThat(resumed.thetaArray()).hasSameBitsAs(whole.thetaArray());
        for (String slot : new String[] {"chosen m", "rest m", "rest v", "rest product", Averaging.SLOT}) {
            NDArrayAssert.assertThat(resumed.slot(slot)).hasSameBitsAs(whole.slot(slot));
        }
        assertThat(resumed.slot("chosen m").shape()).isEqualTo(Shape.of(3 * 5 + 5 * 2));
        assertThat(resumed.slot("rest m").shape()).isEqualTo(Shape.of(5 + 2));
    }
}
