package dev.lemma.examples.regression;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Split;
import dev.lemma.core.data.Standardization;
import dev.lemma.core.hypothesis.Hypotheses;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.io.Csv;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Dropout;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.UsageException;
import dev.lemma.examples.data.Diabetes;
import dev.lemma.examples.report.KeyFigure;
import dev.lemma.examples.report.LineChart;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.report.Table;
import dev.lemma.examples.training.Checkpoints;
import dev.lemma.examples.training.Method;
import dev.lemma.examples.training.Watched;
import dev.lemma.optim.Adam;
import dev.lemma.optim.schedule.CosineDecay;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** One table, once. All training happens in standard units, all results are in those of the table. */
final class RegressionRun {

    private static final int FEWEST = 10;
    private static final double TRAINING_SHARE = 0.8;
    private static final int BATCH = 32;
    private static final double DROPPED = 0.5;
    private static final int COEFFICIENTS_SHOWN = 40;

    private final RunContext context;
    private final Method method;
    private final boolean own;
    private final String target;
    private final Split raw;
    private final Standardization inputs;
    private final Standardization outputs;
    private final Split data;

    /** What a model says, in the units of the table. */
    private record Model(String label, Trained trained, Array train, Array test) {}

    RegressionRun(RunContext context) {
        this.context = context;
        this.method = Method.of(context, RegressionExample.RATE);
        Optional<Path> file = context.find(RegressionExample.DATA);
        Optional<String> column = context.find(RegressionExample.TARGET);
        if (file.isPresent() != column.isPresent()) {
            throw new UsageException(
                    file.isPresent()
                            ? "--data without --target: say which column is to be predicted, --target COLUMN"
                            : "--target without --data: the diabetes data have one target; give the table as well, "
                                    + "--data FILE.csv");
        }
        this.own = file.isPresent();
        this.target = column.orElse("progression of the disease");
        Dataset all = file.map(path -> table(path, target)).orElseGet(Diabetes::load);
        all.requireFinite();
        if (all.size() < FEWEST) {
            throw new UsageException("regression: " + all.size() + " examples, expected at least " + FEWEST
                    + " to train and to test on");
        }
        Dataset columned = all.withTargets(all.targetArray().reshape(all.size(), 1));
        this.raw = columned.split(Key.of(context.seed()), TRAINING_SHARE);
        if (constant(raw.train().targetArray())) {
            throw new UsageException("--target " + target + ": the column is "
                    + raw.train().targetArray().get(0) + " in all examples that train, so there is nothing to learn");
        }
        this.inputs = Standardization.of(raw.train());
        this.outputs = Standardization.of(raw.train().targetArray());
        this.data = new Split(standard(raw.train()), standard(raw.test()));
    }

    private static Dataset table(Path file, String target) {
        dev.lemma.core.io.Table table = Csv.standard().read(file);
        if (!table.columns().contains(target)) {
            throw new UsageException("--target: " + file + " has no column \"" + target + "\"; its columns are "
                    + String.join(", ", table.columns()));
        }
        return Dataset.of(table, target);
    }

    private static boolean constant(Array values) {
        return Arrays.stream(values.toDoubles()).allMatch(v -> v == values.get(0));
    }

    private Dataset standard(Dataset part) {
        return inputs.apply(part).withTargets(outputs.apply(part.targetArray()));
    }

    Outcome outcome() {
        Trained linear = linear();
        Trained network = network();
        double least =
                LeastSquares.risk(data.train().featureArray(), data.train().targetArray());
        double reached = linear.evaluate(Metrics.MEAN_SQUARED_ERROR, data.train());
        // standard units: the variance of the target is 1
        double scale = least > 1e-9 ? least : 1;
        Model linearModel = model("linear", linear);
        Model networkModel = model("network", network);
        report(linearModel, networkModel);

        List<Claim> claims = new ArrayList<>();
        claims.add(Claim.atMost(
                "least-squares",
                "Training risk of the linear model above that of least squares in closed form, relative",
                (reached - least) / scale,
                own ? 1e-2 : 1e-6));
        if (!own) {
            claims.add(Claim.atLeast("linear-r2", "R² of the linear model on the test part", r2(linearModel), 0.2));
            claims.add(Claim.atLeast("network-r2", "R² of the network on the test part", r2(networkModel), 0.2));
        }
        return Outcome.of(claims);
    }

    /** Full batches and float64, so that only the optimiser stands between it and least squares. */
    private Trained linear() {
        int steps = context.get(RegressionExample.STEPS);
        Network net =
                Network.of(data.train().featureShape(), Hypotheses.affine(1)).as(DType.FLOAT64);
        Optimizer adam = new Adam(0.05).scheduled(new CosineDecay(1, 0, steps));
        Trainer trainer = Trainer.of(net, Losses.SQUARE, adam)
                .batchSize(data.train().size())
                .steps(steps)
                .seed(context.seed());
        return finished("linear model", "linear", trainer);
    }

