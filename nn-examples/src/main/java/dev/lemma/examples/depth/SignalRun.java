package dev.lemma.examples.depth;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.random.Key;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Residual;
import dev.lemma.core.layer.Sequential;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.Decimal;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;

/** Measures everything once and writes it down. */
final class SignalRun {

    private static final int WIDTH = 256;
    private static final int DEPTH = 32;

    private final RunContext context;
    private final Report report;
    private final Key key;
    private final double[] depths;
    private final double[] widths;
    private final List<Claim> claims = new ArrayList<>();

    SignalRun(RunContext context) {
        this.context = context;
        this.report = context.report();
        this.key = Key.of(context.seed());
        this.depths = doubles(context.get(SignalExample.DEPTHS));
        this.widths = doubles(context.get(SignalExample.WIDTHS));
    }

    private static double[] doubles(List<Integer> values) {
        return values.stream().mapToDouble(Integer::doubleValue).sorted().toArray();
    }

    Outcome outcome() {
        report.lead(
                "How far a signal gets through a network before it has learnt anything, and how far a gradient gets back: "
                        + "by depth, by initial law, by residual step, and by width in four parametrisations.");
        int steps = 2 * depths.length + 5 + 3 + 4 + 4 * widths.length;
        try (Progress progress = context.progress("measuring", steps)) {
            chains(progress);
            laws(progress);
            chosen();
            residualNetworks(progress);
            depthInParametrisations(progress);
            parametrisations(progress);
        }
        return Outcome.of(claims);
    }

    private void chains(Progress progress) {
        int draws = context.get(SignalExample.DRAWS);
        double[] plain = new double[depths.length];
        double[] residual = new double[depths.length];
        double plainError = 0;
        double residualError = 0;
        double printedError = Double.POSITIVE_INFINITY;
        double lowest = Double.POSITIVE_INFINITY;
        double highest = 0;
        for (int i = 0; i < depths.length; i++) {
            int depth = (int) depths[i];
            Chains chain =
                    Chains.draw(new Chain.Plain(), depth, draws, key.of("plain").at(depth));
            plain[i] = chain.meanLogFirstGradient();
            plainError = Math.max(plainError, chain.disagreement());
            progress.advance();
            Chain.Residual formula = new Chain.Residual(1.0 / depth);
            Chains steps = Chains.draw(formula, depth, draws, key.of("residual").at(depth));
            residual[i] = steps.meanLogFirstGradient();
            residualError = Math.max(residualError, steps.disagreement());
            double printed = 0;
            for (int d = 0; d < draws; d++) {
                double[] w = steps.weightsOf(d);
                printed = Math.max(
                        printed,
                        Chains.difference(
                                steps.gradientOf(d),
                                formula.printed(w, Chains.INPUT).byWeight()));
                for (double hat : formula.gradients(w, Chains.INPUT).bySignal()) {
                    lowest = Math.min(lowest, hat);
                    highest = Math.max(highest, hat);
                }
            }
            printedError = Math.min(printedError, printed);
            progress.advance();
        }
        Line fall = Line.through(depths, plain);
        double[] logDepths = Arrays.stream(depths).map(Math::log).toArray();
        Line share = Line.through(logDepths, residual);

        claims.add(Claim.atMost(
                "recursion-plain", "Gradient of the chain against recursion (12.3), relative", plainError, 1e-12));
        claims.add(Claim.atMost(
                "recursion-residual",
                "Gradient of the residual chain against (12.6) and (12.5) corrected, relative",
                residualError,
                1e-12));
        claims.add(Claim.atLeast(
                "recursion-as-printed",
                "The same against (12.5) as printed: it is another number",
                printedError,
                1e-3));
        claims.add(Claim.near(
                "vanishing", "Slope of the mean of ln|∂Φ/∂w₀| against depth: E ln|w| a layer", fall.slope(), -1, 0.05));
        claims.add(Claim.near(
                "residual-share",
                "Slope of the same of the residual chain with γ = 1/L against ln L: the gradient falls like γ alone",
                share.slope(),
                -1,
                0.15));
        double least = Math.pow(1 - 1 / depths[0], depths[0]);
        claims.add(Claim.that(
                "residual-bounded",
                "∂φ_L/∂φᵢ of the residual chain with γ = 1/L and |w| ≤ 1, smallest and largest",
                String.format(Locale.ROOT, "%.3f to %.3f", lowest, highest),
                String.format(Locale.ROOT, "in [(1 − 1/L)^L, e] = [%.3f, %.3f]", least, Math.E),
                lowest >= least && highest <= Math.E));

        report.section("One neuron in each layer")
                .paragraph("Weights are uniform on [−1, 1], x = " + Chains.INPUT + ", σ = tanh; " + draws
                        + " chains for each depth. Stacked layers multiply the gradient by wσ̇ each, which is w where the "
                        + "signal has become small: the logarithm falls by 1 a layer. Residual layers with γ = 1/L "
                        + "multiply it "
                        + "by 1 + wσ̇/L, so that only the factor γ of the step itself is left.")
                .formula("φᵢ = wᵢ σ(φᵢ₋₁)         φ̂ᵢ = φ̂ᵢ₊₁ wᵢ₊₁ σ̇(φᵢ)               ∂Φ/∂wᵢ = φ̂ᵢ σ(φᵢ₋₁)\n"
                        + "φᵢ₊₁ = φᵢ + γσ(wᵢφᵢ)    φ̂ᵢ = φ̂ᵢ₊₁ + γ σ̇(wᵢφᵢ) wᵢ φ̂ᵢ₊₁      ∂Φ/∂wᵢ = γ w_L "
                        + "σ̇(wᵢφᵢ) φᵢ φ̂ᵢ₊₁")
                .chart(
                        "chains",
                        LineChart.titled("Gradient of the first weight against depth")
                                .x("depth L")
                                .y("mean of ln |∂Φ/∂w₀|")
                                .points("stacked", depths, plain)
                                .dashed(
                                        "stacked",
                                        depths,
                                        Arrays.stream(depths).map(fall::at).toArray())
                                .points("residual γ = 1/L", depths, residual)
                                .dashed(
                                        "residual γ = 1/L",
                                        depths,
                                        Arrays.stream(logDepths).map(share::at).toArray()),
                        String.format(
                                        Locale.ROOT,
                                        "Dashed: the lines %.3f·L %+.2f and %.3f·ln L %+.2f.",
                                        fall.slope(),
                                        fall.intercept(),
                                        share.slope(),
                                        share.intercept())
                                .replace("L -", "L − ")
                                .replace("L +", "L + ")
                                .replace('-', '−'));
    }

