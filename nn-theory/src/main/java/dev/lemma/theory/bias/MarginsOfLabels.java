package dev.lemma.theory.bias;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.Adam;
import dev.lemma.theory.Experiment;
import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import dev.lemma.theory.verdict.Finding;
import dev.lemma.theory.verdict.Judge;
import dev.lemma.theory.verdict.Theorem;
import dev.lemma.theory.verdict.Verdict;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network fits true labels and random ones alike; what tells them apart is the spectrally normalised margin: with random labels R_A is more than twice as large, in every seed, and the normalised margins are smaller.
 *
 * <p>Source: On Mathematical Theories of Deep Learning, margins. As a bound on the risk it is vacuous: only the comparison is claimed.
 *
 * @param data classes as targets
 * @param seeds of either kind of labels
 * @param steps of training
 */
public record MarginsOfLabels(Dataset data, int seeds, int steps) implements Experiment {

    public MarginsOfLabels {
        Check.given("data", data);
        Check.atLeast("seeds", seeds, 1);
        Check.atLeastOne("steps", steps);
        if (data.classCount() < 2 || data.featureShape().rank() != 1) {
            throw new IllegalArgumentException(
                    "margins: expected examples [n, d] of at least two classes, got features " + data.featureShape()
                            + " of " + data.classCount() + " classes");
        }
    }

    /** Three seeds of 1500 steps. */
    public MarginsOfLabels(Dataset data) {
        this(data, 3, 1500);
    }

    @Override
    public MarginsOfLabels quick() {
        return this;
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        double[] truth = new double[seeds];
        double[] random = new double[seeds];
        double[] trueMargins = new double[seeds];
        double[] randomMargins = new double[seeds];
        MarginBound[] shown = new MarginBound[2];
        for (int seed = 0; seed < seeds; seed++) {
            MarginBound one = bound(data, seed);
            listener.at("trainings", 2L * seed + 1, 2L * seeds);
            MarginBound other = bound(data.withTargets(shuffled(seed)), seed);
            listener.at("trainings", 2L * seed + 2, 2L * seeds);
            truth[seed] = 2 * one.complexity();
            random[seed] = other.complexity();
            trueMargins[seed] = one.median();
            randomMargins[seed] = other.median();
            shown = new MarginBound[] {one, other};
        }
        Array a = Array.matrix(new double[][] {{3, 4}, {0, 0}});
        Array b = Array.matrix(new double[][] {{2, 0}});
        List<Array> zeros = List.of(Array.matrix(new double[2][2]), Array.matrix(new double[1][2]));
        double example = MarginBound.complexity(List.of(a, b), zeros);
        List<Finding> findings = List.of(
                Judge.identity("example", "R_A of two small matrices is 20√2", example, 20 * Math.sqrt(2), 1e-12),
                Finding.rejected(Judge.identity(
                        "columns", "so it is with the norms of columns", columns(), 20 * Math.sqrt(2), 1e-2)),
                Judge.everyRun(
                        "random",
                        "with random labels R_A is more than twice as large, in every seed",
                        truth,
                        random,
                        0),
                Judge.everyRun(
                        "margins",
                        "their median normalised margin is smaller, in every seed",
                        randomMargins,
                        trueMargins,
                        0));
        Map<String, Double> constants = new LinkedHashMap<>();
        constants.put("R_A, true labels", Judge.mean(truth) / 2);
        constants.put("R_A, random labels", Judge.mean(random));
        Figure figure = new Figure(
                "margins",
                "Share of examples below a normalised margin",
                "margin/R_A",
                "share",
                false,
                false,
                List.of(share("true labels", shown[0]), share("random labels", shown[1])));
        Theorem theorem = new Theorem(
                "Spectrally normalised margins",
                "On Mathematical Theories of Deep Learning, margins",
                "R_A = Π|Aᵢ|_σ (Σ (|Aᵢᵀ − Mᵢᵀ|₂,₁/|Aᵢ|_σ)^{2/3})^{3/2}; margins over R_A tell labels that can be learnt from random ones",
                "|Aᵀ|₂,₁ adds the norms of rows of A; vacuous as a bound");
        return new Verdict(theorem, constants, findings, List.of(figure), (System.nanoTime() - start) / 1e9);
    }

    /** The example with the norms of columns, 3 + 4 and 2: 10·((7/5)^{2/3} + 1)^{3/2}. */
    private static double columns() {
        return 10 * Math.pow(Math.pow(1.4, 2.0 / 3) + 1, 1.5);
    }

    private static Curve share(String name, MarginBound bound) {
        double[] sorted = bound.margins();
        Arrays.sort(sorted);
        double[] share = new double[sorted.length];
        for (int i = 0; i < share.length; i++) {
            share[i] = (i + 1.0) / share.length;
        }
        return Curve.line(name, sorted, share);
    }

    private MarginBound bound(Dataset labelled, long seed) {
        Network network = Network.of(
                data.featureShape(),
                Sequential.of(
                        new Dense(128).noBias(),
                        Activations.RELU,
                        new Dense(128).noBias(),
                        Activations.RELU,
                        new Dense(data.classCount()).noBias()));
        Trained trained = Trainer.of(network, Losses.CROSS_ENTROPY, new Adam(1e-3))
                .batchSize(labelled.size())
                .steps(steps)
                .seed(seed)
                .fit(labelled);
        return MarginBound.of(trained, labelled);
    }

    private Array shuffled(long seed) {
        double[] classes = new double[data.size()];
        Randomness.uniform(Key.of(seed).of("labels"), classes);
        int count = data.classCount();
        for (int i = 0; i < classes.length; i++) {
            classes[i] = Math.floor(classes[i] * count);
        }
        return Array.of(Shape.of(classes.length), classes);
    }
}
