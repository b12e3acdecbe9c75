package dev.lemma.examples.scattering;

import static dev.lemma.scattering.ScatteringPoints.FRAME;
import static dev.lemma.scattering.ScatteringPoints.POOLING;

import dev.lemma.api.frame.Atoms;
import dev.lemma.api.frame.Frame;
import dev.lemma.api.frame.Pooling;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.certificate.Expansion;
import dev.lemma.core.certificate.LipschitzCertificate;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Convolution2D;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Flatten;
import dev.lemma.core.layer.MaxPool2D;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.network.Network;
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
import dev.lemma.scattering.frame.Certificate;
import dev.lemma.scattering.frame.Features;
import dev.lemma.scattering.frame.FrameLayer;
import dev.lemma.scattering.frame.FrameNetwork;
import dev.lemma.scattering.frame.Gammatone;
import dev.lemma.scattering.frame.Haar;
import dev.lemma.scattering.frame.InadmissibleException;
import dev.lemma.scattering.frame.Learned;
import dev.lemma.scattering.frame.Meyer;
import dev.lemma.scattering.frame.Scaled;
import dev.lemma.scattering.frame.Shannon;
import dev.lemma.scattering.frame.Subsampling;
import dev.lemma.scattering.frame.Tight;
import dev.lemma.scattering.frame.Wavelets;
import dev.lemma.scattering.frame.WeylHeisenberg;
import dev.lemma.scattering.wavelet.Morlet;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Bounds, energy, distances and translations of networks of frames, and the certificate of one that was trained. */
final class FramesRun {

    private static final Shape LINE = Shape.of(64);
    private static final int LONG = 512;
    private static final int SIDE = 64;

    private final RunContext context;
    private final Frame frame;
    private final Pooling pooling;
    private final List<Claim> claims = new ArrayList<>();

    FramesRun(RunContext context) {
        this.context = context;
        this.frame = context.part(FRAME, new Tight(new Wavelets(new Morlet(), 3, 1)));
        this.pooling = context.part(POOLING, new Subsampling(2));
    }

    Outcome outcome() {
        context.report()
                .lead(
                        "Each layer is a frame of filters, a nonlinearity and a pooling. What they do to distances, translations and energy is proved from a few"
                                + " constants before anything runs; then a search tries to find the pair of signals that would refute it.")
                .formula("A ‖x‖² ≤ ‖x ∗ χ‖² + Σ ‖x ∗ g_λ‖² ≤ B ‖x‖²      B ≤ min(1, L⁻²R⁻²)");
        try (Progress progress = context.progress("certifying and searching", 5)) {
            bounds();
            progress.advance();
            energy();
            progress.advance();
            distances();
            progress.advance();
            translations();
            progress.advance();
            trained();
            progress.advance();
        }
        return Outcome.of(claims);
    }

    private Array noise(String purpose, Shape shape) {
        double[] numbers = new double[shape.size()];
        Randomness.normal(Key.of(context.seed()).of(purpose), numbers);
        return Array.of(shape, numbers);
    }

    // ------------------------------------------------------------------ bounds

