package dev.lemma.examples.scattering;

import static dev.lemma.scattering.ScatteringPoints.WAVELET;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.wavelet.Wavelet;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.data.Digits;
import dev.lemma.examples.data.Photographs;
import dev.lemma.examples.data.Recordings;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Picture;
import dev.lemma.examples.report.PictureGrid;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.optim.descent.LBfgs;
import dev.lemma.optim.descent.Stopping;
import dev.lemma.optim.descent.StrongWolfe;
import dev.lemma.optim.objective.Objective;
import dev.lemma.scattering.Coefficients;
import dev.lemma.scattering.Path;
import dev.lemma.scattering.Scattering1D;
import dev.lemma.scattering.Scattering2D;
import dev.lemma.scattering.ScatteringStream;
import dev.lemma.scattering.wavelet.FilterBank2D;
import dev.lemma.scattering.wavelet.Morlet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Digits, photographs and speech, once. */
final class ScatteringRun {

    private static final int CROP = 64;
    private static final int SHIFT = 2;

    private final RunContext context;
    private final Wavelet wavelet;
    private final int angles;
    private final List<Claim> claims = new ArrayList<>();

    ScatteringRun(RunContext context) {
        this.context = context;
        this.wavelet = context.part(WAVELET, new Morlet());
        this.angles = context.get(ScatteringExample.ANGLES);
    }

    Outcome outcome() {
        context.report()
                .lead(
                        "Moduli of wavelet coefficients, of them again, and averages of both: features that move little when a picture moves or bends"
                                + " a little, and that nothing has learned.")
                .formula("S[λ₁ … λₘ]x = |…||x ∗ ψ_λ₁| ∗ ψ_λ₂| …| ∗ φ");
        digits();
        photographs();
        inversion();
        speech();
        return Outcome.of(claims);
    }

    private void digits() {
        Scattering2D scattering = Scattering2D.of(8, 8).scales(2).angles(angles).wavelet(wavelet);
        DigitCurves curves = new DigitCurves(scattering, context.get(ScatteringExample.STEPS), context.seed());
        int[] sizes = context.quick() ? new int[] {100, curves.all()} : new int[] {50, 100, 300, 1000, curves.all()};
        double[] counts = new double[sizes.length];
        double[] pixels = new double[sizes.length];
        double[] features = new double[sizes.length];
        double[] network = new double[sizes.length];
        double least = Double.POSITIVE_INFINITY;
        Table table =
                Table.titled("Test accuracy", "digits to train on", "pixels, linear", "scattering, linear", "CNN");
        try (Progress progress = context.progress("telling digits apart", 3L * sizes.length)) {
            for (int i = 0; i < sizes.length; i++) {
                counts[i] = sizes[i];
                pixels[i] = curves.ofPixels(sizes[i], progress);
                features[i] = curves.ofFeatures(sizes[i], progress);
                network[i] = curves.ofNetwork(sizes[i], progress);
                least = Math.min(least, features[i] - pixels[i]);
                table = table.row(sizes[i], pixels[i], features[i], network[i]);
            }
        }
        context.report()
                .section("Digits")
                .paragraph(
                        "Each of " + curves.featureCount()
                                + " coefficients of a digit of 8 × 8 pixels goes into a linear classifier; beside it one of the"
                                + " 64 pixels, and a small convolutional network, all trained in the same way on the same digits.")
                .chart(
                        "digits",
                        LineChart.titled("Test accuracy against the number of digits trained on")
                                .x("digits")
                                .y("accuracy")
                                .logX()
                                .line("pixels, linear", counts, pixels)
                                .line("scattering, linear", counts, features)
                                .line("CNN", counts, network))
                .table("accuracy", table);
        claims.add(Claim.atLeast(
                "digits-margin",
                "Least accuracy that scattering adds to a linear classifier, over all training sizes",
                least,
                0));
        claims.add(Claim.atLeast(
                "digits-accuracy",
                "Test accuracy of a linear classifier of scattering coefficients, all digits",
                features[sizes.length - 1],
                context.quick() ? 0.96 : 0.98));
        Array some = Digits.images().featureArray();
        Scattering2D few = scattering.pruned(0.001, some.toINDArray());
        double all = energy(scattering.transform(some));
        double lost = 1 - energy(few.transform(some)) / all;
        context.report()
                .paragraph("Of " + scattering.pathCount() + " paths, " + few.pathCount() + " carry all but "
                        + String.format(java.util.Locale.ROOT, "%.3f", 100 * lost) + " % of the energy.");
        claims.add(Claim.between(
                "pruning-loss", "Share of the energy that pruning to a thousandth loses", lost, 0, 0.001));
    }

