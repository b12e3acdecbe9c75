package dev.lemma.api.plugin;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Schedule;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * A kind of part, and the type that parts of this kind have. Those of this module's contracts are constants here; other
 * modules declare theirs.
 *
 * @param id lower-case letters, digits and hyphens: what configurations and the command line call it
 * @param type of the parts
 */
public record ExtensionPoint<T>(String id, Class<T> type) {

    /** Before the constants, whose constructor reads it. */
    private static final Pattern ID = Pattern.compile("[a-z][a-z0-9-]*");

    /** Nonlinearities, {@code activation}. */
    public static final ExtensionPoint<Activation> ACTIVATION = new ExtensionPoint<>("activation", Activation.class);
    /** Initial laws that depend on fan-in and fan-out, {@code initializer}. */
    public static final ExtensionPoint<Initializer> INITIALIZER =
            new ExtensionPoint<>("initializer", Initializer.class);
    /** Positive-definite kernels, {@code kernel}. */
    public static final ExtensionPoint<Kernel> KERNEL = new ExtensionPoint<>("kernel", Kernel.class);
    /** Laws of random numbers, {@code law}: what {@code fixed} initializers are made of. */
    public static final ExtensionPoint<Law> LAW = new ExtensionPoint<>("law", Law.class);
    /** Layers, and whole networks made of them, {@code layer}. */
    public static final ExtensionPoint<Layer> LAYER = new ExtensionPoint<>("layer", Layer.class);
    /** Losses, {@code loss}. */
    public static final ExtensionPoint<Loss> LOSS = new ExtensionPoint<>("loss", Loss.class);
    /** Update rules, {@code optimizer}; those that wrap another included. */
    public static final ExtensionPoint<Optimizer> OPTIMIZER = new ExtensionPoint<>("optimizer", Optimizer.class);
    /** Numbers as functions of the step, {@code schedule}. */
    public static final ExtensionPoint<Schedule> SCHEDULE = new ExtensionPoint<>("schedule", Schedule.class);

    public ExtensionPoint {
        Objects.requireNonNull(type, "type");
        if (!ID.matcher(id).matches()) {
            throw new IllegalArgumentException("extension point: got the id \"" + id
                    + "\", expected lower-case letters, digits and hyphens, beginning with a letter");
        }
    }

    @Override
    public String toString() {
        return id;
    }
}
