package dev.lemma.examples.optimizers;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.training.Optimizer;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.KeyFigure;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.optim.schedule.CosineDecay;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/** All contenders, once. */
final class OptimizersRun {

    private static final int POINTS = 160;

    private final RunContext context;
    private final List<Contender> contenders;
    private final int perDecade;

    OptimizersRun(RunContext context) {
        this.context = context;
        this.contenders = Contender.all(context.catalogue(), context.find(OptimizersExample.ONLY));
        context.chosen(ExtensionPoint.OPTIMIZER)
                .ifPresent(optimizer -> contenders.add(Contender.chosen(context.catalogue(), optimizer)));
        this.perDecade = context.get(OptimizersExample.RATES);
    }

    /** Tries one rate. */
    private interface Attempt {
        Finish at(Contender contender, double rate);
    }

    /** Each at its best rate. */
    private List<Finish> race(String label, Attempt attempt) {
        List<Finish> finishes = new ArrayList<>();
        long total = contenders.stream()
                .mapToLong(each -> each.rates(perDecade).length)
                .sum();
        try (Progress progress = context.progress(label, total)) {
            for (Contender contender : contenders) {
                progress.note(contender::name);
                finishes.add(Arrays.stream(contender.rates(perDecade))
                        .mapToObj(rate -> {
                            Finish finish = attempt.at(contender, rate);
                            progress.advance();
                            return finish;
                        })
                        .min(Comparator.comparingDouble(Finish::last))
                        .orElseThrow());
            }
        }
        return finishes;
    }

    Outcome outcome() {
        DigitsRace digitsRace = new DigitsRace(
                context.get(OptimizersExample.WIDTH), context.get(OptimizersExample.EPOCHS), context.seed());
        List<Finish> digits = race("digits", digitsRace::run);
        int steps = context.get(OptimizersExample.STEPS);
        List<Finish> valley = race("Rosenbrock's valley", (contender, rate) -> {
            Optimizer optimizer = contender.at(rate).scheduled(new CosineDecay(1, 0, steps));
            Valley run = Valley.descend(optimizer, steps, Valley.START);
            return new Finish(contender, rate, run.values(), run.last(), Double.NaN);
        });
        List<LocalRates> local = List.of(LocalRates.descent(), LocalRates.heavyBall(), LocalRates.nesterov());
        Nemirovski nemirovski = Nemirovski.upTo(context.quick() ? 13 : 16, context.seed());
        report(digitsRace, digits, valley, local);
        report(nemirovski);
        List<Claim> claims = claims(digits, valley, local);
        claims.addAll(claims(nemirovski));
        return Outcome.of(claims);
    }

    private List<Claim> claims(List<Finish> digits, List<Finish> valley, List<LocalRates> local) {
        List<Claim> claims = new ArrayList<>();
        boolean quick = context.quick();
        List<Finish> own =
                digits.stream().filter(each -> each.contender().own()).toList();
        own.stream()
                .max(Comparator.comparingDouble(Finish::last))
                .ifPresent(slowest -> claims.add(Claim.atMost(
                        "digits-loss",
                        "Training loss in the last epoch on the digits, the slowest rule (" + slowest.name() + ")",
                        slowest.last(),
                        quick ? 1.2 : 0.2)));
        own.stream()
                .min(Comparator.comparingDouble(Finish::score))
                .ifPresent(worst -> claims.add(Claim.atLeast(
                        "digits-accuracy",
                        "Test accuracy on the digits, the worst rule (" + worst.name() + ")",
                        worst.score(),
                        quick ? 0.7 : 0.94)));
        find(digits, "adam")
                .ifPresent(adam -> claims.add(Claim.atMost(
                        "digits-adam", "Training loss of Adam on the digits", adam.last(), quick ? 0.4 : 0.02)));
        find(digits, "sgd").ifPresent(sgd -> find(digits, "momentum")
                .ifPresent(momentum -> claims.add(Claim.atMost(
                        "digits-momentum",
                        "Training loss on the digits with momentum over that of descent without",
                        momentum.last() / sgd.last(),
                        0.5))));
        find(valley, "adam")
                .ifPresent(adam -> claims.add(
                        Claim.atMost("valley-adam", "Adam’s last f in the valley", adam.last(), quick ? 1e-3 : 1e-10)));
        double stored = StoredPoint.ALL.stream()
                .mapToDouble(point -> point.distance(context.catalogue()))
                .max()
                .orElseThrow();
        claims.add(Claim.atMost(
                "stored-points",
                "Largest relative distance of " + StoredPoint.ALL.size()
                        + " rules from where PyTorch and optax stand after 100 steps in the valley",
                stored,
                1e-11));
        for (LocalRates each : local) {
            claims.add(Claim.near(
                    each.name().toLowerCase(Locale.ROOT).replace(' ', '-') + "-rate",
                    "Speed of " + each.name() + " near the minimum, over that of theory",
                    each.ratio(),
                    1,
                    0.002));
        }
        return claims;
    }

