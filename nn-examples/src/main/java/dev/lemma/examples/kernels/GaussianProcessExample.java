package dev.lemma.examples.kernels;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run gp}: Gaussian processes on a series and on the diabetes data. */
public final class GaussianProcessExample implements Example {

    static final Option<Integer> STARTS = Option.integer("starts", 4, "starts of each search for hyper-parameters")
            .between(1, 50)
            .quick(1);
    static final Option<Integer> LENGTH = Option.integer("length", 240, "months of the series")
            .between(60, 2000)
            .quick(120);

    @Override
    public String name() {
        return "gp";
    }

    @Override
    public String summary() {
        return "Gaussian processes: fit by the evidence, bands, samples and calibration, on a series and on real data";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(STARTS, LENGTH);
    }

    @Override
    public Outcome run(RunContext context) {
        return new GaussianProcessRun(context).outcome();
    }

    /** {@code lemma run gp ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("gp", arguments);
    }
}
