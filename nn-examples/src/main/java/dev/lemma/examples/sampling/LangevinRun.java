package dev.lemma.examples.sampling;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.UsageException;
import dev.lemma.examples.report.HeatMap;
import dev.lemma.examples.report.KeyFigure;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.optim.OptimPoints;
import dev.lemma.optim.sampling.GoodnessOfFit;
import dev.lemma.optim.sampling.HamiltonianMonteCarlo;
import dev.lemma.optim.sampling.Langevin;
import dev.lemma.optim.sampling.MarkovChains;
import dev.lemma.optim.sampling.MarkovKernel;
import dev.lemma.optim.sampling.MetropolisAdjustedLangevin;
import dev.lemma.optim.sampling.MinibatchPotential;
import dev.lemma.optim.sampling.Potential;
import dev.lemma.optim.sampling.Recording;
import dev.lemma.optim.sampling.Samples;
import dev.lemma.optim.sampling.StochasticGradientLangevin;
import dev.lemma.runtime.Entry;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.DoubleUnaryOperator;

/** Runs every method once and writes down what it found. By chance each claim fails with a probability of 1e-6 at most. */
final class LangevinRun {

    private static final double FAILURE = 1e-6;
    /** Standard errors that the largest of some ten normal variables exceeds with probability 1e-6. */
    private static final double ERRORS = 5.4;

    private static final int BINS = 24;
    private static final double SMALL = 0.001;
    private static final double LARGE = 0.05;
    private static final double[] STEPS = {0.02, 0.04, 0.08};
    private static final int DATA = 100;
    private static final int BATCH = 10;
    private static final double[] DATA_STEPS = {0.0005, 0.001, 0.002, 0.004};
    private static final int CELLS = 40;
    /** Positions kept of each chain where a moment is measured. */
    private static final int SAMPLES = 20;

    private static final int CHOSEN_STEPS = 120;

    private final RunContext context;
    private final Report report;
    private final Key key;
    private final int chains;
    private final double temperature;
    private final DoubleWell well;
    private final List<Claim> claims = new ArrayList<>();

    /** A method, where its chains ended, and how that fits the law. */
    private record Found(String name, MarkovKernel kernel, int steps, Samples samples, GoodnessOfFit fit) {}

    LangevinRun(RunContext context) {
        this.context = context;
        this.report = context.report();
        this.key = Key.of(context.seed());
        this.chains = context.get(LangevinExample.CHAINS);
        this.temperature = context.get(LangevinExample.TEMPERATURE);
        this.well = new DoubleWell(temperature);
    }

