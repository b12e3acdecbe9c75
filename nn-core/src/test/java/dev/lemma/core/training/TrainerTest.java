package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.network.Loss;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Update;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.data.Batches;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.io.checkpoint.CheckpointFolder;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TrainerTest {

    private final Dataset data = Examples.linear(22, 3);
    private final Network net = Examples.affine(3);

    private Trainer trainer() {
        return Trainer.of(net, Losses.SQUARE, Examples.descent(0.05))
                .batchSize(8)
                .epochs(3)
                .seed(4);
    }

    /** The same training written out: batches 8, 8, 6 in the order of the epoch, gradients by hand. */
    @Test
    void isGradientDescentOnBatchesOfEveryEpochTheShortOneIncluded() {
        double[] w = net.initialArray(Key.of(4).of("initial")).toDoubles();
        double[] x = data.featureArray().toDoubles();
        double[] y = data.targetArray().toDoubles();
        Batches batches = new Batches(22, 8, Key.of(4).of("batches"));
        List<Double> losses = new ArrayList<>();
        for (int epoch = 0; epoch < 3; epoch++) {
            double lossSum = 0;
            for (int batch = 0; batch < 3; batch++) {
                int[] rows = batches.rows(epoch, batch);
                double[] gradient = new double[4];
                for (int row : rows) {
                    double error = w[3] + w[0] * x[3 * row] + w[1] * x[3 * row + 1] + w[2] * x[3 * row + 2] - y[row];
                    lossSum += error * error;
                    for (int j = 0; j < 3; j++) {
                        gradient[j] += 2 * error * x[3 * row + j] / rows.length;
                    }
                    gradient[3] += 2 * error / rows.length;
                }
                for (int j = 0; j < 4; j++) {
                    w[j] -= 0.05 * gradient[j];
                }
            }
            losses.add(lossSum / 22);
        }
        assertThat(net.parameters().get(0).name()).endsWith("weight");
        Trained trained = trainer().fit(data);
        assertThat(trained.steps()).isEqualTo(9);
        assertThat(trained.thetaArray().toDoubles()).containsExactly(w, within(1e-14));
        assertThat(trained.history().losses())
                .containsExactly(losses.stream().mapToDouble(v -> v).toArray(), within(1e-13));
    }

    @Test
    void stepsMayEndInTheMiddleOfAnEpoch() {
        List<Long> heard = new ArrayList<>();
        Trained trained = trainer()
                .steps(5)
                .listener((done, total, risk) -> heard.add(10 * done + total))
                .fit(data);
        assertThat(trained.steps()).isEqualTo(5);
        assertThat(heard).containsExactly(15L, 25L, 35L, 45L, 55L);
        assertThat(trained.history().epochs()).hasSize(1);
    }

    @Test
    void theSameSeedGivesTheSameBitsAndAnotherSeedOthers() {
        Trained first = trainer().fit(data);
        assertThat(trainer().fit(data).thetaArray()).isEqualTo(first.thetaArray());
        assertThat(trainer().seed(5).fit(data).thetaArray()).isNotEqualTo(first.thetaArray());
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void oneAndTwoThreadsGiveTheSameBits(boolean convolutions) {
        Dataset examples = convolutions ? Examples.pictures(70) : Examples.linear(70, 5);
        Network trained = convolutions ? Examples.cnn() : Examples.mlp(5);
        Loss loss = convolutions ? Losses.CROSS_ENTROPY : Losses.SQUARE;
        Trainer trainer =
                Trainer.of(trained, loss, Examples.momentum(0.01)).batchSize(32).steps(20);
        Trained one = trainer.executor(new FusedExecutor(1)).fit(examples);
        Trained two = trainer.executor(new FusedExecutor(2)).fit(examples);
        assertThat(two.thetaArray()).isEqualTo(one.thetaArray());
        assertThat(two.stateArray()).isEqualTo(one.stateArray());
        assertThat(two.history()).isEqualTo(one.history());
    }

    @Test
    void theFusedExecutorTrainsAsTheReferenceExecutor() {
        Dataset examples = Examples.pictures(40);
        Network cnn = Examples.cnn().as(DType.FLOAT64);
        Trainer trainer = Trainer.of(cnn, Losses.CROSS_ENTROPY, Examples.momentum(0.01))
                .batchSize(16)
                .steps(8)
                .ema(0.9);
        Trained fused = trainer.fit(examples);
        Trained reference = trainer.executor(new ReferenceExecutor()).fit(examples);
        assertThat(fused.thetaArray().toDoubles())
                .containsExactly(reference.thetaArray().toDoubles(), within(1e-11));
        assertThat(fused.stateArray().toDoubles())
                .containsExactly(reference.stateArray().toDoubles(), within(1e-11));
        assertThat(fused.lastThetaArray().toDoubles())
                .containsExactly(reference.lastThetaArray().toDoubles(), within(1e-11));
    }

    @Test
    void learnsThePicturesInBothTypes() {
        for (DType type : DType.values()) {
            Trained trained = Trainer.of(Examples.cnn().as(type), Losses.CROSS_ENTROPY, Examples.momentum(0.05))
                    .batchSize(32)
                    .epochs(8)
                    .validation(Examples.pictures(90), Metrics.ACCURACY)
                    .fit(Examples.pictures(300));
            assertThat(trained.thetaArray().type()).isEqualTo(type);
            assertThat(trained.evaluate(Metrics.ACCURACY, Examples.pictures(300)))
                    .isGreaterThan(0.95);
            assertThat(trained.history().epochs()).hasSize(8).last().satisfies(epoch -> {
                assertThat(epoch.validationMetric()).isGreaterThan(0.95);
                assertThat(epoch.validationLoss()).isLessThan(0.3);
                assertThat(epoch.steps()).isEqualTo(80);
            });
        }
    }

    /** The parts of a batch of 8 in 3 are 2, 3 and 3 examples; those of the short batch of 6, 2 each. */
    @Test
    void accumulatedPartsMakeTheSameStep() {
        assertThat(trainer().accumulate(3).fit(data).thetaArray().toDoubles())
                .containsExactly(trainer().fit(data).thetaArray().toDoubles(), within(1e-14));
        assertThat(trainer().accumulate(100).fit(data).thetaArray().toDoubles())
                .containsExactly(trainer().fit(data).thetaArray().toDoubles(), within(1e-14));
    }

    @Test
    void theAverageFollowsItsFormula() {
        Trainer trainer = trainer();
        double[] average = net.initialArray(Key.of(4).of("initial")).toDoubles();
        for (int step = 1; step <= 9; step++) {
            double[] theta = trainer.steps(step).fit(data).thetaArray().toDoubles();
            for (int i = 0; i < theta.length; i++) {
                average[i] = 0.7 * average[i] + 0.3 * theta[i];
            }
        }
        Trained trained = trainer.ema(0.7).fit(data);
        assertThat(trained.thetaArray().toDoubles()).containsExactly(average, within(1e-14));
        assertThat(trained.lastThetaArray()).isEqualTo(trainer.fit(data).thetaArray());
    }

    /** Ascent makes the validation loss grow from the first epoch on. */
    @Test
    void stopsEarlyAndReturnsTheBest() {
        Trainer upwards = Trainer.of(net, Losses.SQUARE, Examples.descent(-0.01))
                .batchSize(8)
                .epochs(50)
                .validation(data);
        Trained trained = upwards.earlyStopping(3).fit(data);
        assertThat(trained.history().epochs()).hasSize(4);
        assertThat(trained.thetaArray()).isEqualTo(upwards.epochs(1).fit(data).thetaArray());
        assertThat(trained.lastThetaArray())
                .isEqualTo(upwards.epochs(4).fit(data).thetaArray());
    }

    @Test
    void validationLossIsTheMeanOverAllExamplesInHowManyChunksEver() {
        Dataset held = Examples.linear(600, 3);
        Trained trained = trainer().validation(held, Metrics.MEAN_SQUARED_ERROR).fit(data);
        Epoch last = trained.history().epochs().get(2);
        assertThat(last.validationLoss()).isCloseTo(last.validationMetric(), within(1e-13));
        assertThat(last.validationMetric()).isEqualTo(trained.evaluate(Metrics.MEAN_SQUARED_ERROR, held));
        Array values = trained.predict(held.featureArray());
        assertThat(values.rows(590, 600).toDoubles())
                .containsExactly(
                        trained.predict(held.featureArray().rows(590, 600)).toDoubles(), within(1e-15));
    }

    @Test
    void startsWhereItIsTold() {
        Array theta = Array.vector(1, 2, 3, 4);
        Trained trained = Trainer.of(net, Losses.SQUARE, Examples.descent(1e-300))
                .steps(1)
                .startingAt(theta)
                .fit(data);
        assertThat(trained.thetaArray()).isEqualTo(theta);
        assertThat(theta).isEqualTo(Array.vector(1, 2, 3, 4));
    }

    @Test
    void leavesDataAlone() {
        Array before = data.featureArray().rows(0, 22);
        trainer().fit(data);
        assertThat(data.featureArray()).isEqualTo(before);
    }

    // ------------------------------------------------------------------ refusals

    @Test
    void saysWhichShapesDoNotFitAndWhatWouldMakeThemFit() {
        Trainer images = Trainer.of(Examples.cnn(), Losses.CROSS_ENTROPY, Examples.descent(0.1));
        Dataset flat = Examples.pictures(9).reshaped(Shape.of(64));
        assertThatThrownBy(() -> images.fit(flat))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[1, 8, 8]")
                .hasMessageContaining("[64]")
                .hasMessageContaining("reshaped");
        assertThatThrownBy(() -> images.fit(Examples.linear(9, 64).reshaped(Shape.of(1, 8, 8))))
                .hasMessageContaining("does not fit the loss");
        assertThatThrownBy(() -> Trainer.of(net, Losses.SQUARE, Examples.descent(0.1))
                        .fit(data.withTargets(Array.zeros(DType.FLOAT64, Shape.of(22, 2)))))
                .isInstanceOf(ShapeException.class);
        assertThatThrownBy(() -> trainer().validation(Examples.linear(5, 4)).fit(data))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("validation data")
                .hasMessageContaining("[4]");
    }

    @Test
    void refusesTargetsThatAreNoClassesOfTheNetwork() {
        Trainer images = Trainer.of(Examples.cnn(), Losses.CROSS_ENTROPY, Examples.descent(0.1));
        for (double wrong : new double[] {3, -1, 0.5}) {
            double[] y = Examples.pictures(9).targetArray().toDoubles();
            y[5] = wrong;
            Dataset bad = Examples.pictures(9).withTargets(Array.vector(y));
            assertThatThrownBy(() -> images.fit(bad))
                    .hasMessageStartingWith("training data: the target of example 5, " + wrong);
            assertThatThrownBy(() -> images.validation(bad).fit(Examples.pictures(9)))
                    .hasMessageStartingWith("validation data: ");
        }
    }

    @Test
    void refusesDataThatAreNotFiniteUnlessAsked() {
        double[] x = data.featureArray().toDoubles();
        x[7] = Double.NaN;
        Dataset bad = data.withFeatures(Array.of(Shape.of(22, 3), x));
        assertThatThrownBy(() -> trainer().fit(bad))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("example 2, feature 1");
        Loss blind = (p, t) -> p.times(0);
        assertThatThrownBy(() -> trainer().allowNonFiniteData().fit(bad)).isInstanceOf(NonFiniteException.class);
        double[] y = data.targetArray().toDoubles();
        y[3] = Double.POSITIVE_INFINITY;
        Dataset infinite = data.withTargets(Array.of(Shape.of(22, 1), y));
        Trained trained = Trainer.of(net, blind, Examples.descent(1))
                .allowNonFiniteData()
                .steps(3)
                .fit(infinite);
        assertThat(trained.thetaArray().isFinite()).isTrue();
    }

    /** 1e300 is finite in float64 and infinite in float32. */
    @Test
    void refusesDataThatAreInfiniteInTheTypeOfTheNetwork() {
        double[] y = data.targetArray().toDoubles();
        y[3] = 1e300;
        Dataset large = data.withTargets(Array.of(Shape.of(22, 1), y));
        assertThatThrownBy(() -> Trainer.of(Examples.mlp(3), Losses.SQUARE, Examples.descent(0.1))
                        .fit(large))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("example 3");
    }

    @Test
    void refusesOptionsOutOfRange() {
        assertThatThrownBy(() -> trainer().batchSize(0))
                .hasMessageContaining("batchSize")
                .hasMessageContaining("got 0");
        assertThatThrownBy(() -> trainer().epochs(0)).hasMessageContaining("epochs");
        assertThatThrownBy(() -> trainer().steps(-1)).hasMessageContaining("steps");
        assertThatThrownBy(() -> trainer().ema(1)).hasMessageContaining("ema");
        assertThatThrownBy(() -> trainer().earlyStopping(2).fit(data)).hasMessageContaining("validation");
        assertThatThrownBy(() -> trainer().startingAt(Array.vector(1, 2))).hasMessageContaining("4 parameters");
        Optimizer reserved = (g, slots) -> Update.by(g.plus(slots.zeros("theta")));
        assertThatThrownBy(() -> Trainer.of(net, Losses.SQUARE, reserved).fit(data))
                .hasMessageContaining("\"theta\"");
    }

    // ------------------------------------------------------------------ what is not finite

    /** Descent with far too large a rate: each step multiplies the error. */
    @Test
    void stopsAtTheFirstStepThatIsNotFiniteAndNamesTheExpression() {
        List<Double> risks = new ArrayList<>();
        Trainer wild = Trainer.of(Examples.affine(3).as(DType.FLOAT32), Losses.SQUARE, Examples.descent(1000))
                .batchSize(22)
                .epochs(100)
                .listener((done, total, risk) -> risks.add(risk));
        assertThatThrownBy(() -> wild.fit(data)).isInstanceOfSatisfying(NonFiniteException.class, e -> {
            assertThat(e.step()).isEqualTo(risks.size() + 1L);
            assertThat(risks).allMatch(Double::isFinite);
            assertThat(e.lastGood().steps()).isEqualTo(risks.size());
            assertThat(e.lastGood().thetaArray().isFinite()).isTrue();
            assertThat(e.lastGood().thetaArray())
                    .isEqualTo(wild.epochs(risks.size()).fit(data).thetaArray());
            assertThat(e)
                    .hasMessageContaining("step " + e.step() + " of 100")
                    .hasMessageContaining("first expression that is not finite is");
        });
    }

    /** log of a negative prediction, in the loss. */
    @Test
    void findsTheOperationItsPlaceAndItsParameter() {
        Loss logarithmic = (p, t) -> p.log();
        Array theta = Array.vector(0, 0, 0, -2);
        assertThatThrownBy(() -> Trainer.of(net, logarithmic, Examples.descent(0.1))
                        .startingAt(theta)
                        .fit(data))
                .isInstanceOfSatisfying(NonFiniteException.class, e -> assertThat(e.expression())
                        .contains("is log ")
                        .contains("entry [0, 0] is NaN")
                        .contains("within [-2.0, -2.0]")
                        .contains("near parameter \"0/"));
    }

    /** Momentum whose update of the weights, not of the bias, is infinite at one step: its gradients are finite. */
    private static Optimizer breakingAt(int step) {
        return (g, slots) -> {
            Tensor m = slots.zeros("m").times(0.9).plus(g);
            Tensor large = Tensor.select(
                    slots.step().equalTo(step),
                    slots.step().filled(1e308),
                    slots.step().filled(0));
            Tensor push = Tensor.literal(Array.vector(1, 1, 1, 0)).times(large).times(100);
            return Update.by(m.times(-0.001).plus(push)).store("m", m);
        };
    }

    /** Step 5 is in the middle of an epoch, 6 at its end; before 601 the state has been kept twice, and epochs have ended since. */
    @ParameterizedTest
    @ValueSource(ints = {1, 5, 6, 601})
    void anUpdateThatIsNotFiniteIsTracedToItsStepAndTheStateBeforeItIsTheLastGood(int broken, @TempDir Path folder) {
        Trainer trainer =
                Trainer.of(net, Losses.SQUARE, breakingAt(broken)).batchSize(8).steps(broken + 1L);
        Trainer saving = trainer.checkpoint(folder, 10_000);
        assertThatThrownBy(() -> saving.fit(data)).isInstanceOfSatisfying(NonFiniteException.class, e -> {
            assertThat(e.step()).isEqualTo(broken);
            assertThat(e).hasMessageContaining("step " + broken + " of " + (broken + 1));
            assertThat(e.expression())
                    .contains("update of \"0/weight\" by")
                    .contains(
                            "The first expression that is not finite is multiply float64[4], whose entry [0] is Infinity")
                    .doesNotContain("bias");
            assertThat(e.lastGood().steps()).isEqualTo(broken - 1L);
            assertThat(e.lastGood().thetaArray()).isEqualTo(before(trainer, broken));
            CheckpointFolder.Saved saved = CheckpointFolder.newest(folder).orElseThrow();
            assertThat(saved.step()).isEqualTo(broken - 1L);
            assertThat(saved.checkpoint().array("memory/theta")).isEqualTo(before(trainer, broken));
            assertThat(saved.checkpoint().array("memory/m").isFinite()).isTrue();
            assertThat(saved.checkpoint().real("lossSum"))
                    .isEqualTo(lossSum(folder.resolve("before"), trainer, broken));
        });
    }

    private double lossSum(Path folder, Trainer trainer, int step) {
        if (step == 1) {
            return 0;
        }
        trainer.steps(step - 1).checkpoint(folder, 10_000).fit(data);
        return CheckpointFolder.newest(folder).orElseThrow().checkpoint().real("lossSum");
    }

    /** The risk of this loss is the same whatever the parameters: only a look at them shows that they are infinite. */
    @Test
    void anUpdateThatNoRiskShowsIsTracedToo() {
        Loss blind = (p, t) -> Tensor.select(p.equalTo(0), t, t);
        Trainer trainer = Trainer.of(net, blind, breakingAt(7)).batchSize(8).steps(30);
        assertThatThrownBy(() -> trainer.fit(data)).isInstanceOfSatisfying(NonFiniteException.class, e -> {
            assertThat(e.step()).isEqualTo(7);
            assertThat(e.lastGood().thetaArray()).isEqualTo(before(trainer, 7));
        });
    }

    /**
     * The root of what a prediction is above 0, with a rule of its own for its derivative, {@code 1/2y}, which is not finite once a prediction
     * falls below, as the risk is. The second optimiser does not look at the gradient, so that its parameters stay finite.
     */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aGradientThatIsNotFiniteWhileTheRiskIsNamesItsStepAndTheStateBeforeItIsTheLastGood(
            boolean descends, @TempDir Path folder) {
        Loss root = (p, t) -> p.maximum(0)
                .sqrt()
                .withGradient(
                        List.of(p),
                        (y, cotangent) -> List.of(cotangent.times(0.5).dividedBy(y)));
        Optimizer rule = descends ? Examples.descent(0.05) : (g, slots) -> Update.by(g.filled(-0.004));
        List<Double> risks = new ArrayList<>();
        Trainer trainer = Trainer.of(net, root, rule)
                .startingAt(Array.vector(0, 0, 0, 1.3))
                .batchSize(8)
                .steps(1000)
                .listener((done, total, risk) -> risks.add(risk));
        assertThatThrownBy(() -> trainer.checkpoint(folder, 10_000).fit(data))
                .isInstanceOfSatisfying(NonFiniteException.class, e -> {
                    int good = risks.size();
                    assertThat(good).isGreaterThan(10);
                    assertThat(e.step()).isEqualTo(good + 1L);
                    assertThat(e).hasMessageContaining("is not finite, the risk is 0.");
                    assertThat(e.expression()).contains("The first expression that is not finite is ");
                    assertThat(e.lastGood().steps()).isEqualTo(good);
                    Array before = trainer.steps(good).fit(data).thetaArray();
                    assertThat(e.lastGood().thetaArray()).isEqualTo(before);
                    CheckpointFolder.Saved saved =
                            CheckpointFolder.newest(folder).orElseThrow();
                    assertThat(saved.step()).isEqualTo(good);
                    assertThat(saved.checkpoint().array("memory/theta")).isEqualTo(before);
                });
    }

    @Test
    void refusesAStartThatIsNotFinite() {
        Trainer trainer = trainer().startingAt(Array.vector(1, Double.NaN, 3, 4));
        assertThatThrownBy(() -> trainer.fit(data))
                .isInstanceOfSatisfying(NonFiniteException.class, e -> assertThat(e.expression())
                        .contains("the input \"theta\" float64[4], whose entry [1] is NaN"));
    }

    private Array before(Trainer trainer, int step) {
        return step == 1
                ? net.initialArray(Key.of(0).of("initial"))
                : trainer.steps(step - 1).fit(data).thetaArray();
    }
}
