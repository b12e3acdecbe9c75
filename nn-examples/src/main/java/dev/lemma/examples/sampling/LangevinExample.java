package dev.lemma.examples.sampling;

import static dev.lemma.optim.OptimPoints.SAMPLER;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run langevin}: Langevin dynamics, its bias, and the methods without one, in a double well. */
public final class LangevinExample implements Example {

    static final Option<Integer> CHAINS = Option.integer("chains", 40_000, "chains that run side by side")
            .between(2000, 1_000_000)
            .quick(10_000);
    static final Option<Double> TEMPERATURE =
            Option.number("temperature", 0.5, "T of the law exp(−V/T)").between(0.2, 1.0);

    @Override
    public String name() {
        return "langevin";
    }

    @Override
    public String summary() {
        return "Langevin dynamics, SGLD, MALA and HMC in a double well: their laws against exp(−V/T)";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(CHAINS, TEMPERATURE);
    }

    /** One that runs beside those of the claims. */
    @Override
    public List<ExtensionPoint<?>> parts() {
        return List.of(SAMPLER);
    }

    @Override
    public Outcome run(RunContext context) {
        return new LangevinRun(context).outcome();
    }

    /** {@code lemma run langevin ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("langevin", arguments);
    }
}
