package dev.lemma.examples;

import dev.lemma.examples.report.Decimal;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Something that can be set from the command line, with its type, default and range: declared once, it parses, checks and
 * documents itself.
 *
 * <pre>{@code
 * static final Option<Integer> EPOCHS = Option.integer("epochs", 30, "passes over the training set").between(1, 10_000).quick(3);
 * static final Option<Double> RATE    = Option.number("rate", 1e-3, "step size of Adam").between(1e-8, 10.0);
 * static final Option<String> NETWORK = Option.choice("network", "both", "which to train", "mlp", "cnn", "both");
 * static final Option<Path>   DATA    = Option.path("data", "DIR", "folder with the IDX files").required();
 * }</pre>
 *
 * <p>Immutable; a method that narrows returns a new option and refuses a default that lies outside. Options are equal by
 * identity: the constant that declared it reads it.
 *
 * @param <T> the value's type
 */
public final class Option<T> {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");

    /** Turns what was typed into a value, or empty if it is not of this kind. */
    private interface Parser<T> {
        Optional<T> parse(String text);
    }

    private final String name;
    private final String placeholder;
    private final String description;
    private final String kind;
    private final Parser<T> parser;
    private final List<Predicate<T>> conditions;
    private final List<String> choices;
    private final @Nullable T standard;
    private final @Nullable T quick;
    private final boolean required;

