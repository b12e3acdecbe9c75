package dev.lemma.examples.kernels;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.core.activation.Activations;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.KeyFigure;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.Kernels;
import dev.lemma.kernels.features.FeatureMap;
import dev.lemma.kernels.features.Nystrom;
import dev.lemma.kernels.features.RandomNeurons;
import dev.lemma.kernels.features.RandomWaves;
import dev.lemma.kernels.features.Spectrum;
import dev.lemma.kernels.gp.GaussianProcess;
import dev.lemma.kernels.machine.KernelRidge;
import dev.lemma.kernels.rkhs.MeanDiscrepancy;
import dev.lemma.kernels.rkhs.RkhsFunction;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.IntStream;

/** Measures the claims of kernels once. */
final class KernelsRun {

    private static final int POINTS = 120;
    private static final int DIMENSION = 3;
    private static final int REPEATS = 12;
    private static final int FEWEST = 64;

    private final RunContext context;
    private final Report report;
    private final Key key;
    private final int most;
    private final List<Claim> claims = new ArrayList<>();
    private final Array x;

    KernelsRun(RunContext context) {
        this.context = context;
        this.report = context.report();
        this.key = Key.of(context.seed());
        this.most = context.get(KernelsExample.FEATURES);
        this.x = normal("points", POINTS, DIMENSION);
    }

    Outcome outcome() {
        try (Progress progress = context.progress("measuring", 4)) {
            positiveDefinite();
            progress.advance();
            functions();
            progress.advance();
            machines();
            progress.advance();
            features();
            progress.advance();
        }
        return Outcome.of(claims);
    }

    private Array normal(String purpose, int n, int d) {
        double[] numbers = new double[n * d];
        Randomness.normal(key.of(purpose), numbers);
        return Array.of(Shape.of(n, d), numbers);
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%.3g", value);
    }

    // ------------------------------------------------------------------ C1

    private static Map<String, Kernel> kernels() {
        Map<String, Kernel> kernels = new LinkedHashMap<>();
        kernels.put("linear", Kernels.linear());
        kernels.put("polynomial of degree 3", Kernels.polynomial(3, 1, 1));
        kernels.put("Gaussian", Kernels.gaussian(1));
        kernels.put("Laplace", Kernels.laplace(1));
        kernels.put("Matérn 3/2", Kernels.matern32(1));
        kernels.put("Matérn 5/2", Kernels.matern52(1));
        kernels.put("rational quadratic", Kernels.rationalQuadratic(1, 1));
        kernels.put("periodic", Kernels.periodic(1, 2));
        kernels.put("arc-cosine 0", Kernels.arcCosine(0));
        kernels.put("arc-cosine 1", Kernels.arcCosine(1));
        kernels.put("arc-cosine 2", Kernels.arcCosine(2));
        kernels.put("own: 1/(1 + r²)", Kernels.radial(r2 -> r2.plus(1).reciprocal()));
        kernels.put(
                "Gaussian + linear × periodic",
                Kernels.gaussian(1).plus(Kernels.linear().times(Kernels.periodic(1, 2))));
        return kernels;
    }

    private void positiveDefinite() {
        Table table = Table.titled(
                "Gram matrices of " + POINTS + " points",
                "kernel",
                "smallest eigenvalue",
                "largest",
                "above 1e-10 of it");
        double worst = Double.POSITIVE_INFINITY;
        for (Map.Entry<String, Kernel> entry : kernels().entrySet()) {
            double[] values =
                    SymmetricEigen.values(Gram.of(entry.getValue()).matrix(x)).toDoubles();
            double largest = values[POINTS - 1];
            long above = Arrays.stream(values).filter(v -> v > 1e-10 * largest).count();
            table = table.row(entry.getKey(), values[0], largest, above);
            worst = Math.min(worst, values[0] / largest);
        }
        claims.add(Claim.atLeast(
                "positive",
                "Smallest eigenvalue of all Gram matrices, relative to the largest of its own",
                worst,
                -1e-13));
        int count = 200;
        double[] t = new double[count];
        Arrays.setAll(t, i -> 6.0 * i / count);
        LineChart chart = LineChart.titled("A function of each kernel").x("x").y("f(x)");
        Map<String, Kernel> shown = new LinkedHashMap<>();
        shown.put("Laplace", Kernels.laplace(1));
        shown.put("Matérn 3/2", Kernels.matern32(1));
        shown.put("Gaussian", Kernels.gaussian(1));
        shown.put("periodic", Kernels.periodic(1, 2));
        for (Map.Entry<String, Kernel> entry : shown.entrySet()) {
            chart = chart.line(
                    entry.getKey(),
                    t,
                    GaussianProcess.of(entry.getValue())
                            .at(Array.vector(t).reshape(count, 1))
                            .sampleArray(key.of("function"), 1)
                            .toDoubles());
        }
        report.lead("A kernel is a line of code; its Gram matrices, functions, machines and features follow from it.")
                .section("Positive definite")
                .formula("Σᵢⱼ cᵢ cⱼ k(xᵢ, xⱼ) ≥ 0")
                .paragraph(
                        "No eigenvalue is below 0 by more than rounding, for the kernels here and for one of a user's own line."
                                + " How fast eigenvalues fall says how smooth its functions are.")
                .table("gram", table)
                .chart("functions", chart, "The same random numbers, made into functions by four kernels.");
    }