    private static List<Claim> claims(Nemirovski found) {
        return List.of(
                Claim.atMost(
                        "nemirovski-bound",
                        "Gap of the mean iterate on Nemirovski’s problem over 1/√K, the largest over K",
                        found.share(),
                        1),
                Claim.near("nemirovski-slope", "Slope of log gap over log K", found.slope(), -0.5, 0.05),
                Claim.atMost(
                        "nemirovski-equality",
                        "On the worst function, distance of gap·√K from 1, the largest over K",
                        found.equality(),
                        1e-10));
    }

    private static Optional<Finish> find(List<Finish> finishes, String name) {
        return finishes.stream().filter(each -> each.name().equals(name)).findFirst();
    }

    // ------------------------------------------------------------------ the page

    private void report(DigitsRace race, List<Finish> digits, List<Finish> valley, List<LocalRates> local) {
        Report report = context.report();
        Finish fastest =
                digits.stream().min(Comparator.comparingDouble(Finish::last)).orElseThrow();
        Finish lowest =
                valley.stream().min(Comparator.comparingDouble(Finish::last)).orElseThrow();
        double[] rates = contenders.get(0).rates(perDecade);
        long chosen = contenders.stream().filter(Contender::chosen).count();
        report.lead(
                        contenders.size() - chosen
                                + " update rules, each compiled into the training step from its formula and run at "
                                + rates.length
                                + " rates from 1e-4 to 10; shown is the rate with the smallest last value. Rates fall to 0 along half a cosine."
                                + (chosen == 0
                                        ? ""
                                        : " Beside them, dashed, the optimiser that was chosen, at its own rate; no claim is about it."))
                .keyFigures(
                        new KeyFigure(fastest.name(), "smallest training loss on the digits"),
                        new KeyFigure(lowest.name(), "lowest in Rosenbrock’s valley"));

        report.section("Digits")
                .paragraph(race.digits().train().size() + " digits train a perceptron of "
                        + race.network().parameterCount()
                        + " parameters, in batches of 64: the same start and the same batches for every rule. "
                        + "The loss is the mean over an epoch, before each of its steps.");
        charts(
                "digits",
                "On the digits: ",
                digits,
                "epoch",
                "cross-entropy, nats",
                Function.identity(),
                finish -> counting(finish.curve().length));
        report.table("digits", table("Best rates on the digits", digits, "training loss", true));

        report.section("Rosenbrock’s valley")
                .formula("f(u, v) = (1 − u)² + 100(v − u²)²,   from (−1.2, 1)")
                .paragraph("Down the wall, then along a floor that is " + Math.round(Valley.STEEPEST / Valley.FLATTEST)
                        + " times flatter at the minimum than the wall is steep. All gradients are exact. The parameters are one vector "
                        + "of two numbers: Muon hands it to Adam, and LARS treats it as momentum does. AdamW decays towards 0, where the "
                        + "minimum is not.");
        charts(
                "valley",
                "In the valley: ",
                valley,
                "step",
                "f",
                OptimizersRun::thinned,
                finish -> places(finish.curve().length));
        report.table("valley", table("Best rates in the valley", valley, "last f", false));

        report.section("Theory: how fast the minimum is approached")
                .formula("descent  (κ − 1)/(κ + 1)     heavy ball  (√κ − 1)/(√κ + 1)     Nesterov  1 − 1/√κ")
                .paragraph(
                        "What the distance is multiplied by in each step, κ being the ratio of the curvatures, at the rates that are best "
                                + "for each method. Measured from a start 1e-7 beside Rosenbrock’s minimum, where the function is its quadratic part.");
        LineChart chart = LineChart.titled("Root of f near the minimum, and the lines that theory predicts")
                .x("step")
                .y("√f")
                .logY();
        Table speeds =
                Table.titled("Speeds near the minimum", "method", "fall of log distance in a step", "theory", "ratio");
        for (LocalRates each : local) {
            int shown = Math.min(each.run().values().length, 450);
            double[] x = counting(shown);
            double[] y =
                    Arrays.stream(each.run().values(), 0, shown).map(Math::sqrt).toArray();
            int last = shown - 1;
            double[] theory = new double[shown];
            Arrays.setAll(
                    theory,
                    t -> y[last]
                            * Math.exp(-each.predicted() * (t - last))
                            * each.factor().applyAsDouble(t)
                            / each.factor().applyAsDouble(last));
            chart = chart.line(each.name(), x, y).dashed(each.name(), x, theory);
            speeds = speeds.row(each.name(), each.measured(), each.predicted(), each.ratio());
        }
        report.chart("theory", chart, "Dashed: theory through the last point.").table("speeds", speeds);
    }