    private void bounds() {
        Map<String, Atoms> frames = new LinkedHashMap<>();
        Shape plane = Shape.of(SIDE, SIDE);
        for (int j = 2; j <= 4; j++) {
            frames.put("Morlet, plane, J = " + j + ", 8 directions", new Wavelets(new Morlet(), j, 8).atoms(plane));
        }
        frames.put("Morlet, line, J = 6, Q = 8", new Wavelets(new Morlet(), 6, 8).atoms(Shape.of(1024)));
        frames.put("Meyer, plane", new Meyer(3).atoms(plane));
        frames.put("Shannon, plane", new Shannon(3).atoms(plane));
        frames.put("Haar, plane", new Haar(3).atoms(plane));
        frames.put("Weyl-Heisenberg, plane", new WeylHeisenberg(6).atoms(plane));
        frames.put("gammatone, line", new Gammatone(5, 4).atoms(Shape.of(1024)));
        frames.put("random 5 × 5 filters", new Learned(noise("filters", Shape.of(8, 5, 5))).atoms(plane));
        Table table = Table.titled("Frame bounds", "frame", "filters", "A", "B", "to be multiplied by");
        double loosest = 0;
        for (Map.Entry<String, Atoms> entry : frames.entrySet()) {
            Atoms atoms = entry.getValue();
            table = table.row(
                    entry.getKey(),
                    atoms.filters().size(),
                    atoms.lowerBound(),
                    atoms.upperBound(),
                    atoms.upperBound() <= 1 + 1e-12 ? "admissible" : 1 / Math.sqrt(atoms.upperBound()));
            Atoms tight = atoms.tightened();
            loosest = Math.max(loosest, Math.max(1 - tight.lowerBound(), tight.upperBound() - 1));
        }
        claims.add(Claim.atMost("tight", "Distance of the bounds of any tightened frame from 1", loosest, 1e-14));
        String refusal = "";
        double repair = Double.NaN;
        try {
            FrameNetwork.of(plane, FrameLayer.of(new Wavelets(new Morlet(), 4, 8)));
        } catch (InadmissibleException refused) {
            refusal = String.valueOf(refused.getMessage());
            repair = refused.bounds().repair();
        }
        claims.add(Claim.near(
                "repair",
                "What the filters of the published bank of four scales, which is refused, are to be multiplied by",
                repair,
                0.98283,
                1e-4));
        Atoms published = frames.get("Morlet, line, J = 6, Q = 8");
        double[] h = published.littlewoodPaley();
        double[] f = new double[h.length / 2];
        double[] half = new double[f.length];
        double[] tight = new double[f.length];
        for (int k = 0; k < f.length; k++) {
            f[k] = (double) k / h.length;
            half[k] = h[k];
            tight[k] = 1;
        }
        context.report()
                .section("Bounds")
                .table("bounds", table)
                .paragraph("A layer with B above 1 may make energy, and the network is refused: “" + refusal + "”.")
                .chart(
                        "littlewood-paley",
                        LineChart.titled("The Littlewood-Paley sum of the Morlet bank along a line")
                                .x("frequency, cycles per point")
                                .y("h")
                                .line("as published", f, half)
                                .dashed("tightened", f, tight))
                .pictures(
                        "sums",
                        PictureGrid.titled(
                                        "The same in the plane, three scales and eight directions; the mean in the middle")
                                .with(sum(new Wavelets(new Morlet(), 3, 8).atoms(plane)), "Morlet")
                                .with(filter(new Meyer(2).atoms(plane), 3), "a Meyer wavelet")
                                .with(filter(new Haar(2).atoms(plane), 2), "a Haar wavelet")
                                .with(filter(new WeylHeisenberg(6).atoms(plane), 8), "a Gabor filter"),
                        "White is 1.");
    }

    private static Picture sum(Atoms atoms) {
        return centred(atoms.littlewoodPaley());
    }

    private static Picture filter(Atoms atoms, int i) {
        double[] energy = new double[SIDE * SIDE];
        for (int k = 0; k < energy.length; k++) {
            energy[k] = atoms.filters().get(i).energy(k);
        }
        return centred(energy);
    }

    private static Picture centred(double[] values) {
        float[] pixels = new float[values.length];
        double most = 0;
        for (int i = 0; i < values.length; i++) {
            int row = (i / SIDE + SIDE / 2) % SIDE;
            pixels[row * SIDE + (i + SIDE / 2) % SIDE] = (float) values[i];
            most = Math.max(most, values[i]);
        }
        return Picture.grey(pixels, SIDE, SIDE, 0, most);
    }

    // ------------------------------------------------------------------ energy

    private void energy() {
        int depth = context.get(FramesExample.DEPTH);
        Map<String, Frame> frames = new LinkedHashMap<>();
        frames.put("Morlet, J = 4", new Tight(new Wavelets(new Morlet(), 4, 1)));
        frames.put("Meyer", new Meyer(4));
        frames.put("Haar", new Haar(4));
        frames.put("gammatone", new Tight(new Gammatone(4, 1)));
        double[] layers = new double[depth];
        LineChart chart = LineChart.titled("Energy that is left after n layers, of all")
                .x("n")
                .y("‖Uⁿx‖²/‖x‖²")
                .logY();
        double worst = 0;
        double slowest = 0;
        Array x = noise("energy", LINE);
        double all = energy(x);
        for (Map.Entry<String, Frame> entry : frames.entrySet()) {
            FrameLayer[] same = new FrameLayer[depth];
            Arrays.fill(same, FrameLayer.of(entry.getValue()));
            Features features = FrameNetwork.of(LINE, same).features(x);
            double left = all;
            double[] propagated = new double[depth];
            for (int n = 0; n < depth; n++) {
                left -= features.energies()[n];
                layers[n] = n + 1;
                propagated[n] = left / all;
            }
            worst = Math.max(worst, Math.abs(left - features.propagatedEnergy()) / all);
            if (entry.getKey().startsWith("M")) {
                slowest = Math.max(slowest, propagated[depth - 1] / propagated[depth - 2]);
            }
            chart = chart.line(entry.getKey(), layers, propagated);
        }
        claims.add(Claim.atMost(
                "energy", "Energy lost or made by a network of Parseval frames and moduli, of all", worst, 1e-12));
        claims.add(Claim.atMost(
                "decay",
                "What the last layer leaves of the energy that reaches it, for the smooth wavelets of Morlet and Meyer",
                slowest,
                0.5));
        context.report()
                .section("Energy")
                .paragraph(
                        "With Parseval frames, moduli and no pooling, nothing is lost: what the features of n orders do not have is in what is propagated, and that"
                                + " falls geometrically. In the limit the features have all of it.")
                .chart("energy", chart);
    }