    // ------------------------------------------------------------------ C3

    private void functions() {
        double reproduction = 0;
        double projection = 0;
        for (Kernel kernel : List.of(Kernels.gaussian(1), Kernels.matern52(1), Kernels.arcCosine(1))) {
            RkhsFunction f = RkhsFunction.of(
                    kernel,
                    x.rows(0, 30),
                    Array.vector(normal("coefficients", 30, 1).toDoubles()));
            Array values = f.at(x);
            for (int i = 0; i < POINTS; i++) {
                RkhsFunction own =
                        RkhsFunction.representer(kernel, x.rows(i, i + 1).toDoubles());
                reproduction = Math.max(reproduction, Math.abs(own.inner(f) - values.get(i)) / (own.norm() * f.norm()));
            }
            RkhsFunction error = f.minus(f.projectedOnto(x.rows(30, 50)));
            for (int i = 30; i < 50; i++) {
                RkhsFunction own =
                        RkhsFunction.representer(kernel, x.rows(i, i + 1).toDoubles());
                projection = Math.max(projection, Math.abs(error.inner(own)) / (own.norm() * f.norm()));
            }
        }
        claims.add(Claim.atMost("reproduction", "⟨f, k(·, x)⟩ − f(x), relative to ‖f‖·‖k(·, x)‖", reproduction, 1e-12));
        claims.add(Claim.atMost("projection", "⟨f − Pf, k(·, z)⟩ for z of the span, relative", projection, 1e-11));
        double[] moved = normal("second", 60, DIMENSION).toDoubles();
        double same = MeanDiscrepancy.permutationTest(
                Kernels.gaussian(1.5), x.rows(0, 60), Array.of(Shape.of(60, DIMENSION), moved.clone()), 199, key);
        for (int i = 0; i < moved.length; i++) {
            moved[i] *= 2;
        }
        double other = MeanDiscrepancy.permutationTest(
                Kernels.gaussian(1.5), x.rows(0, 60), Array.of(Shape.of(60, DIMENSION), moved), 199, key);
        claims.add(Claim.atMost(
                "two-samples", "p-value of the mean discrepancy of N(0, I) and N(0, 4I), 60 points each", other, 0.01));
        report.section("Functions")
                .formula("f = Σ αᵢ k(·, xᵢ)     ⟨f, k(·, x)⟩ = f(x)")
                .paragraph(
                        "Evaluation is an inner product, and the closest function of a span has the right values at its points. Two"
                                + " samples of one law have the p-value " + number(same)
                                + ", samples of N(0, I) and N(0, 4I) "
                                + number(other) + ".");
    }

    // ------------------------------------------------------------------ C2

    private void machines() {
        double[] y = new double[POINTS];
        Randomness.normal(key.of("noise"), y);
        for (int i = 0; i < POINTS; i++) {
            y[i] = Math.sin(2 * x.get(i * DIMENSION)) + 0.3 * y[i];
        }
        Array targets = Array.vector(y);
        KernelRidge ridge = KernelRidge.of(Kernels.matern52(1.5), 1e-3);
        KernelRidge.Fit fit = ridge.fit(x, targets);
        double worst = 0;
        for (int left = 0; left < 10; left++) {
            int out = left;
            int[] rest = IntStream.range(0, POINTS).filter(i -> i != out).toArray();
            double predicted = KernelRidge.of(Kernels.matern52(1.5), 1e-3 * POINTS / (POINTS - 1))
                    .fit(x.rows(rest), targets.rows(rest))
                    .function()
                    .at(x.rows(left, left + 1))
                    .get(0);
            worst = Math.max(worst, Math.abs(predicted - fit.leftOut().get(left)));
        }
        claims.add(Claim.atMost(
                "left-out", "Leave-one-out predictions in closed form, against fits without the point", worst, 1e-9));
        double[] penalties = new double[25];
        Arrays.setAll(penalties, i -> Math.pow(10, -6 + 0.25 * i));
        List<KernelRidge.Point> path = ridge.path(x, targets, penalties);
        double[] error =
                path.stream().mapToDouble(p -> Math.sqrt(p.leaveOneOutError())).toArray();
        double[] freedom =
                path.stream().mapToDouble(KernelRidge.Point::degreesOfFreedom).toArray();
        report.section("Ridge regression")
                .formula("(K + nλI) α = y")
                .paragraph(
                        "One eigen-decomposition gives every penalty its leave-one-out error and its degrees of freedom. "
                                + fit.report() + ".")
                .charts(
                        "path",
                        LineChart.titled("Leave-one-out error")
                                .x("λ")
                                .y("RMSE")
                                .logX()
                                .line("path", penalties, error),
                        "freedom",
                        LineChart.titled("Degrees of freedom")
                                .x("λ")
                                .y("tr K(K + nλI)⁻¹")
                                .logX()
                                .line("path", penalties, freedom));
    }

