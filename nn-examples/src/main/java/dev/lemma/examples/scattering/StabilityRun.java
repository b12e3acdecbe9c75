package dev.lemma.examples.scattering;

import dev.lemma.api.fourier.Fourier;
import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Split;
import dev.lemma.core.data.Standardization;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.MaxPool2D;
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
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Picture;
import dev.lemma.examples.report.PictureGrid;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.optim.AdamW;
import dev.lemma.scattering.Border;
import dev.lemma.scattering.Scattering2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.DoubleFunction;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Descriptions of digits, and of a texture, when these are moved, turned and bent. */
final class StabilityRun {

    private static final int SIDE = 24;
    private static final int TEXTURE = 64;
    private static final int WAVES = 40;
    private static final double DECAY = 0.05;

    private final RunContext context;
    private final List<Claim> claims = new ArrayList<>();
    private final Split digits;
    private final Array samples;

    StabilityRun(RunContext context) {
        this.context = context;
        Dataset all =
                canvas(Digits.images().shuffled(Key.of(context.seed())).take(context.get(StabilityExample.DIGITS)));
        this.digits = all.split(Key.of(context.seed()), 0.8);
        int wanted = context.get(StabilityExample.SAMPLES);
        this.samples = digits.test()
                .take(Math.min(wanted, digits.test().size()))
                .featureArray()
                .as(DType.FLOAT64)
                .reshape(Math.min(wanted, digits.test().size()), SIDE, SIDE);
    }

    /** Digits at twice their size in the middle of an empty square. */
    private static Dataset canvas(Dataset images) {
        int n = images.size();
        double[] small = images.featureArray().toDoubles();
        double[] padded = new double[n * SIDE * SIDE];
        for (int i = 0; i < n; i++) {
            for (int p = 0; p < 64; p++) {
                padded[(i * SIDE + 8 + p / 8) * SIDE + 8 + p % 8] = small[64 * i + p];
            }
        }
        double middle = (SIDE - 1) / 2.0;
        Array large = Warp.apply(Array.of(Shape.of(n, SIDE, SIDE), padded), (r, c) ->
                new double[] {middle + (r - middle) / 2, middle + (c - middle) / 2});
        return images.withFeatures(large.as(DType.FLOAT32).reshape(n, 1, SIDE, SIDE));
    }

    Outcome outcome() {
        context.report()
                .lead(
                        "How far the description of a picture moves when the picture moves, turns or bends, beside how far apart the descriptions of different digits are.")
                .formula("d(F) = mean ‖Φ(F x) − Φ(x)‖ / mean ‖Φ(x) − Φ(x′)‖");
        List<Representation> representations;
        try (Progress progress = context.progress("learning, moving, turning, bending", 6)) {
            representations = representations();
            progress.advance();
            motions(representations, progress);
            texture();
            progress.advance();
        }
        return Outcome.of(claims);
    }

    /** What is compared; one more is one more line here. */
    private List<Representation> representations() {
        Program modulus = Program.of(
                Fused.executor(),
                x -> List.of(
                        Fourier.transform(x.get(0), -2, -1).times(1.0 / SIDE).modulus()));
        Scattering2D scattering = Scattering2D.of(SIDE, SIDE).scales(3).angles(6);
        List<Representation> all = new ArrayList<>();
        all.add(new Representation("pixels", x -> x));
        all.add(new Representation("Fourier modulus", modulus::call));
        all.add(new Representation("scattering", scattering::transform));
        all.add(new Representation("learned CNN", learned()));
        return all;
    }

    /** The activations before the last layer of a network that has learned to read the digits as they stand. */
    private UnaryOperator<Array> learned() {
        List<Layer> body = List.of(
                new Convolution2D(8, 5).same(),
                Activations.RELU,
                new MaxPool2D(2),
                new Convolution2D(16, 3).same(),
                Activations.RELU,
                new MaxPool2D(2),
                new Flatten(),
                new Dense(48),
                Activations.RELU);
        List<Layer> whole = new ArrayList<>(body);
        whole.add(new Dense(10));
        Shape image = Shape.of(1, SIDE, SIDE);
        Trained trained = Trainer.of(
                        Network.of(image, Sequential.of(whole.toArray(Layer[]::new))),
                        Losses.CROSS_ENTROPY,
                        new AdamW(2e-3, DECAY))
                .batchSize(64)
                .steps(context.get(StabilityExample.STEPS))
                .seed(context.seed())
                .fit(digits.train());
        Network inner = Network.of(image, Sequential.of(body.toArray(Layer[]::new)));
        Map<String, Array> named = new TreeMap<>(trained.network().named(trained.thetaArray()));
        named.keySet().retainAll(inner.parameters().stream().map(p -> p.name()).toList());
        Array theta = inner.flat(named);
        return x -> inner.values(
                theta, x.reshape(x.shape().extent(0), 1, SIDE, SIDE).as(DType.FLOAT32));
    }

    private record Motion(String name, String unit, double[] sizes, DoubleFunction<Warp.Source> warp) {}