    private static double energy(Array x) {
        double sum = 0;
        for (int i = 0; i < x.shape().size(); i++) {
            sum += x.get(i) * x.get(i);
        }
        return sum;
    }

    // ------------------------------------------------------------------ distances

    private void distances() {
        Map<String, FrameNetwork> networks = new LinkedHashMap<>();
        Frame own = new Tight(frame);
        networks.put(
                "the chosen frame and pooling, modulus, twice",
                FrameNetwork.of(
                        LINE,
                        FrameLayer.of(own).pooled(pooling),
                        FrameLayer.of(own).pooled(pooling)));
        networks.put(
                "Haar, ReLU, sub-sampled; Meyer, tanh",
                FrameNetwork.of(
                        LINE,
                        FrameLayer.of(new Haar(2)).through(Tensor::relu).pooled(new Subsampling(2)),
                        FrameLayer.of(new Meyer(2)).through(Tensor::tanh)));
        networks.put(
                "gammatone, shifted sigmoid",
                FrameNetwork.of(
                        LINE, FrameLayer.of(new Tight(new Gammatone(3, 2))).through(x -> x.sigmoid()
                                .minus(0.5))));
        networks.put(
                "refused: Haar times 1.5", FrameNetwork.unchecked(LINE, FrameLayer.of(new Scaled(new Haar(2), 1.5))));
        Table table = Table.titled("Expansion of distances", "network", "certified", "steepest pair found");
        double most = 0;
        double refused = 0;
        for (Map.Entry<String, FrameNetwork> entry : networks.entrySet()) {
            FrameNetwork network = entry.getValue();
            Certificate proved = network.certificate();
            double found = search(network);
            table = table.row(entry.getKey(), proved.lipschitz(), found);
            if (proved.admissible()) {
                most = Math.max(most, found / proved.lipschitz());
            } else {
                refused = found;
            }
        }
        claims.add(Claim.atMost(
                "non-expansive",
                "Steepest pair that the search found, of what is certified, over all admissible networks",
                most,
                1 + 1e-12));
        claims.add(Claim.atLeast(
                "refused-expands", "Steepest pair in a network that is refused for B = 2.25", refused, 1.2));
        context.report()
                .section("Distances")
                .paragraph(
                        "Power iteration on the Jacobian finds the direction in which features move most, at places that climb towards more of it. No admissible"
                                + " network may carry two signals further apart than it found them.")
                .table("distances", table);
    }

    private double search(FrameNetwork network) {
        Expansion found = Expansion.search(
                x -> {
                    List<Tensor> flat = new ArrayList<>();
                    for (Tensor part : network.all(x.expand(0))) {
                        flat.add(part.reshape(part.shape().size()));
                    }
                    return Tensor.concat(0, flat);
                },
                noise("search", network.grid()),
                context.get(FramesExample.ROUNDS),
                Key.of(context.seed()));
        return Math.max(found.ratio(), found.stretching());
    }

    // ------------------------------------------------------------------ translations

