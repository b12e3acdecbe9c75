package dev.lemma.examples;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.runtime.Catalogue;
import java.nio.file.Path;
import java.util.Optional;

/** What a run is given and where it puts what it makes. One per run, used by one thread (progress may advance from any). */
public interface RunContext {

    /** From {@code --seed}, 0 if not given. The same seed and options give the same claims. */
    long seed();

    /**
     * Whether {@code --quick} asked for a run of seconds. Options with a {@link Option#quick quick value} have taken it already.
     */
    boolean quick();

    /** The folder of the report, absolute; it exists and can be written to. */
    Path out();

    /**
     * An option's value: as typed, else its quick value under {@code --quick}, else its default.
     *
     * @throws IllegalStateException if the option has no default and was not given ({@link #find} then), or is not one of the
     *     example's
     */
    <T> T get(Option<T> option);

    /** An option's value, empty if it has no default and was not given. */
    <T> Optional<T> find(Option<T> option);

    /**
     * The part that was chosen by name, else the one given here.
     *
     * @throws IllegalStateException if the point is not one of the example's {@link Example#parts}
     */
    default <T> T part(ExtensionPoint<T> point, T standard) {
        return chosen(point).orElse(standard);
    }

    /**
     * The part that was chosen by name.
     *
     * @throws IllegalStateException if the point is not one of the example's {@link Example#parts}
     */
    <T> Optional<T> chosen(ExtensionPoint<T> point);

    /** The page this run fills; it is written when the run ends, with the claims in front. */
    Report report();

    /**
     * A file in {@link #out} for this run to write. It is listed among the artifacts if it exists when the run ends.
     *
     * @param name a file name, or a relative path whose folders are made
     */
    Path artifact(String name);

    /**
     * A progress bar, to be closed when the work is done; it appears when the work takes more than two seconds.
     *
     * @param label what is being done: "training the MLP"
     * @param total how many steps; 0 if nobody knows
     */
    Progress progress(String label, long total);

    /**
     * All parts that have names, those of {@code --plugins} too. Given to {@link dev.lemma.core.training.Trainer#named}, saved
     * models say which of them they need.
     */
    Catalogue catalogue();

    /** A line for the user, above the progress bar if there is one. */
    void print(String line);
}
