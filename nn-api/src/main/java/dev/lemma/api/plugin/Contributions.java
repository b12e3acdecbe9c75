package dev.lemma.api.plugin;

import java.util.function.Supplier;

/**
 * Takes the parts of a plugin. Names are lower-case letters, digits and hyphens, beginning with a letter.
 *
 * <p>The options of a record are its components, by their names. A value that is not given is the default; where the
 * default comes from is said at each method. Values are checked by the record's own constructor, and its message is
 * what the user reads.
 */
public interface Contributions {

    /**
     * A part as an example of itself: if it is a record, its components are the options and their values here the
     * defaults. Anything else (a constant of an enum, a lambda) has no options and is handed out as it is.
     *
     * <pre>{@code
     * to.add(OPTIMIZER, "adam", new Adam(1e-3)).summary("gradient descent on moments");
     * to.add(ACTIVATION, "relu", Activations.RELU);
     * }</pre>
     */
    <T> Registration add(ExtensionPoint<T> point, String name, T part);

    /**
     * A record some of whose options have no sensible default and must be given. Defaults are
     *
     * <ol>
     *   <li>the text of {@link Default} at the component,
     *   <li>else what the shortest public constructor sets: one whose parameters are the first so many components. It is called with the
     *       values of those.
     * </ol>
     *
     * <p>An option with neither is required.
     *
     * @param record a public record
     */
    <T> Registration add(ExtensionPoint<T> point, String name, Class<? extends T> record);

    /**
     * A part without options that is made when it is asked for, anew each time: data that must be read, or an example.
     */
    <T> Registration supply(ExtensionPoint<T> point, String name, Supplier<? extends T> part);
}