    private void translations() {
        double[] pink = new double[LONG];
        double[] phases = new double[LONG / 2];
        Randomness.uniform(Key.of(context.seed()).of("phases"), phases);
        for (int k = 1; k < LONG / 2; k++) {
            for (int t = 0; t < LONG; t++) {
                pink[t] += Math.cos(2 * Math.PI * ((double) (k * t % LONG) / LONG + phases[k])) / Math.sqrt(k);
            }
        }
        Array x = Array.vector(pink);
        double size = Math.sqrt(energy(x));
        double[] scales = new double[5];
        double[] moved = new double[5];
        double[] proved = new double[5];
        double worst = 0;
        for (int j = 1; j <= 5; j++) {
            FrameLayer layer = FrameLayer.of(new Tight(new Wavelets(new Morlet(), j, 1)));
            FrameNetwork network = FrameNetwork.of(Shape.of(LONG), layer, layer);
            scales[j - 1] = Math.pow(2, j);
            double[] each = differences(network, x, 1);
            for (int n = 0; n < each.length; n++) {
                worst = Math.max(
                        worst,
                        each[n] / size / network.certificate().translation().get(n));
                moved[j - 1] = Math.hypot(moved[j - 1], each[n] / size);
            }
            proved[j - 1] = network.certificate().invariance();
        }
        FrameLayer pooled = FrameLayer.of(new Meyer(1)).pooled(pooling);
        int depth = pooling.factor() == 1 ? 4 : Math.min(4, (int) (Math.log(LONG / 4.0) / Math.log(pooling.factor())));
        FrameLayer[] layers = new FrameLayer[depth];
        Arrays.fill(layers, pooled);
        FrameNetwork deep = FrameNetwork.of(Shape.of(LONG), layers);
        int shift = (int) Math.pow(pooling.factor(), depth - 1);
        double[] orders = new double[depth];
        double[] vertical = differences(deep, x, shift);
        double[] bound = new double[depth];
        for (int n = 0; n < depth; n++) {
            orders[n] = n;
            vertical[n] /= size;
            bound[n] = shift * deep.certificate().translation().get(n);
            worst = Math.max(worst, vertical[n] / bound[n]);
        }
        double slope = Math.log(moved[4] / moved[0]) / Math.log(16);
        claims.add(Claim.atMost(
                "translation", "What a translation moves features of any order by, of what is certified", worst, 1));
        claims.add(Claim.near(
                "invariance-slope", "Slope of log change against log 2ᴶ for a shift by one point", slope, -1, 0.15));
        context.report()
                .section("Translations")
                .paragraph(
                        "‖Φⁿ(T_t x) − Φⁿ(x)‖ ≤ 2π|t|Kₙ/(S₁ … Sₙ) ‖x‖ with K = max |f||φ̂(f)|: wider averages, or deeper layers with pooling, move less.")
                .charts(
                        "scales",
                        LineChart.titled("Change by a shift of one point")
                                .x("2ᴶ")
                                .y("‖Φ(T₁x) − Φ(x)‖/‖x‖")
                                .log2X()
                                .logY()
                                .line("measured", scales, moved)
                                .dashed("certified, per order", scales, proved),
                        "depth",
                        LineChart.titled("Change by a shift of " + shift + " points, features of order n")
                                .x("n")
                                .y("‖Φⁿ(T x) − Φⁿ(x)‖/‖x‖")
                                .logY()
                                .line("measured", orders, vertical)
                                .dashed("certified", orders, bound));
    }

    private static double[] differences(FrameNetwork network, Array x, int shift) {
        int n = x.shape().size();
        double[] moved = new double[n];
        for (int t = 0; t < n; t++) {
            moved[(t + shift) % n] = x.get(t);
        }
        Features here = network.features(x);
        Features there = network.features(Array.vector(moved));
        double[] each = new double[here.orders().size()];
        for (int order = 0; order < each.length; order++) {
            double sum = 0;
            Array a = here.orders().get(order);
            Array b = there.orders().get(order);
            for (int i = 0; i < a.shape().size(); i++) {
                sum += Math.pow(a.get(i) - b.get(i), 2);
            }
            each[order] = Math.sqrt(sum);
        }
        return each;
    }

    // ------------------------------------------------------------------ a trained network

    private void trained() {
        Network network = Network.of(
                Digits.IMAGE,
                Sequential.of(
                        new Convolution2D(8, 3).same(),
                        Activations.RELU,
                        new MaxPool2D(2),
                        new Flatten(),
                        new Dense(32),
                        Activations.RELU,
                        new Dense(10)));
        Dataset digits = Digits.images().as(DType.FLOAT32);
        Array start = network.initialArray(Key.of(context.seed()));
        int steps = context.get(FramesExample.STEPS);
        Table table = Table.titled("A network of convolutions", "weights", "certified", "steepest pair found");
        double closest = 0;
        Map<String, Array> weights = new LinkedHashMap<>();
        weights.put("before training", start);
        for (double decay : new double[] {0, 1}) {
            Array theta = Trainer.of(network, Losses.CROSS_ENTROPY, new AdamW(2e-3, decay))
                    .batchSize(64)
                    .steps(steps)
                    .seed(context.seed())
                    .fit(digits)
                    .thetaArray();
            weights.put("trained for " + steps + " steps, decay " + decay, theta);
        }
        for (Map.Entry<String, Array> entry : weights.entrySet()) {
            double bound = LipschitzCertificate.of(network, entry.getValue()).bound();
            Expansion found = Expansion.search(
                    network, entry.getValue(), context.get(FramesExample.ROUNDS), Key.of(context.seed()));
            double steepest = Math.max(found.ratio(), found.stretching());
            table = table.row(entry.getKey(), bound, steepest);
            closest = Math.max(closest, steepest / bound);
        }
        claims.add(Claim.atMost(
                "network", "Steepest pair found in a network, of what its expression certifies", closest, 1));
        claims.add(Claim.atLeast(
                "network-close", "The same, the closest of three: the bound says something", closest, 0.02));
        context.report()
                .section("Any network")
                .paragraph(
                        "The same question to a network that was written layer by layer: its expression is walked, norms of weights and slopes of activations are multiplied"
                                + " and added as they meet.")
                .table("network", table);
    }
}