    private static double energy(Array values) {
        double sum = 0;
        for (int i = 0; i < values.shape().size(); i++) {
            sum += values.get(i) * values.get(i);
        }
        return sum;
    }

    private void photographs() {
        // The short way, the middle of each.
        int side = context.quick() ? 128 : 512;
        Scattering2D scattering =
                Scattering2D.of(side, side).scales(5).angles(angles).wavelet(wavelet);
        Scattering2D moduli = scattering.order(1).withoutAveraging();
        FilterBank2D bank = Scattering2D.of(64, 64)
                .scales(3)
                .angles(angles)
                .wavelet(wavelet)
                .bank();
        PictureGrid filters = PictureGrid.titled(
                "Filters in the frequency plane: three scales, some directions, and the low-pass filter");
        for (int i = 0; i < bank.bands().size(); i += Math.max(1, angles / 4)) {
            filters = filters.with(
                    picture(bank.picture(i)), "j = " + bank.bands().get(i).scale());
        }
        filters = filters.with(picture(bank.picture(bank.bands().size())), "φ");
        Report report = context.report()
                .section("Photographs")
                .pictures("filters", filters, "White is 1, the mean in the middle.");
        for (String name : List.of("camera", "brick")) {
            Array photograph = middle(name.equals("camera") ? Photographs.camera() : Photographs.brick(), side);
            Array shifted = shifted(photograph);
            Array here = scattering.transform(photograph);
            double moved = distance(scattering.transform(shifted), here);
            double pixels = distance(shifted, photograph);
            claims.add(Claim.atMost(
                    name + "-shift",
                    "Change of the coefficients of the " + name + " moved by " + SHIFT
                            + " pixels, of that of its pixels, both relative to their size",
                    moved / pixels,
                    0.5));
            PictureGrid grid =
                    PictureGrid.titled("Moduli of the first order: the " + name + " through wavelets of scale 1");
            grid = grid.with(picture(halved(photograph)), name);
            for (Coefficients along : moduli.coefficients(photograph)) {
                Path path = along.path();
                if (path.order() == 1
                        && path.last().scale() == 1
                        && path.last().direction() % Math.max(1, angles / 4) == 0) {
                    grid = grid.with(
                            picture(along.values()),
                            String.format(
                                    java.util.Locale.ROOT,
                                    "θ = %.0f°",
                                    Math.toDegrees(path.last().angle())));
                }
            }
            report.pictures(name, grid, "The angle is that of the wave against the vertical axis.");
        }
    }

    private static Array middle(Array picture, int side) {
        int columns = picture.shape().extent(1);
        int first = (columns - side) / 2;
        float[] inside = new float[side * side];
        for (int i = 0; i < inside.length; i++) {
            inside[i] = (float) picture.get((first + i / side) * columns + first + i % side);
        }
        return Array.of(Shape.of(side, side), inside);
    }

    /** Every second point of every second row. */
    private static Array halved(Array picture) {
        int rows = picture.shape().extent(0) / 2;
        int columns = picture.shape().extent(1) / 2;
        float[] half = new float[rows * columns];
        for (int i = 0; i < half.length; i++) {
            half[i] = (float) picture.get(i / columns * 4 * columns + i % columns * 2);
        }
        return Array.of(Shape.of(rows, columns), half);
    }

