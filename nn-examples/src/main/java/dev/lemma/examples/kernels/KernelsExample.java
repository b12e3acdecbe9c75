package dev.lemma.examples.kernels;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run kernels}: positive definiteness, the reproducing property, machines, random features. */
public final class KernelsExample implements Example {

    static final Option<Integer> FEATURES = Option.integer("features", 4096, "most random features; the fewest are 64")
            .between(256, 65_536)
            .quick(1024);

    @Override
    public String name() {
        return "kernels";
    }

    @Override
    public String summary() {
        return "kernels and their function spaces: positive definiteness, reproduction, regression, random features";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(FEATURES);
    }

    @Override
    public Outcome run(RunContext context) {
        return new KernelsRun(context).outcome();
    }

    /** {@code lemma run kernels ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("kernels", arguments);
    }
}
