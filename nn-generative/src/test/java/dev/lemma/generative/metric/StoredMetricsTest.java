package dev.lemma.generative.metric;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.testkit.golden.Golden;
import org.junit.jupiter.api.Test;

/** Distances against stored ones, and against what chance makes. */
class StoredMetricsTest {

    private final Golden samples = Golden.read("metrics/samples");
    private final Golden images = Golden.read("metrics/images");

    private static Array normals(String purpose, int n, int d, double shift) {
        double[] numbers = new double[n * d];
        Randomness.normal(Key.of(2).of(purpose), numbers);
        for (int i = 0; i < n; i++) {
            numbers[i * d] += shift;
        }
        return Array.of(Shape.of(n, d), numbers);
    }

    @Test
    void maximumMeanDiscrepancy() {
        double[] bandwidths = samples.get("mmd.bandwidths").toDoubles();
        for (int i = 0; i < bandwidths.length; i++) {
            MaximumMeanDiscrepancy mmd = new MaximumMeanDiscrepancy(bandwidths[i]);
            double xy = mmd.of(samples.get("X"), samples.get("Y"));
            double xz = mmd.of(samples.get("X"), samples.get("Z"));
            assertThat(xy).isCloseTo(samples.get("mmd.XY.unbiased").get(i), within(1e-14));
            assertThat(xz).isCloseTo(samples.get("mmd.XZ.unbiased").get(i), within(1e-14));
            assertThat(Math.abs(xy - samples.get("mmd.XY.biased").get(i))).isGreaterThan(1e-4);
        }
    }

    /**
     * Two laws of the same mean and covariance in 20 dimensions, one of them in the corners of a cube: where distances are about the median, the kernel cannot tell
     * them from fresh samples of one; where it is most powerful, it can.
     */
    @Test
    void theMostPowerfulBandwidthTellsWhatTheMedianCannot() {
        Array clusters = clusters("first");
        Array gaussian = normals("gaussian", 400, 20, 0);
        MaximumMeanDiscrepancy best = MaximumMeanDiscrepancy.mostPowerful(clusters, gaussian);
        MaximumMeanDiscrepancy usual = MaximumMeanDiscrepancy.median(gaussian);
        assertThat(best.bandwidth()).isLessThan(usual.bandwidth() / 1.9);
        double told = Math.abs(best.of(clusters("second"), normals("other", 400, 20, 0)));
        double chance = 0;
        double usuallyTold = Math.abs(usual.of(clusters("second"), normals("other", 400, 20, 0)));
        double usualChance = 0;
        for (int i = 0; i < 10; i++) {
            Array a = normals("a" + i, 400, 20, 0);
            Array b = normals("b" + i, 400, 20, 0);
            chance += best.of(a, b) * best.of(a, b) / 10;
            usualChance += usual.of(a, b) * usual.of(a, b) / 10;
        }
        assertThat(told / Math.sqrt(chance)).isGreaterThan(4 * usuallyTold / Math.sqrt(usualChance));
        assertThat(told).isGreaterThan(5 * Math.sqrt(chance));
    }