    private void motions(List<Representation> representations, Progress progress) {
        List<Motion> motions = List.of(
                new Motion("translation", "pixels", new double[] {0, 0.5, 1, 2, 3, 4}, s -> Warp.translation(s, s / 2)),
                new Motion(
                        "rotation",
                        "degrees",
                        new double[] {0, 5, 10, 20, 30, 45, 90},
                        s -> Warp.rotation(Math.toRadians(s), SIDE)),
                new Motion(
                        "deformation",
                        "sup |∇τ|",
                        new double[] {0, 0.05, 0.1, 0.2, 0.3, 0.4},
                        s -> Warp.deformation(s, SIDE)));
        List<Trained> readers = new ArrayList<>();
        List<Standardization> scales = new ArrayList<>();
        List<Double> apart = new ArrayList<>();
        Table table = Table.titled(
                "Read by a linear classifier",
                "description",
                "numbers",
                "as they stand",
                "moved by 3 pixels",
                "turned by 20°",
                "bent by 0.3");
        List<double[]> accuracies = new ArrayList<>();
        for (Representation representation : representations) {
            Dataset train = described(representation, digits.train(), null);
            Standardization scale = Standardization.of(train);
            readers.add(Trainer.of(
                            Network.of(train.featureShape(), new Dense(10)),
                            Losses.CROSS_ENTROPY,
                            new AdamW(2e-3, DECAY))
                    .batchSize(64)
                    .steps(context.get(StabilityExample.STEPS))
                    .seed(context.seed())
                    .fit(scale.apply(train)));
            scales.add(scale);
            apart.add(meanDistance(representation.apply(samples)));
            double[] row = new double[4];
            Warp.Source[] tried = {
                null, Warp.translation(3, 1.5), Warp.rotation(Math.toRadians(20), SIDE), Warp.deformation(0.3, SIDE)
            };
            for (int i = 0; i < tried.length; i++) {
                row[i] = readers.get(readers.size() - 1)
                        .evaluate(Metrics.ACCURACY, scale.apply(described(representation, digits.test(), tried[i])));
            }
            accuracies.add(row);
            table = table.row(representation.name(), train.featureShape().size(), row[0], row[1], row[2], row[3]);
        }
        progress.advance();
        Map<String, double[]> seen = new TreeMap<>();
        List<LineChart> charts = new ArrayList<>();
        for (Motion motion : motions) {
            LineChart chart =
                    LineChart.titled("Under " + motion.name()).x(motion.unit()).y("d");
            for (int i = 0; i < representations.size(); i++) {
                Representation representation = representations.get(i);
                Array here = representation.apply(samples);
                double[] moved = new double[motion.sizes().length];
                for (int k = 0; k < moved.length; k++) {
                    Array there = representation.apply(
                            Warp.apply(samples, motion.warp().apply(motion.sizes()[k])));
                    moved[k] = meanDistance(here, there) / apart.get(i);
                }
                chart = chart.line(representation.name(), motion.sizes(), moved);
                seen.put(motion.name() + " " + representation.name(), moved);
            }
            charts.add(chart);
            progress.advance();
        }
        context.report()
                .section("Digits")
                .pictures("digits", grid(), "A digit, moved, turned and bent.")
                .charts("translation", charts.get(0), "rotation", charts.get(1))
                .chart("deformation", charts.get(2))
                .table("accuracy", table)
                .paragraph("Classifiers and the network have seen digits only as they stand.");
        double[] scattering = seen.getOrDefault("translation scattering", new double[6]);
        double[] pixels = seen.getOrDefault("translation pixels", new double[6]);
        double[] bent = seen.getOrDefault("deformation scattering", new double[6]);
        claims.add(Claim.atMost(
                "translation",
                "Change of the scattering of digits moved by a pixel, of that of their pixels",
                scattering[2] / pixels[2],
                0.8));
        claims.add(Claim.atMost(
                "deformation",
                "Change of the scattering of digits bent by 0.1, beside digits' distance",
                bent[2],
                0.3));
        claims.add(Claim.atLeast(
                "accuracy",
                "Accuracy that scattering has above pixels when digits are moved by 3 pixels",
                accuracies.get(2)[1] - accuracies.get(0)[1],
                0));
    }

    private static Dataset described(Representation representation, Dataset data, Warp.@Nullable Source warp) {
        Array pictures = data.featureArray().as(DType.FLOAT64).reshape(data.size(), SIDE, SIDE);
        Array moved = warp == null ? pictures : Warp.apply(pictures, warp);
        return data.withFeatures(representation.apply(moved).as(DType.FLOAT32));
    }

    private PictureGrid grid() {
        Array one = samples.rows(0, 1);
        PictureGrid grid = PictureGrid.titled("What is done to a digit").with(picture(one), "as it stands");
        grid = grid.with(picture(Warp.apply(one, Warp.translation(3, 1.5))), "3 pixels");
        grid = grid.with(picture(Warp.apply(one, Warp.rotation(Math.toRadians(20), SIDE))), "20°");
        grid = grid.with(picture(Warp.apply(one, Warp.rotation(Math.toRadians(45), SIDE))), "45°");
        return grid.with(picture(Warp.apply(one, Warp.deformation(0.2, SIDE))), "0.2")
                .with(picture(Warp.apply(one, Warp.deformation(0.4, SIDE))), "0.4");
    }