    private void laws(Progress progress) {
        Map<String, Initializer> laws = new LinkedHashMap<>();
        laws.put("variance 1/n", Initializers.lecunNormal());
        laws.put("Glorot", Initializers.glorotNormal());
        laws.put("He", Initializers.heNormal());
        laws.put("orthogonal · √2", Initializers.orthogonal(Math.sqrt(2)));
        laws.put("variance 1", Initializers.normal(1));
        double[] expected = {-Math.log(2), -Math.log(2), 0, 0, Math.log(WIDTH / 2.0)};
        double[] place = IntStream.rangeClosed(1, DEPTH).asDoubleStream().toArray();
        LineChart signal =
                LineChart.titled("Signal").x("layer l").y("mean square of xₗ").logY();
        LineChart gradient =
                LineChart.titled("Gradient").x("layer l").y("|∂f/∂xₗ|²").logY();
        Table table = Table.titled(
                "Change of the logarithm from layer to layer, n = " + WIDTH,
                "weights",
                "signal",
                "gradient, backwards",
                "expected");
        double worst = 0;
        int i = 0;
        for (Map.Entry<String, Initializer> law : laws.entrySet()) {
            Layer block = Sequential.of(new Dense(WIDTH).noBias().weight(law.getValue()), Activations.RELU);
            DepthCurves curves = DepthCurves.of(block, Parametrization.STANDARD, DEPTH, WIDTH, 4, key.of(law.getKey()));
            if (expected[i] < 1) { // e⁵ a layer would leave the others no room
                signal = signal.line(law.getKey(), place, curves.signal());
                gradient = gradient.line(law.getKey(), place, curves.gradient());
            }
            table = table.row(law.getKey(), curves.signalRate(), curves.gradientRate(), expected[i]);
            worst = Math.max(worst, Math.abs(curves.signalRate() - expected[i]));
            worst = Math.max(worst, Math.abs(curves.gradientRate() - expected[i]));
            i++;
            progress.advance();
        }
        claims.add(Claim.atMost(
                "initial-laws",
                "Signal and gradient of ReLU networks change by ln(n·Var w/2) a layer: largest deviation of five "
                        + "initial laws",
                worst,
                0.1));
        report.section("Initial laws")
                .paragraph("Width " + WIDTH + ", depth " + DEPTH
                        + ", ReLU, no biases. Half of the numbers pass a ReLU, so each layer "
                        + "multiplies signal and gradient alike by half of n times the variance of a weight. He's law "
                        + "makes that 1; with "
                        + "variance 1 it is " + WIDTH / 2 + ", which is in the table only.")
                .charts("laws-signal", signal, "laws-gradient", gradient)
                .table("laws", table);
    }

