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
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Model;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
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
        assertThatThrownBy(() -> trainer.ensemble(Keys.range(2)).rates(1))
                .hasMessageContaining("one factor for each of 2 members, got 1");
        assertThatThrownBy(() -> trainer.ensemble(Keys.range(2)).rates(1, 0)).hasMessageContaining("rate 1");
        assertThatThrownBy(() -> trainer.ensemble(Keys.range(2)).rates(Double.NaN, 1))
                .hasMessageContaining("rate 0");
        assertThatThrownBy(
                        () -> trainer.earlyStopping(2).ensemble(Keys.range(2)).fit(data))
                .hasMessageContaining("validation");
    }

    /** Also where the update has a memory, which the factor does not touch. */
    @Test
    void everyMemberHasARateOfItsOwn() {
        Dataset data = Examples.linear(22, 3);
        Trainer one = Trainer.of(Examples.mlp(3).as(DType.FLOAT64), Losses.SQUARE, Examples.momentum(1))
                .batchSize(8)
                .epochs(3);
        double[] rates = {0.001, 0.02, 0.02};
        Ensemble all = one.ensemble(List.of(Key.of(4), Key.of(4), Key.of(5)))
                .rates(rates)
                .fit(data);
        for (int i = 0; i < 3; i++) {
            Trained alone = Trainer.of(Examples.mlp(3).as(DType.FLOAT64), Losses.SQUARE, Examples.momentum(rates[i]))
                    .batchSize(8)
                    .epochs(3)
                    .seed(i == 2 ? 5 : 4)
                    .fit(data);
            assertThat(all.member(i).thetaArray().toDoubles())
                    .containsExactly(alone.thetaArray().toDoubles(), within(1e-12));
        }
        assertThat(all.member(0).thetaArray().toDoubles())
                .isNotEqualTo(all.member(1).thetaArray().toDoubles());
    }

    /** The rate is so large that some epochs are worse than those before: members stop at different epochs, with their best parameters. */
    @Test
    void validationAndEarlyStoppingAreEachMembersOwn() {
        Dataset data = Examples.linear(22, 3);
        Dataset held = Examples.linear(9, 3);
        List<Double> heard = new ArrayList<>();
        Trainer trainer = Trainer.of(Examples.mlp(3).as(DType.FLOAT64), Losses.SQUARE, Examples.momentum(0.12))
                .batchSize(8)
                .epochs(30)
                .validation(held, Metrics.R2)
                .earlyStopping(2);
        Ensemble all = trainer.listener(new TrainingListener() {
                    @Override
                    public void step(long done, long total, double risk) {}

                    @Override
                    public void epoch(Epoch epoch) {
                        heard.add(epoch.validationLoss());
                    }
                })
                .ensemble(Keys.range(5))
                .fit(data);
        Set<Long> lengths = new TreeSet<>();
        double first = 0;
        for (int seed = 0; seed < 5; seed++) {
            Trained alone = trainer.seed(seed).fit(data);
            Trained member = all.member(seed);
            assertThat(member.steps()).isEqualTo(alone.steps());
            assertThat(member.thetaArray().toDoubles())
                    .containsExactly(alone.thetaArray().toDoubles(), within(1e-10));
            assertThat(member.lastThetaArray().toDoubles())
                    .containsExactly(alone.lastThetaArray().toDoubles(), within(1e-10));
            assertThat(member.history().losses())
                    .containsExactly(alone.history().losses(), within(1e-10));
            assertThat(member.history().validationLosses())
                    .containsExactly(alone.history().validationLosses(), within(1e-10));
            assertThat(member.history().validationMetrics())
                    .containsExactly(alone.history().validationMetrics(), within(1e-10));
            lengths.add(member.steps());
            first += member.history().validationLosses()[0] / 5;
        }
        assertThat(lengths).as("members stop at different steps").hasSizeGreaterThan(1);
        assertThat(heard.get(0)).isCloseTo(first, within(1e-12));
    }

    /** Risks that draw in validation, of several players. */
    @Test
    void playersHaveHistoriesOfTheirOwn() {
        Dataset data = Examples.linear(12, 3);
        Risk down = (parts, batch, key) -> parts.apply("w", batch.features())
                .minus(Draws.normal(key, batch.type(), batch.size(), 1))
                .square()
                .sum(-1);
        Risk sum = (parts, batch, key) -> parts.apply("v", batch.features())
                .plus(parts.apply("w", batch.features()))
                .square()
                .sum(-1);
        Trainer trainer = Trainer.of(Model.of(Map.of("v", Examples.affine(3), "w", Examples.affine(3))))
                .minimise("w", down, Examples.descent(0.05))
                .minimise("v", sum, Examples.momentum(0.01))
                .batchSize(5)
                .epochs(3)
                .validation(Examples.linear(7, 3));
        Ensemble all = trainer.ensemble(Keys.range(2)).fit(data);
        for (int seed = 0; seed < 2; seed++) {
            List<Epoch> own = all.member(seed).history().epochs();
            List<Epoch> alone = trainer.seed(seed).fit(data).history().epochs();
            assertThat(own).hasSize(3);
            for (int e = 0; e < 3; e++) {
                assertThat(own.get(e).validationLoss()).isCloseTo(alone.get(e).validationLoss(), within(1e-12));
                for (int p = 0; p < 2; p++) {
                    assertThat(own.get(e).risks().get(p))
                            .isCloseTo(alone.get(e).risks().get(p), within(1e-12));
                }
            }
        }
    }
}