    /** With much dropout, since there are as many parameters as numbers in a small table. */
    private Trained network() {
        int width = context.get(RegressionExample.WIDTH);
        Activation activation = context.part(ExtensionPoint.ACTIVATION, Activations.TANH);
        Initializer weight = context.part(ExtensionPoint.INITIALIZER, Initializers.lecunNormal());
        Network net = Network.of(
                data.train().featureShape(),
                Sequential.of(
                        new Dense(width).weight(weight),
                        activation,
                        new Dropout(DROPPED),
                        new Dense(width).weight(weight),
                        activation,
                        new Dropout(DROPPED),
                        new Dense(1)));
        int epochs = context.get(RegressionExample.EPOCHS);
        int steps =
                (int) Math.min(Integer.MAX_VALUE, (long) epochs * ((data.train().size() + BATCH - 1) / BATCH));
        Trainer trainer = Trainer.of(net, method.loss(Losses.SQUARE), method.optimizer(steps))
                .batchSize(BATCH)
                .epochs(epochs)
                .seed(context.seed())
                .validation(data.test());
        return finished("network", "network", trainer);
    }

    private Trained finished(String label, String name, Trainer trainer) {
        Watched training = Watched.fit(context, Checkpoints.of(context), label, name, trainer, data.train());
        training.trained().save(context.artifact(name + ".safetensors"));
        return training.trained();
    }

    private Model model(String label, Trained trained) {
        return new Model(label, trained, predicted(trained, data.train()), predicted(trained, data.test()));
    }

    private Array predicted(Trained trained, Dataset part) {
        return outputs.invert(trained.predict(part.featureArray()).as(DType.FLOAT64));
    }

    private double r2(Model model) {
        return Metrics.R2.of(model.test(), raw.test().targetArray());
    }

    private void report(Model linear, Model network) {
        Report report = context.report();
        report.lead(raw.train().size() + " examples with "
                        + raw.train().featureShape().size() + " features train, "
                        + raw.test().size()
                        + " others test; features and target are standardised as the training part has them.")
                .keyFigures(
                        new KeyFigure(percent(r2(linear)), "of the variance explained, linear model"),
                        new KeyFigure(percent(r2(network)), "of the variance explained, network"));
        Table fits = Table.titled(
                "Fits, in units of the target (" + target + ")",
                "model",
                "parameters",
                "RMSE, training",
                "RMSE, test",
                "R², training",
                "R², test");
        for (Model model : List.of(linear, network)) {
            Array known = raw.train().targetArray();
            Array unknown = raw.test().targetArray();
            fits = fits.row(
                    model.label(),
                    model.trained().network().parameterCount(),
                    Metrics.ROOT_MEAN_SQUARED_ERROR.of(model.train(), known),
                    Metrics.ROOT_MEAN_SQUARED_ERROR.of(model.test(), unknown),
                    Metrics.R2.of(model.train(), known),
                    Metrics.R2.of(model.test(), unknown));
        }
        report.section("Fits").table("fits", fits);

        double[] actual = raw.test().targetArray().toDoubles();
        double low = Arrays.stream(actual).min().orElseThrow();
        double high = Arrays.stream(actual).max().orElseThrow();
        report.chart(
                "predicted",
                LineChart.titled("Predicted against true, test part")
                        .x("true " + target)
                        .y("predicted")
                        .points("linear", actual, linear.test().toDoubles())
                        .points("network", actual, network.test().toDoubles())
                        .dashed("perfect", new double[] {low, high}, new double[] {low, high}));

        double[] losses = network.trained().history().losses();
        report.section("Learning curve")
                .chart(
                        "loss",
                        LineChart.titled("Loss of the network, in standard units")
                                .x("epoch")
                                .logY()
                                .line("network, training", losses)
                                .dashed(
                                        "network, test",
                                        network.trained().history().validationLosses()),
                        "The training loss is taken with dropout; the test part decides nothing.");
        coefficients(report, linear.trained());
    }

    private void coefficients(Report report, Trained linear) {
        List<String> names = data.train().featureNames();
        double[] weights = linear.network()
                .named(linear.thetaArray())
                .values()
                .iterator()
                .next()
                .toDoubles();
        Table table = Table.titled("Coefficients of the linear model, in standard units", "feature", "coefficient");
        for (int k = 0; k < Math.min(weights.length, COEFFICIENTS_SHOWN); k++) {
            table = table.row(names.isEmpty() ? "x" + k : names.get(k), weights[k]);
        }
        report.section("Coefficients").table("coefficients", table);
    }

    private static String percent(double share) {
        return String.format(Locale.ROOT, "%.1f %%", 100 * share).replace('-', '−');
    }
}