    /** Another activation or law of the weights, if one was chosen by name. */
    private void chosen() {
        Optional<Activation> activation = context.chosen(ExtensionPoint.ACTIVATION);
        Optional<Initializer> law = context.chosen(ExtensionPoint.INITIALIZER);
        if (activation.isEmpty() && law.isEmpty()) {
            return;
        }
        Activation nonlinearity = activation.orElse(Activations.RELU);
        Initializer weight = law.orElseGet(Initializers::heNormal);
        Layer block = Sequential.of(new Dense(WIDTH).noBias().weight(weight), nonlinearity);
        DepthCurves curves = DepthCurves.of(block, Parametrization.STANDARD, DEPTH, WIDTH, 4, key.of("chosen"));
        double[] place = IntStream.rangeClosed(1, DEPTH).asDoubleStream().toArray();
        report.section("The chosen parts")
                .paragraph(
                        "Width " + WIDTH + ", depth " + DEPTH + ", activation " + nonlinearity + ", weights " + weight
                                + ". A layer multiplies the square of the signal by "
                                + Decimal.rounded(Math.exp(curves.signalRate()), 4) + " and that of the gradient by "
                                + Decimal.rounded(Math.exp(curves.gradientRate()), 4) + ", in the geometric mean.")
                .chart(
                        "chosen",
                        LineChart.titled("The chosen activation and weights")
                                .x("layer l")
                                .y("square, mean of the signal and norm of the gradient")
                                .logY()
                                .line("signal", place, curves.signal())
                                .line("gradient", place, curves.gradient()));
    }

    /** Effective weights have the same law in all four, but for the last: so have the layers before it. */
    private void depthInParametrisations(Progress progress) {
        double[] place = IntStream.rangeClosed(1, DEPTH).asDoubleStream().toArray();
        Layer block = Sequential.of(new Dense(WIDTH).noBias().weight(Initializers.heNormal()), Activations.RELU);
        LineChart signal =
                LineChart.titled("Signal").x("layer l").y("mean square of xₗ").logY();
        LineChart gradient =
                LineChart.titled("Gradient").x("layer l").y("|∂f/∂xₗ|²").logY();
        double worst = 0;
        for (Scaling scaling : Scaling.ALL) {
            DepthCurves curves =
                    DepthCurves.of(block, scaling.parametrization(), DEPTH, WIDTH, 4, key.of("depth " + scaling.id()));
            signal = signal.line(scaling.name(), place, curves.signal());
            gradient = gradient.line(scaling.name(), place, curves.gradient());
            worst = Math.max(worst, Math.abs(curves.signalRate()));
            worst = Math.max(worst, Math.abs(curves.gradientRate()));
            progress.advance();
        }
        claims.add(Claim.atMost(
                "depth-parametrisations",
                "Signal and gradient of He's law keep their size from layer to layer in all four parametrisations, as "
                        + "|ln| a layer",
                worst,
                0.1));
        report.section("Depth and parametrisations")
                .paragraph(
                        "The same with He's law in the four parametrisations: they differ in the last layer's factor, which "
                                + "scales the whole gradient, and in what a step does.")
                .charts("depth-signal", signal, "depth-gradient", gradient);
    }

    private void residualNetworks(Progress progress) {
        int width = 64;
        double[] place = IntStream.rangeClosed(1, DEPTH).asDoubleStream().toArray();
        Layer branch = Sequential.of(new Dense(width).noBias(), Activations.TANH);
        Map<String, Layer> blocks = new LinkedHashMap<>();
        blocks.put("residual γ = 1/L", new Residual(branch, 1.0 / DEPTH));
        blocks.put("residual γ = 1", new Residual(branch, 1));
        blocks.put("stacked", branch);
        LineChart chart = LineChart.titled("Gradient through 32 layers of 64 tanh units")
                .x("layer l")
                .y("|∂f/∂xₗ|², behind the last layer 1")
                .logY();
        for (Map.Entry<String, Layer> block : blocks.entrySet()) {
            DepthCurves curves =
                    DepthCurves.of(block.getValue(), Parametrization.STANDARD, DEPTH, width, 4, key.of(block.getKey()));
            double last = curves.gradient()[DEPTH - 1];
            double[] relative =
                    Arrays.stream(curves.gradient()).map(g -> g / last).toArray();
            chart = chart.line(block.getKey(), place, relative);
            if (block.getKey().endsWith("1/L")) {
                double farthest = Arrays.stream(relative)
                        .map(r -> Math.abs(Math.log(r)))
                        .max()
                        .orElseThrow();
                claims.add(Claim.atMost(
                        "residual-network",
                        "Factor between the gradients in front of and behind a residual network of 64 units with γ = "
                                + "1/L, as |ln|",
                        farthest,
                        0.5));
            } else if (block.getKey().equals("stacked")) {
                claims.add(Claim.atMost(
                        "stacked-network",
                        "The same network without the identities: the gradient's square in front against behind",
                        relative[0],
                        0.5));
            }
            progress.advance();
        }
        report.section("Residual networks").chart("residual", chart);
    }

