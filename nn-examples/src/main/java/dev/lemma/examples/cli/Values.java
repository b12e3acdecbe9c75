package dev.lemma.examples.cli;

import dev.lemma.examples.Example;
import dev.lemma.examples.Option;
import dev.lemma.examples.UsageException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The values of an example's options in one run: typed, else quick, else default. */
final class Values {

    private final IdentityHashMap<Option<?>, Optional<?>> values = new IdentityHashMap<>();
    private final List<String> shown = new ArrayList<>();
    private final String example;

    /**
     * Checks everything that was typed.
     *
     * @param typed text by name of the option
     * @throws UsageException if a value cannot be used or a required one is missing
     */
    Values(Example example, Map<String, String> typed, boolean quick) {
        this.example = example.name();
        for (Option<?> option : example.options()) {
            String text = typed.get(option.name());
            Optional<?> value = text == null ? option.value(quick) : Optional.of(option.parse(text));
            if (value.isEmpty() && option.isRequired()) {
                throw new UsageException(example.name() + " needs " + option + ": " + option.description() + ".");
            }
            values.put(option, value);
            value.filter(v -> !v.equals(false))
                    .ifPresent(v -> shown.add(
                            option.isFlag() ? "--" + option.name() : "--" + option.name() + " " + Option.show(v)));
        }
    }

    @SuppressWarnings("unchecked") // put in by its own option, which gives a T
    <T> Optional<T> find(Option<T> option) {
        Optional<?> value = values.get(option);
        if (value == null) {
            throw new IllegalStateException("Example " + example + " reads the option --" + option.name()
                    + ", which is not among its options(); add it there, or read the same constant.");
        }
        return (Optional<T>) value;
    }

    <T> T get(Option<T> option) {
        return find(option)
                .orElseThrow(() -> new IllegalStateException("Option --" + option.name() + " of " + example
                        + " has no default and was not given; read it by find(...), or declare it required()."));
    }

    /** "--epochs 30 --rate 0.001", everything that has a value. */
    @Override
    public String toString() {
        return String.join(" ", shown);
    }
}