    Outcome outcome() {
        List<Found> found = new ArrayList<>();
        Optional<MarkovKernel> chosen = context.chosen(OptimPoints.SAMPLER);
        long runs = 4 + STEPS.length + 2 * DATA_STEPS.length + (chosen.isPresent() ? 1 : 0);
        try (Progress progress = context.progress("sampling", runs)) {
            Optional<Found> foundByChosen = chosen.map(kernel -> chosen(kernel, progress));
            found.add(sampled("Langevin, small steps", new Langevin(SMALL, temperature), 3000, progress));
            found.add(sampled("Langevin, large steps", new Langevin(LARGE, temperature), 120, progress));
            found.add(sampled(
                    "MALA, the same large steps", new MetropolisAdjustedLangevin(LARGE, temperature), 120, progress));
            found.add(sampled("HMC, 5 leaps", new HamiltonianMonteCarlo(0.3, 5, temperature), 20, progress));
            laws(found, foundByChosen);
            bias(progress);
            batches(progress);
        }
        return Outcome.of(claims);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    /** Independent positions of the law. */
    private Array equilibrium() {
        GoodnessOfFit.Law law = well.law();
        double[] x = new double[2 * chains];
        double[] u = new double[chains];
        double[] normal = new double[chains];
        Randomness.uniform(key.of("start").at(0), u);
        Randomness.normal(key.of("start").at(1), normal);
        for (int i = 0; i < chains; i++) {
            x[i] = law.quantile(u[i]);
            x[chains + i] = normal[i] * Math.sqrt(temperature / 2);
        }
        return Array.of(Shape.of(2, chains), x);
    }

    private Samples run(MarkovKernel kernel, Recording recording, String purpose) {
        return new MarkovChains(kernel, DoubleWell.POTENTIAL, DType.FLOAT64, 2, chains, recording)
                .run(equilibrium(), key.of(purpose));
    }

    private Found sampled(String name, MarkovKernel kernel, int steps, Progress progress) {
        return found(name, kernel, steps, run(kernel, Recording.last(steps), name), progress);
    }

    /** Its temperature is 1 if nothing else was chosen, and so it is given V/T. */
    private Found chosen(MarkovKernel kernel, Progress progress) {
        String name = context.catalogue().entries(OptimPoints.SAMPLER).stream()
                .filter(entry -> entry.makes(kernel.getClass()))
                .findFirst()
                .map(Entry::name)
                .orElse(kernel.getClass().getSimpleName());
        try {
            Samples samples = new MarkovChains(
                            kernel, well.cooled(), DType.FLOAT64, 2, chains, Recording.last(CHOSEN_STEPS))
                    .run(equilibrium(), key.of("chosen"));
            return found(name + ", chosen", kernel, CHOSEN_STEPS, samples, progress);
        } catch (ArithmeticException left) {
            throw new UsageException("--sampler: " + left.getMessage());
        }
    }

    private Found found(String name, MarkovKernel kernel, int steps, Samples samples, Progress progress) {
        progress.advance();
        GoodnessOfFit fit =
                GoodnessOfFit.of(samples.coordinate(0), well::density, -DoubleWell.END, DoubleWell.END, BINS);
        return new Found(name, kernel, steps, samples, fit);
    }

    // ------------------------------------------------------------------ laws

    private void laws(List<Found> found, Optional<Found> chosen) {
        String right = "; a right method fails once in a million runs";
        claims.add(Claim.atLeast(
                "langevin-law",
                "Chi-square of x₁ after " + found.get(0).steps() + " Langevin steps h = " + SMALL
                        + " against exp(−V/T), p-value" + right,
                found.get(0).fit().pValue(),
                FAILURE));
        claims.add(Claim.atMost(
                "langevin-bias-seen",
                "The same with h = " + LARGE + ": the test sees the bias",
                found.get(1).fit().pValue(),
                FAILURE));
        claims.add(Claim.atLeast(
                "mala-law",
                "MALA with that h has none, p-value" + right,
                found.get(2).fit().pValue(),
                FAILURE));
        claims.add(Claim.atLeast(
                "hmc-law", "Nor has HMC, p-value" + right, found.get(3).fit().pValue(), FAILURE));
        claims.add(Claim.between(
                "acceptance",
                "Part of MALA's proposals that are taken: some are refused, most are not",
                found.get(2).samples().acceptance(),
                0.5,
                0.999));
        report.lead(
                        chains + " chains at temperature T = " + temperature
                                + " in the double well V = (x₁² − 1)² + x₂², all steps of all chains compiled into one program.")
                .keyFigures(
                        new KeyFigure(
                                number(found.get(1).fit().statistic()),
                                "chi-square of Langevin with h = " + LARGE + ", " + (BINS - 1) + " expected"),
                        new KeyFigure(number(found.get(2).fit().statistic()), "chi-square of MALA with the same h"));

        Table table = Table.titled(
                "What each method leaves",
                "method",
                "steps",
                "acceptance",
                "chi-square, " + (BINS - 1) + " degrees",
                "p-value");
        List<Found> shown = new ArrayList<>(found);
        chosen.ifPresent(shown::add);
        for (Found each : shown) {
            table = table.row(
                    each.name(),
                    each.steps(),
                    each.samples().acceptance(),
                    each.fit().statistic(),
                    each.fit().pValue());
        }
        int bins = 60;
        double[] centres = new double[bins];
        double[] exact = new double[bins];
        for (int i = 0; i < bins; i++) {
            centres[i] = -2 + 4 * (i + 0.5) / bins;
            exact[i] = well.normalized(centres[i]);
        }
        LineChart chart = LineChart.titled("Where the chains end: x₁")
                .x("x₁")
                .y("density")
                .line("exp(−V/T)/Z", centres, exact);
        for (Found each : shown) {
            chart = chart.points(each.name(), centres, histogram(each.samples().coordinate(0), bins));
        }
        report.section("Laws")
                .formula("x ← x − h·∇V(x) + √(2hT)·ξ")
                .paragraph(
                        "All chains start in equilibrium, by the inverse of the distribution function of x₁; "
                                + "a method that keeps the law exp(−V/T)/Z leaves them there. Each chain gives one number to the test, so the "
                                + "numbers are independent. Langevin steps as they are leave the law by O(h); MALA and HMC make "
                                + "the same moves, and refuse some of them."
                                + (chosen.isEmpty()
                                        ? ""
                                        : " The sampler that was chosen, "
                                                + chosen.get().kernel()
                                                + ", is given V/T: at its temperature 1 that is the same law. No claim is about it."))
                .table("methods", table)
                .chart("histogram", chart, "Large steps move the wells inwards; nobody sees it without a test.")
                .heatMap(
                        "plane",
                        plane(found.get(3).samples()),
                        "Positions of the HMC chains in the plane, " + CELLS + " cells a side.");
    }

    private double[] histogram(double[] x, int bins) {
        double[] density = new double[bins];
        for (double value : x) {
            int bin = (int) Math.floor((value + 2) / 4 * bins);
            if (bin >= 0 && bin < bins) {
                density[bin] += bins / (4.0 * x.length);
            }
        }
        return density;
    }

    private static HeatMap plane(Samples samples) {
        double[] x = samples.coordinate(0);
        double[] y = samples.coordinate(1);
        double[][] counts = new double[CELLS][CELLS];
        for (int i = 0; i < x.length; i++) {
            int column = (int) Math.floor((x[i] + 2) / 4 * CELLS);
            int row = (int) Math.floor((2 - y[i]) / 4 * CELLS);
            if (row >= 0 && row < CELLS && column >= 0 && column < CELLS) {
                counts[row][column]++;
            }
        }
        return HeatMap.of("Chains in each cell", "x₂, from 2 down to −2", "x₁, from −2 to 2", counts);
    }

    // ------------------------------------------------------------------ bias

    /** Second moments against h: of x₂ there is a formula, of x₁ a quadrature. */
    private void bias(Progress progress) {
        int count = STEPS.length;
        double[] wells = new double[count];
        double[] parabola = new double[count];
        double[] wellsTheory = new double[count];
        double[] parabolaTheory = new double[count];
        double exact = well.mean(x -> x * x);
        double worstWells = 0;
        double worstParabola = 0;
        for (int i = 0; i < count; i++) {
            double h = STEPS[i];
            // Squares are independent from one sample to the next: those of x₂ to (1 − 2h)^(4/h) = e⁻⁸, those of x₁
            // still more.
            int apart = (int) Math.ceil(2 / h);
            Samples kept = run(new Langevin(h, temperature), new Recording(2 * apart, SAMPLES, apart), "bias " + h);
            double many = (double) chains * SAMPLES;
            LangevinSteps law = new LangevinSteps(well, h);
            double square = law.mean(x -> x * x);
            wellsTheory[i] = square - exact;
            wells[i] = meanSquare(kept.coordinate(0)) - exact;
            double spread = law.mean(x -> x * x * x * x) - square * square;
            worstWells = Math.max(worstWells, Math.abs(wells[i] - wellsTheory[i]) / Math.sqrt(spread / many));
            double variance = temperature / (2 * (1 - h));
            parabolaTheory[i] = variance - temperature / 2;
            parabola[i] = meanSquare(kept.coordinate(1)) - temperature / 2;
            worstParabola = Math.max(
                    worstParabola, Math.abs(parabola[i] - parabolaTheory[i]) / (variance * Math.sqrt(2 / many)));
            progress.advance();
        }
        claims.add(Claim.atMost(
                "langevin-variance",
                "Variance of x₂ against T/(2(1 − h)), largest difference in standard errors over " + count
                        + " values of h",
                worstParabola,
                ERRORS));
        claims.add(Claim.atMost(
                "langevin-bias",
                "The same of E x₁² against the stationary law of the steps by quadrature",
                worstWells,
                ERRORS));
        double half = new LangevinSteps(well, STEPS[0] / 2).mean(x -> x * x) - exact;
        claims.add(Claim.near(
                "langevin-bias-order",
                "Order in h of the bias of E x₁², by quadrature from h = " + STEPS[0] + " to half of it",
                Math.log(wellsTheory[0] / half) / Math.log(2),
                1,
                0.15));
        report.section("Bias of Langevin steps")
                .paragraph(
                        "The steps have a stationary law of their own. Where V is a parabola kx²/2 it is normal with variance "
                                + "T/(k(1 − hk/2)); in the double well it is computed by carrying a density from step "
                                + "to step. It is off by O(h).")
                .chart(
                        "bias",
                        LineChart.titled("Second moment less that of exp(−V/T), absolute")
                                .x("step h")
                                .y("bias")
                                .logX()
                                .logY()
                                .points("x₁, double well", STEPS, absolute(wells))
                                .dashed("x₁, quadrature", STEPS, absolute(wellsTheory))
                                .points("x₂, parabola", STEPS, absolute(parabola))
                                .dashed("x₂, T/(2(1 − h)) − T/2", STEPS, parabolaTheory),
                        "x₁² is too small on average, x₂² too large.");
    }

    private static double[] absolute(double[] values) {
        return Arrays.stream(values).map(Math::abs).toArray();
    }

    private static double meanSquare(double[] x) {
        return Arrays.stream(x).map(v -> v * v).sum() / x.length;
    }

    // ------------------------------------------------------------------ batches

    /** The posterior of a mean from data with unit variance: normal with variance 1/n, and what batches make of it. */
    private void batches(Progress progress) {
        double[] data = new double[DATA];
        Randomness.normal(key.of("data"), data);
        double centre = Arrays.stream(data).sum() / DATA;
        double spread =
                Arrays.stream(data).map(z -> (z - centre) * (z - centre)).sum() / DATA;
        Potential posterior = new MinibatchPotential(
                x -> x.at(0, 0).times(0),
                (x, z) -> x.minus(z.squeeze(2)).square().times(0.5),
                Array.of(Shape.of(DATA, 1), data),
                BATCH);
        double[] whole = new double[DATA_STEPS.length];
        double[] partial = new double[DATA_STEPS.length];
        double[] wholeTheory = new double[DATA_STEPS.length];
        double[] partialTheory = new double[DATA_STEPS.length];
        double worst = 0;
        for (int i = 0; i < DATA_STEPS.length; i++) {
            double h = DATA_STEPS[i];
            double forgotten = 1 - (1 - h * DATA) * (1 - h * DATA);
            wholeTheory[i] = 2 * h / forgotten;
            partialTheory[i] = (2 * h + h * h * DATA * DATA * spread / BATCH) / forgotten;
            int steps = (int) Math.ceil(12 / (h * DATA));
            whole[i] = variance(new Langevin(h, 1), posterior, steps, centre, "whole " + h);
            progress.advance();
            partial[i] = variance(new StochasticGradientLangevin(h, 1), posterior, steps, centre, "batches " + h);
            progress.advance();
            double error = Math.sqrt(2.0 / chains);
            worst = Math.max(worst, Math.abs(whole[i] / wholeTheory[i] - 1) / error);
            worst = Math.max(worst, Math.abs(partial[i] / partialTheory[i] - 1) / error);
        }
        claims.add(Claim.atMost(
                "sgld-variance",
                "Variance of SGLD and of Langevin against the noise of bath and batches, largest difference in standard errors",
                worst,
                ERRORS));
        double heat = partial[DATA_STEPS.length - 1] * DATA;
        claims.add(Claim.atLeast(
                "sgld-heat",
                "Variance of SGLD with the largest h, in units of the posterior's: the noise of batches heats",
                heat,
                1.5));
        claims.add(Claim.between(
                "sgld-small-steps",
                "The same with the smallest h: it vanishes with h",
                partial[0] * DATA,
                1,
                partialTheory[0] * DATA * (1 + ERRORS * Math.sqrt(2.0 / chains))));
        double exact = 1.0 / DATA;
        report.section("Stochastic gradients")
                .formula("V(x) = Σᵢ (x − zᵢ)²/2 ≈ (n/b) Σ_{i ∈ batch} (x − zᵢ)²/2")
                .paragraph("The posterior of a mean given n = " + DATA + " data of unit variance, with batches of b = "
                        + BATCH
                        + ". The variance of a chain is (2hT + h²n²s²/b)/(1 − (1 − hn)²), s² "
                        + "being that of the data: the second term is the noise of the batches.")
                .chart(
                        "batches",
                        LineChart.titled("Variance of the chains")
                                .x("step h")
                                .y("variance")
                                .logX()
                                .points("SGLD, batches of " + BATCH, DATA_STEPS, partial)
                                .dashed("with the noise of batches", DATA_STEPS, partialTheory)
                                .points("Langevin, all data", DATA_STEPS, whole)
                                .dashed("without it", DATA_STEPS, wholeTheory)
                                .horizontal(exact, "posterior"));
    }

    private double variance(MarkovKernel kernel, Potential potential, int steps, double centre, String purpose) {
        DoubleUnaryOperator square = x -> (x - centre) * (x - centre);
        Samples samples = new MarkovChains(kernel, potential, DType.FLOAT64, 1, chains, Recording.last(steps))
                .run(Array.full(DType.FLOAT64, Shape.of(1, chains), centre), key.of(purpose));
        return Arrays.stream(samples.coordinate(0)).map(square).sum() / chains;
    }
}