    private void parametrisations(Progress progress) {
        int draws = context.quick() ? 4 : 8;
        Map<Scaling, List<WidthCheck>> checks = new LinkedHashMap<>();
        for (Scaling scaling : Scaling.ALL) {
            List<WidthCheck> measured = new ArrayList<>();
            for (double width : widths) {
                measured.add(WidthCheck.of(scaling.parametrization(), (int) width, draws, key.of("width")));
                progress.advance();
            }
            checks.put(scaling, measured);
        }
        report.section("Width and parametrisations")
                .paragraph(
                        "Two hidden layers of n tanh units, no biases. The exponent is the slope on logarithmic axes. Changes "
                                + "are those per unit of the rate, to first order: what the step does to a number, the "
                                + "parametrisation's own factors on the rate included. Only the mean-field and the "
                                + "maximal-update parametrisation move the function and every hidden number by as much at any "
                                + "width; under the NTK parametrisation hidden numbers stand still as n grows; in the standard "
                                + "one the function moves faster and faster.");
        Table table = Table.titled(
                "Exponents of the width n, expected in brackets",
                "parametrisation",
                "signal",
                "f",
                "|∂f/∂θ|",
                "change, layer 1",
                "change, layer 2",
                "change of f");
        List<ToDoubleFunction<WidthCheck>> quantities = List.of(
                WidthCheck::signal,
                WidthCheck::output,
                WidthCheck::gradient,
                WidthCheck::first,
                WidthCheck::second,
                WidthCheck::function);
        double[] logWidths = Arrays.stream(widths).map(Math::log).toArray();
        for (Scaling scaling : Scaling.ALL) {
            Object[] row = new Object[1 + quantities.size()];
            row[0] = scaling.name();
            double worst = 0;
            for (int q = 0; q < quantities.size(); q++) {
                ToDoubleFunction<WidthCheck> quantity = quantities.get(q);
                double exponent = Line.through(
                                logWidths,
                                Objects.requireNonNull(checks.get(scaling), "every scaling is checked").stream()
                                        .mapToDouble(check -> Math.log(quantity.applyAsDouble(check)))
                                        .toArray())
                        .slope();
                worst = Math.max(worst, Math.abs(exponent - scaling.exponents().get(q)));
                row[q + 1] = String.format(
                                Locale.ROOT,
                                "%.2f (%s)",
                                Math.round(100 * exponent) / 100.0,
                                exponentText(scaling.exponents().get(q)))
                        .replace('-', '−');
            }
            table = table.row(row);
            claims.add(Claim.atMost(
                    "width-" + scaling.id(),
                    "Exponents of the width, " + scaling.name() + " parametrisation: largest deviation of six",
                    worst,
                    0.2));
        }
        report.table("exponents", table)
                .charts(
                        "width-gradient",
                        chart("Norm of the gradient", "|∂f/∂θ|", checks, WidthCheck::gradient),
                        "width-output",
                        chart("Output at the start", "root mean square of f", checks, WidthCheck::output))
                .charts(
                        "width-hidden",
                        chart(
                                "Change of a hidden number",
                                "in layer 2, per unit of the rate",
                                checks,
                                WidthCheck::second),
                        "width-function",
                        chart("Change of the output", "per unit of the rate", checks, WidthCheck::function));
    }

    private LineChart chart(
            String title, String y, Map<Scaling, List<WidthCheck>> checks, ToDoubleFunction<WidthCheck> quantity) {
        LineChart chart = LineChart.titled(title).x("width n").y(y).log2X().logY();
        for (Map.Entry<Scaling, List<WidthCheck>> check : checks.entrySet()) {
            chart = chart.line(
                    check.getKey().name(),
                    widths,
                    check.getValue().stream().mapToDouble(quantity).toArray());
        }
        return chart;
    }

    private static String exponentText(double exponent) {
        return exponent == Math.rint(exponent) ? Integer.toString((int) exponent) : exponent > 0 ? "1/2" : "-1/2";
    }
}