    // ------------------------------------------------------------------ C4

    private double error(FeatureMap features, Kernel kernel) {
        Array exact = Gram.of(kernel).matrix(x);
        Array own = Gram.of(features.kernel()).matrix(x);
        double sum = 0;
        for (int i = 0; i < exact.shape().size(); i++) {
            sum += Math.pow(exact.get(i) - own.get(i), 2);
        }
        return sum / exact.shape().size();
    }

    private double[] errors(double[] counts, Kernel kernel, BiFunction<Integer, Key, FeatureMap> make) {
        return Arrays.stream(counts)
                .map(count -> {
                    double sum = 0;
                    for (int r = 0; r < REPEATS; r++) {
                        sum += error(make.apply((int) count, key.of("features").at(r)), kernel) / REPEATS;
                    }
                    return Math.sqrt(sum);
                })
                .toArray();
    }

    private static double slope(double[] x, double[] y) {
        int n = x.length;
        double mx = 0;
        double my = 0;
        for (int i = 0; i < n; i++) {
            mx += Math.log(x[i]) / n;
            my += Math.log(y[i]) / n;
        }
        double xy = 0;
        double xx = 0;
        for (int i = 0; i < n; i++) {
            xy += (Math.log(x[i]) - mx) * (Math.log(y[i]) - my);
            xx += (Math.log(x[i]) - mx) * (Math.log(x[i]) - mx);
        }
        return xy / xx;
    }

    private void features() {
        int steps = (int) Math.round(Math.log((double) most / FEWEST) / Math.log(2)) + 1;
        double[] counts = new double[steps];
        Arrays.setAll(counts, i -> FEWEST << i);
        Kernel gaussian = Spectrum.GAUSSIAN.kernel(1.5);
        Kernel relu = Kernels.arcCosine(1);
        double[] waves = errors(counts, gaussian, (m, k) -> new RandomWaves(m, Spectrum.GAUSSIAN, 1.5, k));
        double[] orthogonal = errors(counts, gaussian, (m, k) -> new RandomWaves(m, Spectrum.GAUSSIAN, 1.5, true, k));
        double[] neurons = errors(counts, relu, (m, k) -> new RandomNeurons(m, Activations.RELU, k));
        double[] centres = {10, 20, 40, 80};
        double[] nystrom = errors(centres, gaussian, (m, k) -> Nystrom.uniform(gaussian, x, m, k));
        claims.add(Claim.between(
                "waves", "Error of random waves: slope in the number of features", slope(counts, waves), -0.65, -0.35));
        claims.add(Claim.between(
                "neurons",
                "Error of random neurons: slope in the number of neurons",
                slope(counts, neurons),
                -0.7,
                -0.3));
        report.keyFigures(
                        new KeyFigure(number(slope(counts, waves)), "slope of the error of random waves, −½ expected"),
                        new KeyFigure(number(slope(counts, neurons)), "slope of the error of random neurons"))
                .section("Random features")
                .formula("⟨φ(x), φ(x′)⟩ = k(x, x′) + O(m^−½)")
                .chart(
                        "features",
                        LineChart.titled("Error of the Gram matrix")
                                .x("features")
                                .y("root mean square error")
                                .logX()
                                .logY()
                                .points("random waves, Gaussian", counts, waves)
                                .points("orthogonal waves, Gaussian", counts, orthogonal)
                                .points("random neurons, arc-cosine 1", counts, neurons)
                                .points("Nyström, Gaussian", centres, nystrom),
                        "Features drawn without looking at the data fall with the root of their number; columns of the kernel itself much faster.");
    }
}
