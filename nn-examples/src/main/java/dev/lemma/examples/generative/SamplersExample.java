package dev.lemma.examples.generative;

import dev.lemma.examples.Example;
import dev.lemma.examples.Lemma;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import java.util.List;

/** {@code lemma run samplers}: errors of samplers against evaluations, with slopes. */
public final class SamplersExample implements Example {

    static final Option<Integer> POINTS = Option.integer("points", 64, "starting points whose paths are followed")
            .between(4, 10_000)
            .quick(16);

    @Override
    public String name() {
        return "samplers";
    }

    @Override
    public String summary() {
        return "Every sampler's error against its evaluations, on a law whose flow is known, with its order";
    }

    @Override
    public List<Option<?>> options() {
        return List.of(POINTS);
    }

    @Override
    public Outcome run(RunContext context) {
        return new SamplersRun(context).outcome();
    }

    /** {@code lemma run samplers ARGUMENTS}, from an IDE. */
    public static void main(String[] arguments) {
        Lemma.run("samplers", arguments);
    }
}