    /** Moved to the right, what falls out coming in on the other side. */
    private static Array shifted(Array picture) {
        int rows = picture.shape().extent(0);
        int columns = picture.shape().extent(1);
        float[] moved = new float[rows * columns];
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                moved[i * columns + (j + SHIFT) % columns] = (float) picture.get(i * columns + j);
            }
        }
        return Array.of(picture.shape(), moved);
    }

    private static double distance(Array a, Array b) {
        double difference = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            difference += Math.pow(a.get(i) - b.get(i), 2);
        }
        return Math.sqrt(difference / energy(b));
    }

    private static Picture picture(Array values) {
        float[] pixels = values.toFloats();
        double most = 0;
        for (float pixel : pixels) {
            most = Math.max(most, pixel);
        }
        return Picture.grey(pixels, values.shape().extent(0), values.shape().extent(1), 0, most);
    }

    private void inversion() {
        Array camera = Photographs.camera();
        double[] crop = new double[CROP * CROP];
        for (int i = 0; i < CROP; i++) {
            for (int j = 0; j < CROP; j++) {
                crop[i * CROP + j] = camera.get((90 + i) * 512 + 200 + j);
            }
        }
        Array original = Array.of(Shape.of(CROP, CROP), crop);
        Scattering2D scattering =
                Scattering2D.of(CROP, CROP).scales(2).angles(angles).wavelet(wavelet);
        Array target = scattering.transform(original);
        Tensor wanted = Tensor.literal(target.reshape(Shape.of(1).append(target.shape())));
        Objective objective = Objective.of(DType.FLOAT64, CROP * CROP, x -> scattering
                .apply(x.reshape(1, CROP, CROP))
                .minus(wanted)
                .square()
                .sum());
        double[] start = new double[CROP * CROP];
        Randomness.uniform(Key.of(context.seed()).of("start"), start);
        int iterations = context.get(ScatteringExample.ITERATIONS);
        double[] found;
        try (Progress progress = context.progress("finding a picture from its coefficients", iterations)) {
            found = new LBfgs(10, new StrongWolfe(0.9), new Stopping(iterations, 1e-12))
                    .minimize(objective, Array.vector(start), (iterate, point) -> progress.advance())
                    .point()
                    .toDoubles();
        }
        double error = 0;
        for (int i = 0; i < found.length; i++) {
            error += Math.pow(found[i] - crop[i], 2) / found.length;
        }
        double psnr = -10 * Math.log10(error);
        context.report()
                .section("Back again")
                .paragraph("From noise, by descent on the squared distance of the coefficients: " + iterations
                        + " iterations of L-BFGS.")
                .pictures(
                        "inversion",
                        PictureGrid.titled("A picture and what its coefficients leave of it")
                                .with(Picture.grey(original.toFloats(), CROP, CROP, 0, 1), "original")
                                .with(
                                        Picture.grey(Array.vector(found).toFloats(), CROP, CROP, 0, 1),
                                        String.format(java.util.Locale.ROOT, "%.1f dB", psnr)),
                        "");
        claims.add(Claim.atLeast(
                "inversion-psnr",
                "Peak signal-to-noise ratio of a picture found from its coefficients, in decibel",
                psnr,
                context.quick() ? 20 : 26));
    }

    private void speech() {
        Array samples = Recordings.speech();
        int n = samples.shape().size();
        Scattering1D scattering = Scattering1D.of(n).scales(8).quality(8).wavelet(wavelet);
        Array whole = scattering.transform(samples);
        ScatteringStream stream = Scattering1D.of(1 << 14).scales(8).quality(8).wavelet(wavelet).stream();
        List<Array> pieces = new ArrayList<>();
        for (int from = 0; from < n; from += Recordings.RATE / 10) {
            double[] piece = Arrays.copyOfRange(samples.toDoubles(), from, Math.min(n, from + Recordings.RATE / 10));
            pieces.add(stream.push(Array.vector(piece)));
        }
        pieces.add(stream.finish());
        int times = whole.shape().extent(1);
        double worst = 0;
        double largest = 0;
        int seen = 0;
        for (Array piece : pieces) {
            int here = piece.shape().extent(1);
            for (int p = 0; p < whole.shape().extent(0); p++) {
                for (int t = 0; t < here; t++) {
                    double value = whole.get(p * times + seen + t);
                    largest = Math.max(largest, Math.abs(value));
                    worst = Math.max(worst, Math.abs(value - piece.get(p * here + t)));
                }
            }
            seen += here;
        }
        claims.add(Claim.atMost(
                "stream",
                "Difference between the coefficients of the speech in tenths of a second and of the whole, of the largest",
                seen == times ? worst / largest : Double.NaN,
                1e-10));
        List<Path> paths = scattering.paths();
        int rows = (int) paths.stream().filter(p -> p.order() == 1).count();
        int high = 4;
        float[] scattergram = new float[rows * high * times];
        for (int i = 0; i < rows * high; i++) {
            for (int t = 0; t < times; t++) {
                // The lowest frequency at the bottom; decibels.
                double value = whole.get((1 + i / high) * times + t);
                scattergram[i * times + t] = (float) (20 * Math.log10(Math.max(1e-6, value)));
            }
        }
        float most = -200;
        for (float value : scattergram) {
            most = Math.max(most, value);
        }
        context.report()
                .section("Speech")
                .paragraph("Three seconds of a person reading, at 16 000 samples a second, averaged over "
                        + scattering.stride()
                        + " samples: time to the right, pitch upwards from " + pitch(paths.get(rows)) + " to "
                        + pitch(paths.get(1))
                        + " hertz, 60 decibel from white to black.")
                .pictures(
                        "scattergram",
                        PictureGrid.titled("The scattergram: coefficients of the first order")
                                .with(Picture.grey(scattergram, rows * high, times, most, most - 60), "speech"),
                        "");
    }

    private static long pitch(Path path) {
        return Math.round(path.last().frequency() * Recordings.RATE);
    }
}
