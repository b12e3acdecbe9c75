package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Keys;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Model;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnsembleTest {

    /** Batches of 8, 8, 6 of their own, slots, an average: as each alone. */
    @Test
    void everyMemberIsTheTrainingOfItsSeedAlone() {
        Dataset data = Examples.linear(22, 3);
        Trainer trainer = Trainer.of(Examples.mlp(3).as(DType.FLOAT64), Losses.SQUARE, Examples.momentum(0.02))
                .batchSize(8)
                .ema(0.8)
                .epochs(5);
        Ensemble all = trainer.ensemble(Keys.range(6)).fit(data);
        assertThat(all.size()).isEqualTo(6);
        assertThat(all.broken()).isEmpty();
        for (int seed = 0; seed < 6; seed++) {
            Trained alone = trainer.seed(seed).fit(data);
            Trained member = all.member(seed);
            assertThat(member.thetaArray().toDoubles())
                    .containsExactly(alone.thetaArray().toDoubles(), within(1e-13));
            assertThat(member.lastThetaArray().toDoubles())
                    .containsExactly(alone.lastThetaArray().toDoubles(), within(1e-13));
            assertThat(member.slot("m").toDoubles())
                    .containsExactly(alone.slot("m").toDoubles(), within(1e-13));
            assertThat(member.steps()).isEqualTo(alone.steps());
        }
        assertThat(all.predict(data.featureArray()).shape()).isEqualTo(Shape.of(6, 22, 1));
        assertThat(all.predict(data.featureArray()).rows(2, 3).toDoubles())
                .containsExactly(all.member(2).predict(data.featureArray()).toDoubles());
    }

    /** Convolutions, pooling, batch statistics and dropout, each member with its own masks. */
    @Test
    void convolutionsStatisticsAndDropoutAreEachMembersOwn() {
        Dataset data = Examples.pictures(20);
        Trainer trainer = Trainer.of(Examples.cnn().as(DType.FLOAT64), Losses.CROSS_ENTROPY, Examples.momentum(0.02))
                .batchSize(10)
                .steps(4);
        Ensemble all = trainer.ensemble(List.of(Key.of(3), Key.of(8))).fit(data);
        for (int i = 0; i < 2; i++) {
            Trained alone = trainer.seed(i == 0 ? 3 : 8).fit(data);
            assertThat(all.member(i).thetaArray().toDoubles())
                    .containsExactly(alone.thetaArray().toDoubles(), within(1e-11));
            assertThat(all.member(i).stateArray().toDoubles())
                    .containsExactly(alone.stateArray().toDoubles(), within(1e-11));
        }
    }

    @Test
    void playersAndRisksWithoutDataToo() {
        Risk drawn = (parts, batch, key) -> parts.apply("w", Draws.normal(key, batch.type(), batch.size(), 3))
                .square()
                .sum(-1);
        Trainer trainer = Trainer.of(Model.of("w", Examples.affine(3)), drawn, Examples.descent(0.1))
                .batchSize(4)
                .steps(5);
        Ensemble all = trainer.ensemble(Keys.range(3)).fit();
        for (int seed = 0; seed < 3; seed++) {
            assertThat(all.member(seed).part("w").thetaArray().toDoubles())
                    .containsExactly(
                            trainer.seed(seed).fit().part("w").thetaArray().toDoubles(), within(1e-13));
        }
    }

    /** Descent at the rate 0.7 on 2·x²: diverges from everywhere but 0; members that started at infinity are named. */
    @Test
    void aMemberThatLeavesTheFiniteNumbersIsNamedAndTheOthersGoOn() {
        Dataset data = Examples.linear(22, 3);
        Trainer trainer = Trainer.of(Examples.affine(3).as(DType.FLOAT32), Losses.SQUARE, Examples.descent(50))
                .batchSize(22)
                .steps(60);
        Ensemble all = trainer.ensemble(Keys.range(2)).fit(data);
        assertThat(all.broken()).containsExactly(0, 1);
        assertThatThrownBy(() -> all.member(1)).hasMessageContaining("member 1").hasMessageContaining("at step");
        assertThatThrownBy(() -> trainer.seed(1).fit(data)).isInstanceOf(NonFiniteException.class);
    }

    @Test
    void refusesWhatOneTrainingHasAlone() {
        Trainer trainer = Trainer.of(Examples.affine(3), Losses.SQUARE, Examples.descent(0.1));
        Dataset data = Examples.linear(9, 3);
        assertThatThrownBy(() -> trainer.ensemble(List.of())).hasMessageContaining("at least one key");
        assertThatThrownBy(() -> trainer.checkpoint(Path.of("nowhere"), 1)
                        .ensemble(Keys.range(2))
                        .fit(data))
                .hasMessageContaining("checkpoint");
        assertThatThrownBy(
                        () -> trainer.validation(data).ensemble(Keys.range(2)).fit(data))
                .hasMessageContaining("validation");
    }
}
