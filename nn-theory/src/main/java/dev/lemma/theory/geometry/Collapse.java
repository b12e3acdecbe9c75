package dev.lemma.theory.geometry;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.optim.Momentum;
import dev.lemma.optim.WeightDecay;
import dev.lemma.optim.schedule.Piecewise;
import dev.lemma.theory.Experiment;
import dev.lemma.theory.verdict.Curve;
import dev.lemma.theory.verdict.Figure;
import dev.lemma.theory.verdict.Finding;
import dev.lemma.theory.verdict.Judge;
import dev.lemma.theory.verdict.Theorem;
import dev.lemma.theory.verdict.Verdict;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A network of three hidden layers with batch norm and weight decay, trained past zero error, collapses: its last features shrink to their class means, these and the weights of the last layer
 * to one simplex. Depth brings classes together, once trained; at the start it spreads them.
 *
 * <p><b>Without batch norm it does not</b>, at the same error: the experiment's own counter-example. Thresholds are those of ten seeds: NC3 below 0.05, NC1 below 0.1, NC4 at most 0.002.
 *
 * <p>Source: On Mathematical Theories of Deep Learning, neural collapse and class geometry. Departs from it: the simplex is tight only on its (C − 1)-dimensional span; the cosine is
 * {@code −1/(C − 1)}, with its sign; NC1 must be relative; "contraction" is of trained networks.
 *
 * @param data classes as targets; batches of 100
 * @param epochs rates fall tenfold at a half and at three quarters of them
 * @param seed of the training
 */
public record Collapse(Dataset data, int epochs, long seed) implements Experiment {

    private static final int WIDTH = 128;
    private static final double DECAY = 5e-3;

    public Collapse {
        Check.given("data", data);
        Check.atLeast("epochs", epochs, 4);
        if (data.classCount() < 2 || data.featureShape().rank() != 1) {
            throw new IllegalArgumentException(
                    "collapse: expected examples [n, d] of at least two classes, got features " + data.featureShape()
                            + " of " + data.classCount() + " classes");
        }
        if (data.size() < 100) {
            throw new IllegalArgumentException(
                    "collapse: expected at least a batch of 100 examples, got " + data.size());
        }
    }

    /** 150 epochs. */
    public Collapse(Dataset data) {
        this(data, 150, 0);
    }

    /** The same: fewer epochs do not collapse. */
    @Override
    public Collapse quick() {
        return this;
    }

    private Network network(boolean normalized) {
        List<Layer> layers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            layers.add(new Dense(WIDTH));
            if (normalized) {
                layers.add(new BatchNorm());
            }
            layers.add(Activations.RELU);
        }
        layers.add(new Dense(data.classCount()));
        return Network.of(data.featureShape(), new Sequential(layers));
    }

    private Trained trained(boolean normalized, int count) {
        int perEpoch = (data.size() + 99) / 100;
        Optimizer optimizer = new WeightDecay(new Momentum(1, 0.9), DECAY)
                .scheduled(Piecewise.multiStep(0.05, 0.1, List.of(perEpoch * epochs / 2, perEpoch * epochs * 3 / 4)));
        return Trainer.of(network(normalized), Losses.CROSS_ENTROPY, optimizer)
                .batchSize(100)
                .epochs(count)
                .seed(seed)
                .fit(data);
    }

    @Override
    public Verdict run(Listener listener) {
        long start = System.nanoTime();
        List<Integer> marks = List.of(1, epochs / 8 + 2, epochs);
        double[] at = new double[marks.size()];
        double[][] curves = new double[3][marks.size()];
        NeuralCollapse last = null;
        Trained end = null;
        for (int i = 0; i < marks.size(); i++) {
            end = trained(true, marks.get(i));
            last = NeuralCollapse.of(end, data);
            at[i] = marks.get(i);
            curves[0][i] = last.withinClass();
            curves[1][i] = last.meanAngles();
            curves[2][i] = last.duality();
            listener.at("trainings", i + 1L, marks.size() + 1L);
        }
        if (end == null || last == null) {
            throw new IllegalStateException("no training");
        }
        NeuralCollapse plain = NeuralCollapse.of(trained(false, epochs), data);
        listener.at("trainings", marks.size() + 1L, marks.size() + 1L);
        List<ClassGeometry> depth = ClassGeometry.perLayer(end, data);
        double[] first = {depth.get(depth.size() - 2).traceRatio()};
        List<Finding> findings = List.of(
                below("within", "NC1: features shrink to the means of their classes", last.withinClass(), 0.1),
                below("means", "NC2: the means have cosines near −1/(C − 1)", last.meanAngles(), 0.06),
                below("duality", "NC3: weights are means", last.duality(), 0.05),
                below("nearest", "NC4: the network gives the class of the nearest mean", last.disagreement(), 0.002),
                Finding.rejected(
                        below("without-norm", "weights are means without batch norm too", plain.duality(), 0.05)),
                Judge.everyRun(
                        "contracts",
                        "scatter inside classes, relative to that between them, is smaller after the last hidden layer than in the data",
                        first,
                        new double[] {depth.get(0).traceRatio()},
                        0));
        Map<String, Double> constants = new LinkedHashMap<>();
        constants.put("NC1", last.withinClass());
        constants.put("NC3", last.duality());
        constants.put("NC3 without batch norm", plain.duality());
        double[] layers = new double[depth.size()];
        double[] ratios = new double[depth.size()];
        for (int i = 0; i < layers.length; i++) {
            layers[i] = i;
            ratios[i] = depth.get(i).traceRatio();
        }
        List<Figure> figures = List.of(
                new Figure(
                        "epochs",
                        "Measures of collapse while training",
                        "epoch",
                        "measure",
                        true,
                        true,
                        List.of(
                                Curve.line("NC1", at, curves[0]),
                                Curve.line("NC2, angles of means", at, curves[1]),
                                Curve.line("NC3", at, curves[2]))),
                new Figure(
                        "depth",
                        "tr Σ_W / tr Σ_B after each layer of the trained network",
                        "layer",
                        "ratio",
                        false,
                        true,
                        List.of(Curve.points("trained", layers, ratios))));
        Theorem theorem = new Theorem(
                "Neural collapse",
                "On Mathematical Theories of Deep Learning, neural collapse",
                "past zero error the last features and weights collapse onto a simplex equiangular tight frame",
                "the frame is tight on its span only; the cosine is −1/(C − 1); NC1 is relative; batch norm and weight decay are needed here");
        return new Verdict(theorem, constants, findings, figures, (System.nanoTime() - start) / 1e9);
    }

    private static Finding below(String id, String claim, double measured, double bound) {
        return Judge.everyRun(id, claim, new double[] {measured}, new double[] {bound}, 0);
    }
}
