package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Update;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Dropout;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Divergences;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ModelTrainingTest {

    private static final Dataset DATA = Examples.linear(24, 3);

    private static Network affine(int from, int to) {
        return Network.of(Shape.of(from), Sequential.of(new Dense(to))).as(DType.FLOAT64);
    }

    private static Model two() {
        return Model.of(Map.of("inner", affine(3, 4), "outer", affine(4, 1)));
    }

    private static final Risk COMPOSED = (parts, batch, key) -> parts.apply(
                    "outer", parts.apply("inner", batch.features()).tanh())
            .minus(batch.targets())
            .square()
            .squeeze(-1);

    /** One network written as two parts moves as the one does. */
    @Test
    void twoPartsTrainAsTheNetworkTheyMake() {
        Network whole = Network.of(Shape.of(3), Sequential.of(new Dense(4), Activations.TANH, new Dense(1)))
                .as(DType.FLOAT64);
        Model model = two();
        Array inner = model.part("inner").initialArray(Key.of(1));
        Array outer = model.part("outer").initialArray(Key.of(2));
        double[] joined = new double[inner.shape().size() + outer.shape().size()];
        System.arraycopy(inner.toDoubles(), 0, joined, 0, inner.shape().size());
        System.arraycopy(
                outer.toDoubles(),
                0,
                joined,
                inner.shape().size(),
                outer.shape().size());

        Trained together = Trainer.of(whole, Losses.SQUARE, Examples.momentum(0.05))
                .startingAt(Array.vector(joined))
                .batchSize(7)
                .steps(20)
                .fit(DATA);
        Trained parts = Trainer.of(model, COMPOSED, Examples.momentum(0.05))
                .startingAt("inner", inner)
                .startingAt("outer", outer)
                .batchSize(7)
                .steps(20)
                .fit(DATA);

        double[] expected = together.thetaArray().toDoubles();
        assertThat(parts.part("inner").thetaArray().toDoubles())
                .containsExactly(Arrays.copyOf(expected, inner.shape().size()), within(1e-14));
        assertThat(parts.part("outer").thetaArray().toDoubles())
                .containsExactly(Arrays.copyOfRange(expected, inner.shape().size(), expected.length), within(1e-14));
        assertThat(parts.history().losses()).containsExactly(together.history().losses(), within(1e-14));
        assertThat(parts.slot("m").shape()).isEqualTo(Shape.of(joined.length));
    }

    /** Scalars by hand: discriminator d, generator g; first d ← d − η·∂(d·g), then g ← g + η·∂(d′·g) with the d that has moved. */
    @Test
    void playersMoveOneAfterAnotherAndSeeWhatHasMoved() {
        Network number = Network.of(Shape.of(1), (scope, x) -> x.times(0)
                        .plus(scope.parameter("value", Shape.of(1), new Law.Constant(1))))
                .as(DType.FLOAT64);
        Tensor one = Tensor.literal(Array.matrix(new double[][] {{1}}));
        Risk product = (parts, batch, key) ->
                parts.apply("d", one).times(parts.apply("g", one)).sum();
        Risk negated = (parts, batch, key) -> product.of(parts, batch, key).negate();
        List<double[]> heard = new ArrayList<>();
        Trained trained = Trainer.of(Model.of(Map.of("d", number, "g", number)))
                .minimise("d", product, Examples.descent(0.1))
                .minimise("g", negated, Examples.descent(0.2))
                .steps(3)
                .listener(new TrainingListener() {
                    @Override
                    public void step(long done, long total, double risk) {}

                    @Override
                    public void risks(long done, double[] risks) {
                        heard.add(risks.clone());
                    }
                })
                .fit();
        double d = 1;
        double g = 1;
        for (int i = 0; i < 3; i++) {
            double first = d * g;
            d -= 0.1 * g;
            double second = -d * g;
            g += 0.2 * d;
            assertThat(heard.get(i)).containsExactly(new double[] {first, second}, within(1e-15));
        }
        assertThat(trained.part("d").thetaArray().get(0)).isCloseTo(d, within(1e-15));
        assertThat(trained.part("g").thetaArray().get(0)).isCloseTo(g, within(1e-15));
    }

    /** Decoupled decay would move a teacher that was among the parts that move; its statistics stay too. */
    @Test
    void aFrozenTeacherStaysAndItsPupilComesToIt() {
        Network teacher = Network.of(
                        Shape.of(3), Sequential.of(new Dense(5), new BatchNorm(), new Dropout(0.5), new Dense(2)))
                .as(DType.FLOAT64);
        Array theta = teacher.initialArray(Key.of(3));
        Optimizer decaying =
                (g, slots) -> Update.by(g.times(-0.1).minus(slots.theta().times(1e-9)));
        Model model = Model.of(Map.of("teacher", teacher, "pupil", affine(3, 2)));
        Trained trained = Trainer.of(
                        model,
                        (parts, batch, key) -> parts.apply("pupil", batch.features())
                                .minus(parts.frozen("teacher", batch.features()))
                                .square()
                                .sum(-1),
                        decaying)
                .startingAt("teacher", theta)
                .batchSize(24)
                .steps(3000)
                .ema(0.5)
                .fit(DATA.featureArray());
        assertThat(trained.part("teacher").thetaArray()).isEqualTo(theta);
        assertThat(trained.part("teacher").stateArray()).isEqualTo(teacher.initialState());
        // The teacher is affine where its dropout is off: the pupil can be it.
        assertThat(trained.part("pupil").predict(DATA.featureArray()).toDoubles())
                .containsExactly(
                        teacher.values(theta, teacher.initialState(), DATA.featureArray())
                                .toDoubles(),
                        within(1e-6));
    }

    /** {@code f = w₂·w₁x} with both weights one: w² = a has the root, and the gradient is the sum of both places. */
    @Test
    void aPartAppliedTwiceIsTied() {
        Network weight =
                Network.of(Shape.of(1), Sequential.of(new Dense(1).noBias())).as(DType.FLOAT64);
        Array x = Array.matrix(new double[][] {{1}, {2}});
        Trained trained = Trainer.of(
                        Model.of("w", weight),
                        (parts, batch, key) -> parts.apply("w", parts.apply("w", batch.features()))
                                .minus(batch.features().times(2.25))
                                .square()
                                .sum(-1),
                        Examples.descent(0.01))
                .startingAt(Array.vector(1))
                .batchSize(2)
                .steps(400)
                .fit(x);
        assertThat(trained.part("w").thetaArray().get(0)).isCloseTo(1.5, within(1e-9));
    }

    /** An embedding's table is the output's weight: {@code parts.parameter} is the same θ. */
    @Test
    void aParameterCanBeUsedElsewhere() {
        Network table =
                Network.of(Shape.of(3), Sequential.of(new Dense(2).noBias())).as(DType.FLOAT64);
        Trained trained = Trainer.of(
                        Model.of("table", table),
                        (parts, batch, key) -> parts.apply("table", batch.features())
                                .matmul(parts.parameter(
                                        "table", table.parameters().get(0).name()))
                                .minus(batch.features())
                                .square()
                                .sum(-1)
                                .plus(parts.parameters("table").square().sum().times(0)),
                        Examples.descent(0.02))
                .batchSize(24)
                .steps(3000)
                .fit(DATA.featureArray());
        // The best rank-two approximation of the identity on the data is a projection W Wᵀ: its eigenvalues are 1, 1,
        // 0.
        double[] w = trained.part("table").thetaArray().toDoubles();
        double[][] gram = new double[2][2];
        for (int i = 0; i < 3; i++) {
            for (int j = 0; j < 2; j++) {
                for (int k = 0; k < 2; k++) {
                    gram[j][k] += w[3 * j + i] * w[3 * k + i];
                }
            }
        }
        assertThat(new double[] {gram[0][0], gram[0][1], gram[1][1]})
                .containsExactly(new double[] {1, 0, 1}, within(1e-6));
    }

    /** {@code u″ = −sin x}, u(0) = 0 = u(π): u = sin, learned from the equation alone at points drawn in each step. */
    @Test
    void aRiskWithoutDataSolvesADifferentialEquation() {
        Network net = Network.of(Shape.of(1), Sequential.of(new Dense(16), Activations.TANH, new Dense(1)))
                .as(DType.FLOAT64);
        Risk equation = (parts, batch, key) -> {
            Tensor x = Draws.uniform(key, batch.type(), batch.size(), 1).times(Math.PI);
            Tensor u = solution(parts.apply("u", x), x);
            Tensor first = Derivatives.gradient(u.sum(), x);
            Tensor second = Derivatives.gradient(first.sum(), x);
            return second.plus(x.sin()).square().sum(-1);
        };
        Trained trained = Trainer.of(Model.of("u", net), equation, adam(0.01))
                .batchSize(64)
                .steps(1500)
                .seed(3)
                .fit();
        double[] at = new double[21];
        for (int i = 0; i <= 20; i++) {
            at[i] = i * Math.PI / 20;
        }
        Program program = Program.of(
                Fused.executor(), in -> List.of(solution(trained.part("u").apply(in.get(0)), in.get(0))));
        Array u = program.call(Array.of(Shape.of(21, 1), at));
        for (int i = 0; i <= 20; i++) {
            assertThat(u.get(i)).isCloseTo(Math.sin(at[i]), within(0.02));
        }
    }

    /** Zero at both ends by construction. */
    private static Tensor solution(Tensor net, Tensor x) {
        return net.times(x).times(x.negate().plus(Math.PI));
    }

    private static Optimizer adam(double rate) {
        return (g, slots) -> {
            Tensor m = slots.zeros("m").times(0.9).plus(g.times(0.1));
            Tensor v = slots.zeros("v").times(0.99).plus(g.square().times(0.01));
            Tensor t = slots.step();
            Tensor mHat = m.dividedBy(t.powerOf(0.9).negate().plus(1));
            Tensor vHat = v.dividedBy(t.powerOf(0.99).negate().plus(1));
            return Update.by(mHat.dividedBy(vHat.sqrt().plus(1e-8)).times(-rate))
                    .store("m", m)
                    .store("v", v);
        };
    }

    /** Weighted least squares has a closed form; weights come by the numbers of the examples. */
    @Test
    void samplesAreWeightedByTheirNumbers() {
        Dataset data = Dataset.of(Array.matrix(new double[][] {{1}, {1}, {1}}), Array.vector(0, 3, 6));
        Tensor weights = Tensor.literal(Array.vector(1, 2, 5));
        Network constant =
                Network.of(Shape.of(1), Sequential.of(new Dense(1).noBias())).as(DType.FLOAT64);
        Trained trained = Trainer.of(
                        Model.of("c", constant),
                        (parts, batch, key) -> parts.apply("c", batch.features())
                                .squeeze(-1)
                                .minus(batch.targets())
                                .square()
                                .times(weights.gather(0, batch.rows())),
                        Examples.descent(0.05))
                .batchSize(3)
                .steps(500)
                .fit(data);
        assertThat(trained.part("c").thetaArray().get(0)).isCloseTo((2 * 3 + 5 * 6) / 8.0, within(1e-12));
    }

    /** Noise of variance s on the inputs is, in the mean, a ridge penalty s: {@code w = Σxy/(Σx² + n·s)}. */
    @Test
    void examplesAreAugmentedByTheKey() {
        Dataset data = Dataset.of(Array.matrix(new double[][] {{1}, {-2}}), Array.vector(2, -4));
        Network slope =
                Network.of(Shape.of(1), Sequential.of(new Dense(1).noBias())).as(DType.FLOAT64);
        Optimizer averaging =
                (g, slots) -> Update.by(g.dividedBy(slots.step().plus(10)).times(-1.0));
        Trained trained = Trainer.of(
                        Model.of("w", slope),
                        (parts, batch, key) -> parts.apply(
                                        "w",
                                        batch.features()
                                                .plus(Draws.normal(key, batch.features())
                                                        .times(Math.sqrt(0.5))))
                                .squeeze(-1)
                                .minus(batch.targets())
                                .square(),
                        averaging)
                .batchSize(2)
                .steps(20_000)
                .fit(data);
        assertThat(trained.part("w").thetaArray().get(0)).isCloseTo(10.0 / (5 + 2 * 0.5), within(0.05));
    }

    private static Risk autoencoder() {
        return (parts, batch, key) -> {
            Tensor[] q = parts.apply("encoder", batch.features()).split(-1, 2, 2);
            Tensor z = q[0].plus(q[1].times(0.5).exp().times(Draws.normal(key, q[0])));
            return parts.apply("decoder", z)
                    .minus(batch.features())
                    .square()
                    .sum(-1)
                    .times(2)
                    .plus(Divergences.standardGaussian(q[0], q[1]));
        };
    }

    /** Data on a plane in five dimensions: a code of two numbers brings them back. */
    @Test
    void anAutoencoderHasADecoderToBeUsed() {
        double[] codes = new double[600];
        Randomness.normal(Key.of(5), codes);
        double[][] x = new double[300][5];
        for (int i = 0; i < 300; i++) {
            for (int j = 0; j < 5; j++) {
                x[i][j] = codes[2 * i] * Math.cos(j) * 2 + codes[2 * i + 1] * Math.sin(2 * j) * 2;
            }
        }
        Trained vae = Trainer.of(
                        Model.of(Map.of("encoder", affine(5, 4), "decoder", affine(2, 5))), autoencoder(), adam(0.01))
                .batchSize(50)
                .epochs(150)
                .seed(2)
                .fit(Array.matrix(x));
        Array means = vae.part("encoder").predict(Array.matrix(x));
        double[][] z = new double[300][2];
        for (int i = 0; i < 300; i++) {
            z[i] = new double[] {means.get(4 * i), means.get(4 * i + 1)};
        }
        double[] back = vae.part("decoder").predict(Array.matrix(z)).toDoubles();
        double error = 0;
        double size = 0;
        for (int i = 0; i < 1500; i++) {
            error += Math.pow(back[i] - x[i / 5][i % 5], 2);
            size += Math.pow(x[i / 5][i % 5], 2);
        }
        assertThat(error / size).isLessThan(0.05);
        assertThat(vae.part("decoder").predict(Array.matrix(z).toINDArray()).shape())
                .containsExactly(300, 5);
    }

    // ------------------------------------------------------------------ refusals

    @Test
    void refusesRisksThatAreNeitherOneNumberPerSampleNorAScalar() {
        Risk perEntry =
                (parts, batch, key) -> parts.apply("inner", batch.features()).square();
        assertThatThrownBy(() -> Trainer.of(two(), perEntry, Examples.descent(0.1))
                        .batchSize(8)
                        .fit(DATA))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("[8, 4]")
                .hasMessageContaining("one number per sample, [8], or a scalar");
        Risk broadcast = (parts, batch, key) -> parts.apply("outer", parts.apply("inner", batch.features()))
                .minus(batch.targets().squeeze(-1))
                .square();
        assertThatThrownBy(() -> Trainer.of(two(), broadcast, Examples.descent(0.1))
                        .batchSize(8)
                        .fit(DATA))
                .hasMessageContaining("[8, 8]");
    }

    @Test
    void saysWhichPartsThereAre() {
        assertThatThrownBy(() -> Model.of(Map.of())).hasMessageContaining("at least one part");
        assertThatThrownBy(() -> Model.of(Map.of("a/b", affine(1, 1)))).hasMessageContaining("\"a/b\"");
        assertThatThrownBy(() -> Model.of("a", affine(1, 1)).and("a", affine(1, 1)))
                .hasMessageContaining("two parts are called \"a\"");
        assertThatThrownBy(
                        () -> Model.of("a", affine(1, 1)).and("b", affine(1, 1).as(DType.FLOAT32)))
                .hasMessageContaining("FLOAT64")
                .hasMessageContaining("\"b\"");
        Risk wrong =
                (parts, batch, key) -> parts.apply("middle", batch.features()).sum();
        assertThatThrownBy(() -> Trainer.of(two(), wrong, Examples.descent(0.1)).fit(DATA))
                .hasMessageContaining("\"middle\"")
                .hasMessageContaining("[inner, outer]");
        Risk misfit =
                (parts, batch, key) -> parts.apply("outer", batch.features()).sum();
        assertThatThrownBy(
                        () -> Trainer.of(two(), misfit, Examples.descent(0.1)).fit(DATA))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("part \"outer\"");
        Trained trained =
                Trainer.of(two(), COMPOSED, Examples.descent(0.1)).steps(1).fit(DATA);
        assertThat(trained.partNames()).isEqualTo(Set.of("inner", "outer"));
        assertThatThrownBy(() -> trained.predict(DATA.featureArray()))
                .hasMessageContaining("[inner, outer]")
                .hasMessageContaining("part(name)");
        assertThatThrownBy(() -> trained.part("middle")).hasMessageContaining("\"middle\"");
        assertThatThrownBy(() -> Trainer.of(two()).fit(DATA)).hasMessageContaining("minimise(");
        assertThatThrownBy(() -> Trainer.of(two()).minimise("middle", COMPOSED, Examples.descent(1)))
                .hasMessageContaining("\"middle\"");
        assertThatThrownBy(() -> Trainer.of(two(), COMPOSED, Examples.descent(1))
                        .minimise("inner", COMPOSED, Examples.descent(1)))
                .hasMessageContaining("has its risk already");
        Risk frozen =
                (parts, batch, key) -> parts.frozen("inner", batch.features()).sum();
        assertThatThrownBy(() -> Trainer.of(two(), frozen, Examples.descent(1)).fit(DATA))
                .hasMessageContaining("nothing to train");
    }

    @Test
    void withoutDataItSaysWhatIsMissing() {
        assertThatThrownBy(() -> Trainer.of(two(), COMPOSED, Examples.descent(1))
                        .steps(3)
                        .fit())
                .hasMessageContaining("no features");
        assertThatThrownBy(
                        () -> Trainer.of(two(), COMPOSED, Examples.descent(1)).fit())
                .hasMessageContaining("steps(");
        assertThatThrownBy(
                        () -> Trainer.of(two(), COMPOSED, Examples.descent(1)).fit(DATA.featureArray()))
                .hasMessageContaining("no targets");
        assertThatThrownBy(() -> Trainer.of(affine(3, 1), Losses.SQUARE, Examples.descent(1))
                        .steps(3)
                        .fit())
                .hasMessageContaining("fit(data)");
    }

    // ------------------------------------------------------------------ files

    @Test
    void theParametersOfAllPartsAreSavedUnderTheirNames(@TempDir Path folder) {
        Trained trained =
                Trainer.of(two(), COMPOSED, Examples.descent(0.01)).steps(5).fit(DATA);
        for (String name : List.of("two.safetensors", "two.npz")) {
            Path file = folder.resolve(name);
            trained.save(file);
            Trained loaded = Trained.load(two(), file);
            for (String part : two().names()) {
                assertThat(loaded.part(part).thetaArray())
                        .isEqualTo(trained.part(part).thetaArray());
            }
            assertThatThrownBy(() -> Trained.load(affine(3, 4), file))
                    .hasMessageContaining("\"inner/0/weight\" is not of this network");
        }
        Path one = folder.resolve("one.npz");
        trained.part("inner").save(one);
        assertThat(Trained.load(affine(3, 4), one).thetaArray())
                .isEqualTo(trained.part("inner").thetaArray());
    }
}
