package dev.lemma.runtime;

import dev.lemma.api.plugin.ExtensionPoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A part that the catalogue can make, and what is known of it. */
public final class Entry<T> {

    private final Contribution<T> contribution;
    private final Origin origin;
    private final Parts parts;

    Entry(Contribution<T> contribution, Origin origin, Parts parts) {
        this.contribution = contribution;
        this.origin = origin;
        this.parts = parts;
    }

    /** The kind of part. */
    public ExtensionPoint<T> point() {
        return contribution.point();
    }

    /** The name it was added under; {@link #aliases} find it too. */
    public String name() {
        return contribution.name();
    }

    /** Other names for it. */
    public List<String> aliases() {
        return contribution.aliases();
    }

    /** One line; empty if the plugin gave none. */
    public String summary() {
        return contribution.summary();
    }

    /** In Unicode; empty if the plugin gave none. */
    public String formula() {
        return contribution.formula();
    }

    /** Where it comes from, in the order in which the plugin said it; may be empty. */
    public List<String> citations() {
        return contribution.citations();
    }

    /** Which plugin it is of. */
    public Origin origin() {
        return origin;
    }

    /** What can be set. Makes parts to find out: for a page of help, not for a loop. */
    public List<PartOption> options() {
        return contribution.options() == null
                ? List.of()
                : contribution.options().describe(parts);
    }

    /** Whether it can be made without options. */
    public boolean hasDefaults() {
        return contribution.options() == null || !contribution.options().hasRequired();
    }

    /** The part with its defaults. */
    public T create() {
        return create(Map.of());
    }

    /**
     * The part with these options.
     *
     * @param options by name: values of the component's type, or text; {@code a.b} for option b of the part that is option a
     * @throws OptionException if an option is unknown, missing or refused; the message is the record's own
     */
    public T create(Map<String, ?> options) {
        RecordOptions<? extends T> known = contribution.options();
        if (known != null) {
            return known.build(name(), options, parts);
        }
        if (!options.isEmpty()) {
            throw new OptionException(name() + " has no options; got " + String.join(", ", options.keySet()));
        }
        return contribution.maker().get();
    }

    @Nullable
    RecordOptions<? extends T> recordOptions() {
        return contribution.options();
    }

    @Nullable
    T part() {
        return contribution.part();
    }

    boolean isEquivalent(Object other) {
        return contribution.equivalents().contains(other);
    }

    List<String> names() {
        return contribution.names();
    }

    /** Whether the parts that it makes are of this class; not known of what a supplier makes. */
    public boolean makes(Class<?> type) {
        RecordOptions<? extends T> known = contribution.options();
        T part = contribution.part();
        return known != null ? known.makes(type) : part != null && type.isInstance(part);
    }

    /** Whether a saved model can note it: not if a supplier makes it. */
    public boolean canBeSaved() {
        return contribution.options() != null || contribution.part() != null;
    }

    @Override
    public String toString() {
        return point() + " " + name() + " of " + origin;
    }
}
