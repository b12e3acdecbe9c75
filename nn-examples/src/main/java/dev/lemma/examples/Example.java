package dev.lemma.examples;

import dev.lemma.api.plugin.ExtensionPoint;
import java.util.List;

/**
 * One example: what it is called, what can be set, and how it runs.
 *
 * <p>Registered by a line in {@code META-INF/services/dev.lemma.examples.Example}; needs a public constructor without arguments.
 * An instance is a description: {@code lemma list} and every {@code --help} create one of each, so the constructor, the first
 * three methods and the class's static fields must not touch networks, data or native libraries. {@link #run} may.
 *
 * <pre>{@code
 * public final class Coin implements Example {
 *     private static final Option<Integer> TOSSES = Option.integer("tosses", 10_000, "tosses of the coin").between(1, 1_000_000);
 *
 *     public String name() { return "coin"; }
 *     public String summary() { return "A fair coin falls on either side equally often"; }
 *     public List<Option<?>> options() { return List.of(TOSSES); }
 *
 *     public Outcome run(RunContext context) {
 *         double heads = toss(context.get(TOSSES), context.seed());
 *         return Outcome.of(Claim.near("heads", "Share of heads", heads, 0.5, 0.02));
 *     }
 * }
 * }</pre>
 */
public interface Example {

    /** Where a plugin adds an example: {@code to.supply(Example.POINT, "coin", Coin::new)}. */
    ExtensionPoint<Example> POINT = new ExtensionPoint<>("example", Example.class);

    /** What is typed after {@code lemma run}: lower-case letters, digits and hyphens, beginning with a letter. */
    String name();

    /** One line, without a full stop. */
    String summary();

    /** What can be set beside the options that every run has ({@code --seed --quick --json --out --debug}). */
    default List<Option<?>> options() {
        return List.of();
    }

    /**
     * The kinds of part that can be chosen by name, {@code --optimizer lion --optimizer.rate 1e-4}: those that {@link #run} asks
     * {@link RunContext#part} for.
     */
    default List<ExtensionPoint<?>> parts() {
        return List.of();
    }

    /**
     * Runs and says what came out.
     *
     * @throws UsageException if an option's value cannot be used; ends with status 2, as does any
     *     {@link IllegalArgumentException} and any failure to read or write a file
     * @throws Exception if the run broke; ends with status 1 and the exception's message, its stack trace with {@code --debug}
     *     only
     */
    Outcome run(RunContext context) throws Exception;
}