    private static Picture picture(Array one) {
        int side = one.shape().extent(-1);
        return Picture.grey(one.toFloats(), side, side, 0, 1);
    }

    /** Between rows of the same number. */
    private static double meanDistance(Array a, Array b) {
        int n = a.shape().extent(0);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            sum += distance(a, i, b, i) / n;
        }
        return sum;
    }

    /** Between any two different rows. */
    private static double meanDistance(Array a) {
        int n = a.shape().extent(0);
        double sum = 0;
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                sum += distance(a, i, a, j) * 2 / n / (n - 1);
            }
        }
        return sum;
    }

    private static double distance(Array a, int i, Array b, int j) {
        int size = a.shape().extent(1);
        double sum = 0;
        for (int k = 0; k < size; k++) {
            sum += Math.pow(a.get(i * size + k) - b.get(j * size + k), 2);
        }
        return Math.sqrt(sum);
    }

    // ------------------------------------------------------------------ a texture

    /** Waves of high frequency, so that what is bent can be written down without interpolation. */
    private Array waves(double epsilon) {
        double[] draws = new double[3 * WAVES];
        Randomness.uniform(Key.of(context.seed()).of("waves"), draws);
        double[] x = new double[TEXTURE * TEXTURE];
        double size = epsilon * TEXTURE / (2 * Math.PI);
        for (int w = 0; w < WAVES; w++) {
            double angle = Math.PI * draws[3 * w];
            double f = 0.2 + 0.1 * draws[3 * w + 1];
            long k = Math.round(f * TEXTURE * Math.cos(angle));
            long l = Math.round(f * TEXTURE * Math.sin(angle));
            for (int r = 0; r < TEXTURE; r++) {
                double down = r - size * Math.sin(2 * Math.PI * r / TEXTURE);
                for (int c = 0; c < TEXTURE; c++) {
                    x[r * TEXTURE + c] +=
                            Math.cos(2 * Math.PI * ((k * down + l * (double) c) / TEXTURE + draws[3 * w + 2]));
                }
            }
        }
        return Array.of(Shape.of(TEXTURE, TEXTURE), x);
    }

    private void texture() {
        Scattering2D scattering =
                Scattering2D.of(TEXTURE, TEXTURE).scales(4).angles(6).border(Border.PERIODIC);
        Program modulus = Program.of(
                Fused.executor(),
                x -> List.of(Fourier.transform(x.get(0), -2, -1).modulus()));
        double[] sizes = {0.003, 0.01, 0.03, 0.1};
        double[] ofScattering = new double[sizes.length];
        double[] ofFourier = new double[sizes.length];
        Array here = waves(0);
        Array coefficients = scattering.transform(here);
        Array spectrum = modulus.call(here);
        for (int i = 0; i < sizes.length; i++) {
            Array bent = waves(sizes[i]);
            ofScattering[i] = relative(scattering.transform(bent), coefficients);
            ofFourier[i] = relative(modulus.call(bent), spectrum);
        }
        context.report()
                .section("A texture")
                .paragraph(
                        "Waves of a fifth to a third of a cycle per pixel. A small dilation moves high frequencies far: the modulus of their transform, invariant to every"
                                + " translation, changes at once, and that of wide wavelets hardly.")
                .pictures(
                        "textures",
                        PictureGrid.titled("The texture, and bent by 0.1")
                                .with(texturePicture(here), "0")
                                .with(texturePicture(waves(0.1)), "0.1"),
                        "")
                .chart(
                        "texture",
                        LineChart.titled("Change relative to size")
                                .x("sup |∇τ|")
                                .y("‖Φ(F x) − Φ(x)‖/‖Φ(x)‖")
                                .logX()
                                .logY()
                                .line("Fourier modulus", sizes, ofFourier)
                                .line("scattering", sizes, ofScattering));
        claims.add(Claim.atLeast(
                "fourier-unstable",
                "Change of the Fourier modulus of a texture bent by 0.01, of that of its scattering",
                ofFourier[1] / ofScattering[1],
                5));
        claims.add(Claim.near(
                "proportional",
                "Slope of log change of scattering against log sup |∇τ|, from 0.003 to 0.03",
                Math.log(ofScattering[2] / ofScattering[0]) / Math.log(10),
                1,
                0.1));
    }

    private static Picture texturePicture(Array x) {
        return Picture.grey(x.toFloats(), TEXTURE, TEXTURE, -15, 15);
    }

    private static double relative(Array a, Array b) {
        double difference = 0;
        double size = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            difference += Math.pow(a.get(i) - b.get(i), 2);
            size += b.get(i) * b.get(i);
        }
        return Math.sqrt(difference / size);
    }
}
