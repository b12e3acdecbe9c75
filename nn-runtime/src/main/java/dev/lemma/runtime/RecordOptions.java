package dev.lemma.runtime;

import dev.lemma.api.json.Json;
import dev.lemma.api.plugin.Default;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A record made from options by name; see {@link dev.lemma.api.plugin.Contributions} for where defaults come from.
 *
 * <p>Which values an option allows is asked of the constructor: it is called with a number that no option can take, and
 * says what it expected.
 */
final class RecordOptions<R> {

    private static final Pattern EXPECTED = Pattern.compile(".*: expected (.+), got .*", Pattern.DOTALL);

    private final Class<R> type;
    private final RecordComponent[] components;
    private final @Nullable R prototype;
    private final Constructor<R> canonical;
    private final @Nullable Constructor<R> shorter;

    /**
     * @param prototype holds the defaults; null if the record itself says them
     * @throws IllegalArgumentException if the type is not a record that others can make
     */
    RecordOptions(Class<R> type, @Nullable R prototype) {
        if (!type.isRecord()) {
            throw new IllegalArgumentException(
                    type.getName() + " is not a record: write it as a record, whose components are the options");
        }
        if (!Modifier.isPublic(type.getModifiers())) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be reached: make " + type.getSimpleName() + " public");
        }
        this.type = type;
        this.components = type.getRecordComponents();
        this.prototype = prototype;
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        try {
            this.canonical = type.getConstructor(types);
        } catch (NoSuchMethodException notPublic) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be made: its canonical constructor is not public", notPublic);
        }
        this.shorter = prototype != null ? null : shortest(types);
    }

    private @Nullable Constructor<R> shortest(Class<?>[] types) {
        Constructor<R> shortest = null;
        for (Constructor<?> constructor : type.getConstructors()) {
            int count = constructor.getParameterCount();
            if (count < types.length
                    && (shortest == null || count < shortest.getParameterCount())
                    && Arrays.equals(constructor.getParameterTypes(), Arrays.copyOf(types, count))
                    && sameNames(constructor)) {
                @SuppressWarnings("unchecked") // a constructor of type
                Constructor<R> found = (Constructor<R>) constructor;
                shortest = found;
            }
        }
        return shortest;
    }

    /** Names are only there if the class was compiled with them. */
    private boolean sameNames(Constructor<?> constructor) {
        for (int i = 0; i < constructor.getParameterCount(); i++) {
            if (constructor.getParameters()[i].isNamePresent()
                    && !constructor.getParameters()[i].getName().equals(components[i].getName())) {
                return false;
            }
        }
        return true;
    }

    boolean makes(Class<?> part) {
        return part == type;
    }

    List<String> names() {
        return Arrays.stream(components).map(RecordComponent::getName).toList();
    }

    boolean isRequired(int i) {
        return prototype == null
                && components[i].getAnnotation(Default.class) == null
                && (shorter == null || i < shorter.getParameterCount());
    }

    boolean hasRequired() {
        for (int i = 0; i < components.length; i++) {
            if (isRequired(i)) {
                return true;
            }
        }
        return false;
    }

    /**
     * The record with these options.
     *
     * @param part the name in messages
     * @throws OptionException if an option is unknown, missing or refused
     */
    R build(String part, Map<String, ?> given, Parts parts) {
        OptionValues values = new OptionValues(parts);
        Map<String, @Nullable Object> options = OptionValues.nested(given);
        List<String> names = names();
        for (String name : options.keySet()) {
            if (!names.contains(name)) {
                throw new OptionException(part + " has no option \"" + name + "\"." + Suggestions.question(name, names)
                        + " " + (names.isEmpty() ? "It has none" : "There are: " + String.join(", ", names)));
            }
        }
        List<String> missing = new ArrayList<>();
        @Nullable Object[] arguments = new Object[components.length];
        boolean[] set = new boolean[components.length];
        for (int i = 0; i < components.length; i++) {
            String name = components[i].getName();
            Default standard = components[i].getAnnotation(Default.class);
            if (options.containsKey(name)) {
                Object old = prototype == null ? null : read(components[i], prototype);
                arguments[i] =
                        values.convert(part + ": " + name, components[i].getGenericType(), options.get(name), old);
            } else if (prototype != null) {
                arguments[i] = read(components[i], prototype);
            } else if (standard != null) {
                arguments[i] =
                        values.convert(part + ": " + name, components[i].getGenericType(), standard.value(), null);
            } else {
                if (isRequired(i)) {
                    missing.add(name + " (" + values.kind(components[i].getGenericType()) + ")");
                }
                continue;
            }
            set[i] = true;
        }
        if (!missing.isEmpty()) {
            throw new OptionException(part + " needs " + String.join(" and ", missing) + ": give "
                    + missing.stream()
                            .map(each -> each.substring(0, each.indexOf(' ')))
                            .collect(Collectors.joining(", ")));
        }
        if (shorter != null) {
            R base = call(part, shorter, Arrays.copyOf(arguments, shorter.getParameterCount()));
            for (int i = shorter.getParameterCount(); i < components.length; i++) {
                arguments[i] = set[i] ? arguments[i] : read(components[i], base);
            }
        }
        return call(part, canonical, arguments);
    }

    /** All options as JSON has them. */
    Map<String, @Nullable Object> written(Object record, Parts parts) {
        Map<String, @Nullable Object> options = new LinkedHashMap<>();
        for (RecordComponent component : components) {
            options.put(
                    component.getName(),
                    new OptionValues(parts).plain(OptionValues.elementType(component), read(component, record)));
        }
        return options;
    }

    List<PartOption> describe(Parts parts) {
        OptionValues values = new OptionValues(parts);
        Optional<R> example = example(parts);
        List<PartOption> options = new ArrayList<>();
        for (int i = 0; i < components.length; i++) {
            boolean required = isRequired(i);
            RecordComponent component = components[i];
            String standard = required
                    ? ""
                    : example.map(made -> shown(values, component, read(component, made)))
                            .orElse("");
            int place = i;
            String allowed = example.map(made -> allowed(made, place)).orElse("");
            options.add(new PartOption(
                    component.getName(), values.kind(component.getGenericType()), allowed, standard, required));
        }
        return options;
    }

    private static String shown(OptionValues values, RecordComponent component, @Nullable Object value) {
        try {
            Object plain = values.plain(OptionValues.elementType(component), value);
            if (plain == null) {
                return "none";
            }
            if (plain instanceof Map<?, ?> reference && reference.get("name") != null) {
                return String.valueOf(reference.get("name"));
            }
            return plain instanceof Map || plain instanceof List ? Json.write(plain) : plain.toString();
        } catch (IllegalArgumentException notRegistered) {
            return String.valueOf(value);
        }
    }

    /** One with the defaults; required numbers are 1, or ½ where that is refused. */
    private Optional<R> example(Parts parts) {
        for (double trial : new double[] {1, 0.5}) {
            Map<String, Object> options = new LinkedHashMap<>();
            for (int i = 0; i < components.length; i++) {
                Class<?> type = components[i].getType();
                if (isRequired(i) && type.isPrimitive()) {
                    options.put(
                            components[i].getName(),
                            type == boolean.class ? (Object) true : type == double.class ? trial : 1);
                }
            }
            try {
                return Optional.of(build("", options, parts));
            } catch (IllegalArgumentException refused) {
                continue;
            }
        }
        return Optional.empty();
    }

    private String allowed(R example, int place) {
        Class<?> type = components[place].getType();
        Object impossible =
                type == double.class ? (Object) Double.NaN : type == int.class ? (Object) Integer.MIN_VALUE : null;
        if (impossible == null) {
            return "";
        }
        @Nullable Object[] arguments = new Object[components.length];
        for (int i = 0; i < components.length; i++) {
            arguments[i] = i == place ? impossible : read(components[i], example);
        }
        try {
            call("", canonical, arguments);
        } catch (OptionException refused) {
            Matcher expected = EXPECTED.matcher(String.valueOf(refused.getMessage()));
            return expected.matches() ? expected.group(1) : "";
        }
        return "";
    }

    static @Nullable Object read(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (IllegalAccessException | InvocationTargetException broken) {
            throw new IllegalArgumentException(
                    "cannot read " + component.getName() + " of "
                            + record.getClass().getName(),
                    broken);
        }
    }

    private R call(String part, Constructor<R> constructor, @Nullable Object[] arguments) {
        try {
            return constructor.newInstance(arguments);
        } catch (InvocationTargetException thrown) {
            Throwable cause = Objects.requireNonNullElse(thrown.getCause(), thrown);
            if (cause instanceof Error error) {
                throw error;
            }
            String message = cause instanceof NullPointerException
                    ? cause.getMessage() + ": needs a value"
                    : String.valueOf(cause.getMessage());
            throw new OptionException(part.isEmpty() ? message : part + ": " + message, cause);
        } catch (ReflectiveOperationException unreachable) {
            throw new IllegalArgumentException(
                    type.getName() + " cannot be made: " + unreachable.getMessage(), unreachable);
        }
    }
}
