package dev.lemma.examples.generative;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Split;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.Claim;
import dev.lemma.examples.report.Picture;
import dev.lemma.examples.report.PictureGrid;
import dev.lemma.examples.report.Table;
import dev.lemma.generative.metric.MaximumMeanDiscrepancy;
import dev.lemma.generative.metric.Neighbours;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.optim.Adam;
import java.util.ArrayList;
import java.util.List;

/**
 * What is said of made pictures: by a classifier that has learnt from real ones, by MMD² to held-out ones against what a Gaussian of the same mean and
 * covariance leaves, and by their distances to the pictures the maker was trained on.
 *
 * <p>The bandwidth of MMD² is the one that tells the Gaussian from the training pictures most surely: with the median distance it can hardly tell either
 * from fresh pictures, for the kernel is nearly constant there.
 */
final class Judge {

    private static final int MOST = 1000;

    private final Array pixels;
    private final Array held;
    private final int size;
    private final int classes;
    private final Trained reader;
    private final MaximumMeanDiscrepancy mmd;
    private final Array gaussian;
    private final double gaussianDiscrepancy;
    private final double realDiscrepancy;

    /**
     * @param real pictures as vectors of pixels from −1 to 1, with their classes
     */
    Judge(Split real, Key key, long seed) {
        this.pixels = real.train().featureArray().as(DType.FLOAT64);
        this.held = first(real.test().featureArray().as(DType.FLOAT64), MOST);
        this.size = pixels.shape().extent(1);
        this.classes = real.train().classCount();
        Network net = Network.of(
                Shape.of(size),
                Sequential.of(new Dense(128), Activations.RELU, new Dense(128), Activations.RELU, new Dense(classes)));
        this.reader = Trainer.of(net, Losses.CROSS_ENTROPY, new Adam(1e-3))
                .batchSize(64)
                .steps(700)
                .seed(seed)
                .fit(real.train());
        this.gaussian = GaussianMixture.fit(pixels).draw(key.of("gaussian"), MOST);
        Array some = first(pixels, MOST);
        this.mmd = MaximumMeanDiscrepancy.mostPowerful(gaussian, some);
        this.gaussianDiscrepancy = mmd.of(gaussian, held);
        this.realDiscrepancy = mmd.of(some, held);
    }

    private static Array first(Array rows, int count) {
        return rows.rows(0, Math.min(count, rows.shape().extent(0)));
    }

    /** How the classifier reads pictures [n, pixels]. */
    Reading read(Array pictures) {
        int n = pictures.shape().extent(0);
        Array logits = reader.predict(pictures);
        int[] counts = new int[classes];
        double confidence = 0;
        for (int i = 0; i < n; i++) {
            int best = 0;
            double sum = 0;
            for (int c = 0; c < classes; c++) {
                best = logits.get(classes * i + c) > logits.get(classes * i + best) ? c : best;
            }
            for (int c = 0; c < classes; c++) {
                sum += Math.exp(logits.get(classes * i + c) - logits.get(classes * i + best));
            }
            counts[best]++;
            confidence += 1 / sum / n;
        }
        return new Reading(counts, confidence);
    }

    /**
     * @param counts how many pictures are read as each class
     * @param confidence the mean probability of the class that each is read as
     */
    record Reading(int[] counts, double confidence) {
        /** Classes that at least 2 % are read as. */
        int present() {
            int total = 0;
            int present = 0;
            for (int count : counts) {
                total += count;
            }
            for (int count : counts) {
                present += count >= 0.02 * total ? 1 : 0;
            }
            return present;
        }
    }

    /** The claim that made pictures are nearer to real ones than a Gaussian's are. */
    Claim nearer(String id, Array pictures) {
        return Claim.atMost(
                id + "-mmd",
                "MMD² of the samples to held-out pictures, as a part of that of a Gaussian's samples",
                mmd.of(pictures.as(DType.FLOAT64), held) / gaussianDiscrepancy,
                0.5);
    }

    /** The claims on made pictures [n, pixels], from −1 to 1: they are read as surely as this, as every class, and are not copies. */
    List<Claim> claims(String id, Array pictures, double confidence) {
        Array x = pictures.as(DType.FLOAT64);
        int n = x.shape().extent(0);
        Reading reading = read(x);
        Neighbours.Memorisation memory = Neighbours.memorisation(x, pixels, held);
        List<Claim> claims = new ArrayList<>();
        claims.add(Claim.atLeast(
                id + "-confidence",
                "Mean confidence of a classifier of real pictures in its reading of " + n + " samples",
                reading.confidence(),
                confidence));
        claims.add(Claim.atLeast(
                id + "-classes", "Classes that it reads in at least 2 % of them", reading.present(), classes));
        claims.add(Claim.atLeast(
                id + "-memorisation",
                "Median distance of a sample to its nearest training picture, as a part of that of held-out ones",
                memory.medianSample() / memory.medianHeldOut(),
                0.75));
        claims.add(Claim.atMost(id + "-copies", "Part of the samples that are copies", memory.copies(), 0.02));
        return claims;
    }

    /** Samples beside what they are compared with. */
    Table table(Array pictures) {
        Array x = pictures.as(DType.FLOAT64);
        return Table.titled("Samples and what they are compared with", "pictures", "MMD² to held-out", "confidence")
                .row("samples", mmd.of(x, held), read(x).confidence())
                .row(
                        "training pictures",
                        realDiscrepancy,
                        read(first(pixels, MOST)).confidence())
                .row("held-out pictures", 0.0, read(held).confidence())
                .row("a Gaussian's samples", gaussianDiscrepancy, read(gaussian).confidence());
    }

    /** The claim that the measure itself can tell real pictures from a Gaussian's. */
    Claim measure(String id) {
        return Claim.atMost(
                id + "-measure",
                "MMD² of the training pictures to held-out ones, as a part of that of a Gaussian's samples",
                realDiscrepancy / gaussianDiscrepancy,
                0.25);
    }

    /** The first pictures of [n, side²] as a grid. */
    static PictureGrid grid(String title, Array pictures, int count, int side) {
        PictureGrid grid = PictureGrid.titled(title);
        int size = side * side;
        for (int i = 0; i < Math.min(count, pictures.shape().extent(0)); i++) {
            float[] values = new float[size];
            for (int j = 0; j < size; j++) {
                values[j] = (float) pictures.get(size * i + j);
            }
            grid = grid.with(Picture.grey(values, side, side, -1, 1), "");
        }
        return grid;
    }

    /** Pixels from [0, 1] to [−1, 1], each picture a row. */
    static Array signed(Array pixels) {
        double[] numbers = pixels.toDoubles();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 2 * numbers[i] - 1;
        }
        int n = pixels.shape().extent(0);
        return Array.of(Shape.of(n, numbers.length / n), numbers);
    }

    /** Both parts of a split with {@link #signed} pixels. */
    static Split signed(Split split) {
        return new Split(
                split.train().withFeatures(signed(split.train().featureArray())),
                split.test().withFeatures(signed(split.test().featureArray())));
    }
}