    private void report(Nemirovski found) {
        context.report()
                .section("Theory: the mean of noisy steps")
                .formula("E f(x̄) − min f ≤ 1/√K")
                .paragraph(
                        "Projected stochastic descent with K steps of 1/√K on the unit ball, from its centre, on the mean absolute "
                                + "deviation of ten coordinates from a point of the sphere: convex, with a kink in each coordinate and no "
                                + "curvature, each gradient that of one random coordinate. x̄ is the mean of the points at which gradients were "
                                + "drawn. Means over 20 runs. For the largest of K coordinates the bound is an equality.")
                .chart(
                        "nemirovski",
                        LineChart.titled("Gaps after K steps")
                                .x("K")
                                .y("f − min f")
                                .logX()
                                .logY()
                                .points("mean iterate", found.steps(), found.mean())
                                .points("last iterate", found.steps(), found.last())
                                .points("largest coordinate", found.steps(), found.worst())
                                .dashed("1/√K", found.steps(), found.bound()),
                        "Dashed: what the theorem allows.");
    }

    /** One for each family; the chosen optimiser is in all of them. */
    private void charts(
            String name,
            String where,
            List<Finish> finishes,
            String x,
            String y,
            Function<double[], double[]> shown,
            Function<Finish, double[]> places) {
        for (Family family : Family.values()) {
            LineChart chart = LineChart.titled(where + family.title()).x(x).y(y).logY();
            boolean any = false;
            for (Finish finish : finishes) {
                if (finish.curve().length == 0) {
                    continue;
                }
                double[] at = places.apply(finish);
                double[] curve = shown.apply(finish.curve());
                if (finish.contender().chosen()) {
                    // one that diverged would stretch the axis of every chart
                    chart = Double.isFinite(finish.last()) ? chart.dashed(finish.name(), at, curve) : chart;
                } else if (finish.contender().family() == family) {
                    chart = chart.line(finish.name(), at, curve);
                    any = true;
                }
            }
            if (any) {
                context.report().chart(name + "-" + family.name().toLowerCase(Locale.ROOT), chart);
            }
        }
    }

    private static Table table(String title, List<Finish> finishes, String last, boolean scored) {
        List<Finish> ranked = finishes.stream()
                .sorted(Comparator.comparingDouble(Finish::last))
                .toList();
        Table table = scored
                ? Table.titled(title, "optimiser", "rate", last, "test accuracy")
                : Table.titled(title, "optimiser", "rate", last);
        for (Finish finish : ranked) {
            Object rate = finish.contender().chosen()
                    ? "as chosen"
                    : Double.isNaN(finish.rate()) ? "its own" : (Object) finish.rate();
            Object value = Double.isFinite(finish.last()) ? (Object) finish.last() : "diverged";
            table = scored
                    ? table.row(finish.name(), rate, value, Double.isNaN(finish.score()) ? "" : (Object) finish.score())
                    : table.row(finish.name(), rate, value);
        }
        return table;
    }

    private static double[] counting(int n) {
        double[] x = new double[n];
        Arrays.setAll(x, i -> i + 1);
        return x;
    }

    /** Steps that are drawn. */
    private static double[] places(int n) {
        int count = Math.min(n, POINTS);
        double[] places = new double[count];
        Arrays.setAll(places, i -> count < 2 ? 0 : Math.round(i * (n - 1.0) / (count - 1)));
        return places;
    }

    private static double[] thinned(double[] curve) {
        return Arrays.stream(places(curve.length)).map(t -> curve[(int) t]).toArray();
    }
}