    /** Corners of a cube, blurred: mean 0, covariance I. */
    private static Array clusters(String purpose) {
        double[] numbers = normals(purpose, 400, 20, 0).toDoubles();
        double[] signs = new double[400 * 20];
        Randomness.uniform(Key.of(3).of(purpose), signs);
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] = 0.3 * numbers[i] + Math.sqrt(0.91) * (signs[i] < 0.5 ? -1 : 1);
        }
        return Array.of(Shape.of(400, 20), numbers);
    }

    @Test
    void energyAndSlicedWasserstein() {
        assertThat(new EnergyDistance().of(samples.get("X"), samples.get("Y")))
                .isCloseTo(samples.get("energy_distance_XY").item(), within(1e-12));
        Array lines = samples.get("projections");
        SlicedWasserstein second = new SlicedWasserstein(lines, 2);
        SlicedWasserstein first = new SlicedWasserstein(lines, 1);
        Array x = samples.get("X");
        Golden.assertClose(
                "W2",
                Array.vector(second.perLine(x, samples.get("Y"))),
                samples.get("sw.w2_squared_per_projection"),
                1e-12);
        Golden.assertClose(
                "W1", Array.vector(first.perLine(x, samples.get("Y"))), samples.get("sw.w1_per_projection"), 1e-12);
        Golden.assertClose(
                "W1, unequal",
                Array.vector(first.perLine(x, samples.get("Z"))),
                samples.get("sw.XZ.w1_per_projection"),
                1e-12);
        Golden.assertClose(
                "W2, unequal",
                Array.vector(second.perLine(x, samples.get("Z"))),
                samples.get("sw.XZ.w2_squared_per_projection"),
                1e-12);
        assertThat(second.of(x, samples.get("Y")))
                .isCloseTo(samples.get("sw.sliced_w2").item(), within(1e-12));
        assertThat(first.of(x, samples.get("Y")))
                .isCloseTo(samples.get("sw.sliced_w1").item(), within(1e-12));
    }

    private static double[][] matrix(Array a) {
        int n = a.shape().extent(0);
        double[][] rows = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                rows[i][j] = a.get(i * n + j);
            }
        }
        return rows;
    }

    @Test
    void frechet() {
        double[] m1 = samples.get("frechet.m1").toDoubles();
        double[] m2 = samples.get("frechet.m2").toDoubles();
        double[][] s1 = matrix(samples.get("frechet.S1"));
        double[][] s2 = matrix(samples.get("frechet.S2"));
        double expected = samples.get("frechet.gaussians").item();
        assertThat(FrechetDistance.ofGaussians(m1, s1, m2, s2)).isCloseTo(expected, within(1e-12 * expected));
        assertThat(FrechetDistance.ofGaussians(m1, s1, m1, s1)).isCloseTo(0, within(1e-12));
        double singular = samples.get("frechet.singular").item();
        assertThat(FrechetDistance.ofGaussians(m1, matrix(samples.get("frechet.singular_S")), m2, s2))
                .isCloseTo(singular, within(1e-7 * singular));
        double ofSamples = samples.get("frechet.samples_XY").item();
        assertThat(new FrechetDistance().of(samples.get("X"), samples.get("Y")))
                .isCloseTo(ofSamples, within(1e-12 * Math.max(1, ofSamples)));
    }

    @Test
    void nearestNeighbours() {
        Neighbours.Nearest nearest = Neighbours.nearest(samples.get("Y"), samples.get("X"));
        Golden.assertClose(
                "distances", Array.vector(nearest.distances()), samples.get("nearest_distance_Y_to_X"), 1e-13);
        double[] indices = samples.get("nearest_index_Y_to_X").toDoubles();
        for (int i = 0; i < indices.length; i++) {
            assertThat(nearest.indices()[i]).isEqualTo((int) indices[i]);
        }
    }

    @Test
    void imagesFollowTheStoredOnes() {
        Array x = images.get("x");
        Array y = images.get("y");
        ImageSimilarity gaussian = ImageSimilarity.gaussian(1);
        ImageSimilarity flat = ImageSimilarity.flat(1, 7);
        assertThat(gaussian.ssim(x, y)).isCloseTo(images.get("ssim_gauss.xy").item(), within(1e-12));
        Golden.assertClose("map", gaussian.ssimMap(x, y), images.get("ssim_gauss.xy.map"), 1e-12);
        assertThat(gaussian.ssim(x, images.get("z")))
                .isCloseTo(images.get("ssim_gauss.xz").item(), within(1e-12));
        assertThat(gaussian.ssim(x, x)).isCloseTo(1, within(1e-15));
        assertThat(flat.ssim(x, y)).isCloseTo(images.get("ssim_uniform7.xy").item(), within(1e-12));
        assertThat(gaussian.psnr(x, y)).isCloseTo(images.get("psnr.xy").item(), within(1e-12));
        assertThat(ImageSimilarity.meanSquaredError(x, y))
                .isCloseTo(images.get("mse.xy").item(), within(1e-14));
    }

    /** Of one law the p-value is not small, of laws a deviation apart it is as small as the shuffles allow. */
    @Test
    void calibrationTellsChanceFromDifference() {
        Array x = normals("x", 60, 2, 0);
        Array same = normals("y", 60, 2, 0);
        Array other = normals("z", 60, 2, 1);
        for (SampleDistance distance : new SampleDistance[] {
            MaximumMeanDiscrepancy.median(x),
            new EnergyDistance(),
            new FrechetDistance(),
            SlicedWasserstein.random(Key.of(1), 20, 2)
        }) {
            assertThat(distance.against(x, same, Key.of(3), 99).pValue()).isGreaterThan(0.02);
            assertThat(distance.against(x, other, Key.of(3), 99).pValue()).isEqualTo(0.01);
        }
    }

    @Test
    void neighboursTellCopiesAndMissingModes() {
        Array data = normals("data", 300, 2, 0);
        Array held = normals("held", 200, 2, 0);
        Array fresh = normals("fresh", 200, 2, 0);
        Neighbours.Memorisation good = Neighbours.memorisation(fresh, data, held);
        assertThat(Math.abs(good.z())).isLessThan(4.5);
        double[] copied = data.rows(0, 200).toDoubles();
        for (int i = 0; i < copied.length; i++) {
            copied[i] += 1e-4 * (i % 7);
        }
        Neighbours.Memorisation bad = Neighbours.memorisation(Array.of(Shape.of(200, 2), copied), data, held);
        assertThat(bad.z()).isLessThan(-10);
        assertThat(bad.copies()).isGreaterThan(0.9);
        Neighbours.PrecisionRecall all = Neighbours.precisionRecall(data, fresh, 3);
        assertThat(all.precision()).isGreaterThan(0.85);
        assertThat(all.recall()).isGreaterThan(0.75);
        double[] narrow = fresh.toDoubles();
        for (int i = 0; i < narrow.length; i++) {
            narrow[i] *= 0.1;
        }
        Neighbours.PrecisionRecall few = Neighbours.precisionRecall(data, Array.of(Shape.of(200, 2), narrow), 3);
        assertThat(few.precision()).isGreaterThan(0.95);
        assertThat(few.recall()).isLessThan(0.2);
    }

    @Test
    void refusesWhatCannotBeCompared() {
        Array x = normals("x", 5, 2, 0);
        assertThatThrownBy(() -> new EnergyDistance().of(x, normals("y", 5, 3, 0)))
                .hasMessageContaining("one dimension");
        assertThatThrownBy(() -> new EnergyDistance().of(x, normals("y", 1, 2, 0)))
                .hasMessageContaining("at least 2");
        assertThatThrownBy(() -> new MaximumMeanDiscrepancy(0)).hasMessageContaining("bandwidth");
        assertThatThrownBy(() -> new SlicedWasserstein(Array.of(Shape.of(1, 2), new double[] {1, 1}), 2))
                .hasMessageContaining("length 1");
        assertThatThrownBy(() -> ImageSimilarity.gaussian(1).ssim(normals("a", 5, 5, 0), normals("b", 5, 5, 0)))
                .hasMessageContaining("smaller than the window");
    }
}
