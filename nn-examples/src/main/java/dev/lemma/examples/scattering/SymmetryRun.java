package dev.lemma.examples.scattering;

import static dev.lemma.scattering.ScatteringPoints.GROUP;

import dev.lemma.api.group.PointGroup;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Split;
import dev.lemma.core.layer.BatchNorm;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.data.Digits;
import dev.lemma.examples.report.Picture;
import dev.lemma.examples.report.PictureGrid;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.optim.AdamW;
import dev.lemma.scattering.group.GroupConvolution;
import dev.lemma.scattering.group.InvariantHead;
import dev.lemma.scattering.group.Lifting;
import dev.lemma.scattering.group.PlacePooling;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** One architecture over several groups, with about as many parameters each, trained on upright and on turned digits. */
final class SymmetryRun {

    private static final int SIDE = 8;
    private static final int CLASSES = 10;

    private final RunContext context;
    private final Split upright = Digits.images().split(Key.of(0), 0.8);
    private final Map<String, PointGroup> groups = new LinkedHashMap<>();

    SymmetryRun(RunContext context) {
        this.context = context;
        groups.put("CNN", PointGroup.P1);
        groups.put("p4", PointGroup.P4);
        groups.put("p4m", PointGroup.P4M);
        PointGroup chosen = context.part(GROUP, PointGroup.P4);
        groups.putIfAbsent(chosen.name(), chosen);
    }

    Outcome outcome() {
        Split turned = new Split(turned(upright.train(), 1), turned(upright.test(), 2));
        List<Claim> claims = new ArrayList<>();
        Table table = Table.titled(
                "Test accuracy",
                "network",
                "parameters",
                "upright, tested upright",
                "upright, tested turned",
                "turned, tested turned",
                "largest change of a score");
        Map<String, double[]> found = new LinkedHashMap<>();
        try (Progress progress = context.progress("training", 2L * groups.size())) {
            for (Map.Entry<String, PointGroup> entry : groups.entrySet()) {
                Network net = network(entry.getValue());
                Trained plain = trained(net, upright.train());
                progress.advance();
                Trained all = trained(net, turned.train());
                progress.advance();
                double[] row = {
                    plain.evaluate(Metrics.ACCURACY, upright.test()),
                    plain.evaluate(Metrics.ACCURACY, turned.test()),
                    all.evaluate(Metrics.ACCURACY, turned.test()),
                    change(plain, entry.getValue())
                };
                found.put(entry.getKey(), row);
                table = table.row(entry.getKey(), net.parameterCount(), row[0], row[1], row[2], row[3]);
            }
        }
        double[] cnn = Objects.requireNonNull(found.get("CNN"));
        double[] p4 = Objects.requireNonNull(found.get("p4"));
        double[] p4m = Objects.requireNonNull(found.get("p4m"));
        claims.add(Claim.atMost(
                "invariant",
                "Largest change of a score of the p4 and p4m networks when a digit is moved by an element of their group, of scores of size 1",
                Math.max(p4[3], p4m[3]),
                1e-4));
        claims.add(Claim.atLeast(
                "unseen",
                "Accuracy on turned digits that the p4 network gains over the CNN, both trained on upright ones",
                p4[1] - cnn[1],
                0.25));
        claims.add(Claim.atLeast(
                "same",
                "Accuracy of the p4 network on turned digits less that on upright ones: none is lost by turning",
                p4[1] - p4[0],
                -0.02));
        report(table);
        return Outcome.of(claims);
    }

    /** As many filters as give about the parameters of the p4 network: they grow by |G| and the square of the filters. */
    private Network network(PointGroup group) {
        int filters =
                (int) Math.max(2, Math.round(context.get(SymmetryExample.FILTERS) * 2 / Math.sqrt(group.order())));
        return Network.of(
                Digits.IMAGE,
                Sequential.of(
                        new Lifting(group, filters, 3),
                        new BatchNorm(),
                        Activations.RELU,
                        new GroupConvolution(group, filters, 3),
                        new BatchNorm(),
                        Activations.RELU,
                        new PlacePooling(group, 2),
                        new GroupConvolution(group, 2 * filters, 3),
                        new BatchNorm(),
                        Activations.RELU,
                        new InvariantHead(),
                        new Dense(CLASSES)));
    }

    private Trained trained(Network net, Dataset data) {
        return Trainer.of(net, Losses.CROSS_ENTROPY, new AdamW(4e-3, 0.01))
                .batchSize(64)
                .epochs(context.get(SymmetryExample.EPOCHS))
                .seed(context.seed())
                .fit(data);
    }

    /** Each digit by an element of p4 that is drawn for it; the draw does not depend on the seed of the run. */
    private static Dataset turned(Dataset images, int which) {
        double[] draw = new double[images.size()];
        Randomness.uniform(Key.of(which), draw);
        int[] elements = new int[draw.length];
        for (int i = 0; i < elements.length; i++) {
            elements[i] = (int) (4 * draw[i]);
        }
        return images.withFeatures(moved(images.featureArray(), PointGroup.P4, elements));
    }

    private static Array moved(Array images, PointGroup group, int[] elements) {
        double[] from = images.toDoubles();
        double[] to = new double[from.length];
        int area = SIDE * SIDE;
        for (int i = 0; i < elements.length; i++) {
            int[] places = group.moved(elements[i], SIDE, SIDE);
            for (int p = 0; p < area; p++) {
                to[i * area + p] = from[i * area + places[p]];
            }
        }
        return Array.of(images.shape(), to).as(images.type());
    }

    /** The largest change of a score over all elements and test digits, over the largest score. */
    private double change(Trained trained, PointGroup group) {
        Array images = upright.test().featureArray();
        double[] scores = trained.predict(images).toDoubles();
        double largest = 0;
        double change = 0;
        for (double score : scores) {
            largest = Math.max(largest, Math.abs(score));
        }
        PointGroup moving = group.order() == 1 ? PointGroup.P4 : group;
        for (int g = 0; g < moving.order(); g++) {
            int[] all = new int[upright.test().size()];
            Arrays.fill(all, g);
            double[] other = trained.predict(moved(images, moving, all)).toDoubles();
            for (int i = 0; i < scores.length; i++) {
                change = Math.max(change, Math.abs(other[i] - scores[i]));
            }
        }
        return change / largest;
    }

    private void report(Table table) {
        PictureGrid grid = PictureGrid.titled("A digit in the eight positions of p4m");
        Array digit = upright.test().featureArray().rows(0, 1);
        for (int g = 0; g < 8; g++) {
            double[] numbers = moved(digit, PointGroup.P4M, new int[] {g}).toDoubles();
            float[] there = new float[numbers.length];
            for (int p = 0; p < there.length; p++) {
                there[p] = (float) numbers[p];
            }
            grid = grid.with(
                    Picture.grey(there, SIDE, SIDE, 1, 0), g < 4 ? g + " turns" : "mirrored, " + (g - 4) + " turns");
        }
        context.report()
                .lead(
                        "A convolution reads a digit alike wherever it stands; a convolution over p4 reads it alike however it is turned. No turned"
                                + " digit has to be shown to it.")
                .pictures(
                        "positions",
                        grid,
                        "The p4m network gives all eight the same scores; a 6 and a 9 differ by half a turn, which"
                                + " no network of this kind can tell.")
                .table("accuracy", table)
                .paragraph(
                        "Trained on turned digits, the CNN may do as well: it has then seen all positions, and more filters than the others. What"
                                + " commuting gives for nothing is the accuracy on turned digits after upright ones.");
    }
}
