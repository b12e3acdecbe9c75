package org.example.waves;

import dev.lemma.api.network.Activation;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.examples.Claim;
import dev.lemma.examples.Example;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.LineChart;
import java.util.List;

/** {@code lemma run waves}: a network learns a wave from points of it. */
public final class WavesExample implements Example {

    private static final Option<Integer> POINTS = Option.integer("points", 256, "points of the wave").between(16, 100_000);
    private static final Option<Integer> EPOCHS =
            Option.integer("epochs", 300, "passes over the points").between(1, 100_000).quick(150);

    @Override
    public String name() {
        return "waves";
    }

    @Override
    public String summary() {
        return "A network learns a wave from points of it";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(POINTS, EPOCHS);
    }

    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(ExtensionPoint.ACTIVATION, ExtensionPoint.OPTIMIZER);
    }

    @Override
    public Outcome run(RunContext context) {
        Activation activation = context.part(ExtensionPoint.ACTIVATION, new Snake(1));
        Optimizer optimizer = context.part(ExtensionPoint.OPTIMIZER, new Yogi(5e-3));
        int n = context.get(POINTS);
        double[] x = new double[n];
        double[] y = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = 6.0 * i / (n - 1) - 3;
            y[i] = Math.sin(2 * x[i]) + 0.3 * Math.cos(5 * x[i]);
        }
        Dataset points = Dataset.of(Array.of(Shape.of(n, 1), x), Array.of(Shape.of(n, 1), y));
        Network network = Network.of(
                Shape.of(1), Sequential.of(new Dense(32), activation, new Dense(32), activation, new Dense(1)));
        Trained trained = Trainer.of(network, Losses.SQUARE, optimizer)
                .batchSize(64)
                .epochs(context.get(EPOCHS))
                .seed(context.seed())
                .named(context.catalogue())
                .fit(points);
        trained.save(context.artifact("waves.safetensors"));
        context.report()
                .chart(
                        "wave",
                        LineChart.titled("The wave and what was learnt")
                                .x("x")
                                .y("y")
                                .line("wave", x, y)
                                .dashed("network", x, trained.predict(points.featureArray()).toDoubles()));
        double error = trained.evaluate(Metrics.ROOT_MEAN_SQUARED_ERROR, points);
        return Outcome.of(Claim.atMost("fit", "Root mean square of the error, at the points", error, 0.1));
    }
}