    private Option(
            String name,
            String placeholder,
            String description,
            String kind,
            Parser<T> parser,
            List<Predicate<T>> conditions,
            List<String> choices,
            @Nullable T standard,
            @Nullable T quick,
            boolean required) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "An option's name is lower-case letters, digits and hyphens, without leading hyphens; got \"" + name
                            + "\".");
        }
        this.name = name;
        this.placeholder = placeholder;
        this.description = Objects.requireNonNull(description, "description");
        this.kind = kind;
        this.parser = parser;
        this.conditions = List.copyOf(conditions);
        this.choices = List.copyOf(choices);
        this.standard = standard;
        this.quick = quick;
        this.required = required;
        for (T value : Arrays.asList(standard, quick)) {
            if (value != null && !satisfies(value)) {
                throw new IllegalArgumentException(
                        "Option --" + name + ": its own value " + show(value) + " is not " + kind + ".");
            }
        }
    }

    /** A whole number. */
    public static Option<Integer> integer(String name, int standard, String description) {
        return new Option<>(
                name,
                "N",
                description,
                "a whole number",
                Option::parseInteger,
                List.of(),
                List.of(),
                standard,
                null,
                false);
    }

    /** A finite real number. */
    public static Option<Double> number(String name, double standard, String description) {
        return new Option<>(
                name, "X", description, "a number", Option::parseNumber, List.of(), List.of(), standard, null, false);
    }

    /** Any text. */
    public static Option<String> text(String name, String placeholder, String standard, String description) {
        return new Option<>(
                name, placeholder, description, "text", Optional::of, List.of(), List.of(), standard, null, false);
    }

    /** Any text, without a default. */
    public static Option<String> text(String name, String placeholder, String description) {
        return new Option<>(
                name, placeholder, description, "text", Optional::of, List.of(), List.of(), null, null, false);
    }

    /** One of several words. */
    public static Option<String> choice(String name, String standard, String description, String... choices) {
        List<String> known = List.of(choices);
        return new Option<>(
                name,
                String.join("|", known),
                description,
                "one of " + String.join(", ", known),
                Optional::of,
                List.of(known::contains),
                known,
                standard,
                null,
                false);
    }

    /** Whole numbers with commas between them, at least one: {@code --widths 64,256,1024}. */
    public static Option<List<Integer>> integers(String name, List<Integer> standard, String description) {
        return new Option<>(
                name,
                "N,N,...",
                description,
                "whole numbers with commas between them",
                Option::parseIntegers,
                List.of(),
                List.of(),
                List.copyOf(standard),
                null,
                false);
    }

    /** A file or folder, without a default. Relative paths are relative to where the command was called. */
    public static Option<Path> path(String name, String placeholder, String description) {
        return new Option<>(
                name, placeholder, description, "a path", Option::parsePath, List.of(), List.of(), null, null, false);
    }

    /** Off unless given; takes no value. */
    public static Option<Boolean> flag(String name, String description) {
        return new Option<>(
                name, "", description, "true or false", Option::parseBoolean, List.of(), List.of(), false, null, false);
    }

    /**
     * Only values in the closed interval.
     *
     * @throws IllegalStateException if the values have no order
     */
    public Option<T> between(T low, T high) {
        return where(
                value -> compare(value, low) >= 0 && compare(value, high) <= 0,
                "between " + show(low) + " and " + show(high));
    }

    /**
     * Only values with a property.
     *
     * @param property completes "a whole number …": "divisible by 4"
     */
    public Option<T> where(Predicate<T> condition, String property) {
        List<Predicate<T>> all = new ArrayList<>(conditions);
        all.add(condition);
        String joint = conditions.isEmpty() || !choices.isEmpty() ? " " : " and ";
        return new Option<>(
                name,
                placeholder,
                description,
                kind + joint + property,
                parser,
                all,
                choices,
                standard,
                quick,
                required);
    }

    /** The value under {@code --quick}, if none is given. */
    public Option<T> quick(T value) {
        return new Option<>(
                name, placeholder, description, kind, parser, conditions, choices, standard, value, required);
    }

    /** Must be given. */
    public Option<T> required() {
        return new Option<>(name, placeholder, description, kind, parser, conditions, choices, null, null, true);
    }

    /** Without the hyphens. */
    public String name() {
        return name;
    }

    /** What stands for the value in the help; empty for a flag. */
    public String placeholder() {
        return placeholder;
    }

    public String description() {
        return description;
    }

    /** What values are allowed: "a whole number between 1 and 10000". */
    public String expected() {
        return kind;
    }

    /** The allowed words, if the option is a choice; else empty. */
    public List<String> choices() {
        return choices;
    }

    /** Whether the option stands alone, without a value. */
    public boolean isFlag() {
        return placeholder.isEmpty();
    }

    /** Whether the run is refused without it. */
    public boolean isRequired() {
        return required;
    }

    /** The value if none is given; empty if there is none. */
    public Optional<T> value(boolean quickly) {
        return quickly && quick != null ? Optional.of(quick) : Optional.ofNullable(standard);
    }

    /**
     * The value that text stands for.
     *
     * @throws UsageException if it stands for none, or for one that is not allowed
     */
    public T parse(String typed) {
        Optional<T> value = parser.parse(typed.strip()).filter(this::satisfies);
        return value.orElseThrow(() -> new UsageException("--" + name + ": got \"" + typed + "\", expected " + kind
                + value(false).map(v -> " (default " + show(v) + ")").orElse("") + "."
                + (typed.startsWith("--")
                        ? " It looks like another option: is the value of --" + name + " missing?"
                        : "")));
    }

    /** A value as it would be typed. */
    public static String show(Object value) {
        if (value instanceof Double number) {
            return Decimal.exact(number);
        }
        if (value instanceof List<?> list) {
            return list.stream().map(Option::show).collect(Collectors.joining(","));
        }
        return value.toString();
    }

    @Override
    public String toString() {
        return "--" + name + (isFlag() ? "" : " " + placeholder);
    }

    private boolean satisfies(T value) {
        return conditions.stream().allMatch(condition -> condition.test(value));
    }

    @SuppressWarnings("unchecked") // T's values are compared with T's values only
    private int compare(T a, T b) {
        if (a instanceof Comparable<?> comparable) {
            return ((Comparable<T>) comparable).compareTo(b);
        }
        throw new IllegalStateException(
                "Option --" + name + ": " + kind + " has no order; use where(...) for a condition.");
    }

    private static Optional<Integer> parseInteger(String text) {
        try {
            return Optional.of(Integer.valueOf(text.replace("_", "")));
        } catch (NumberFormatException notOne) {
            return Optional.empty();
        }
    }

    private static Optional<Double> parseNumber(String text) {
        try {
            return Optional.of(Double.valueOf(text)).filter(value -> Double.isFinite(value));
        } catch (NumberFormatException notOne) {
            return Optional.empty();
        }
    }

    private static Optional<List<Integer>> parseIntegers(String text) {
        List<Integer> values = new ArrayList<>();
        for (String part : text.split(",", -1)) {
            Optional<Integer> value = parseInteger(part.strip());
            if (value.isEmpty()) {
                return Optional.empty();
            }
            values.add(value.get());
        }
        return Optional.of(List.copyOf(values));
    }

    private static Optional<Path> parsePath(String text) {
        try {
            return text.isEmpty() ? Optional.empty() : Optional.of(Path.of(text));
        } catch (InvalidPathException notOne) {
            return Optional.empty();
        }
    }

    private static Optional<Boolean> parseBoolean(String text) {
        return switch (text) {
            case "true" -> Optional.of(true);
            case "false" -> Optional.of(false);
            default -> Optional.empty();
        };
    }
}
