package dev.lemma.runtime;

import dev.lemma.api.plugin.PluginReference;
import dev.lemma.api.tensor.Shape;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Values of options: from text, JSON or objects to the type of a record's component, and back to JSON. */
final class OptionValues {

    private static final Set<String> REFERENCE = Set.of("point", "name", "plugin", "version", "options");

    private final Parts parts;

    OptionValues(Parts parts) {
        this.parts = parts;
    }

    /** {@code a.b=1} and {@code a=x} become {@code a={name=x, b=1}}: options of a part inside a part. */
    static Map<String, @Nullable Object> nested(Map<String, ?> options) {
        Map<String, @Nullable Object> direct = new LinkedHashMap<>();
        Map<String, Map<String, @Nullable Object>> inner = new LinkedHashMap<>();
        options.forEach((name, value) -> {
            int dot = name.indexOf('.');
            if (dot < 0) {
                direct.put(name, value);
            } else {
                inner.computeIfAbsent(name.substring(0, dot), key -> new LinkedHashMap<>())
                        .put(name.substring(dot + 1), value);
            }
        });
        inner.forEach((name, values) -> {
            Object value = direct.get(name);
            Map<String, @Nullable Object> joined = new LinkedHashMap<>();
            if (value instanceof Map<?, ?> map) {
                map.forEach((key, of) -> joined.put(String.valueOf(key), of));
            } else if (value != null) {
                joined.put("name", value);
            }
            joined.putAll(values);
            direct.put(name, joined);
        });
        return direct;
    }

    /**
     * The value as the type has it.
     *
     * @param option its name in messages
     * @param standard the default, whose components stand for those of a record that are not given
     */
    @Nullable
    Object convert(String option, Type type, @Nullable Object value, @Nullable Object standard) {
        Class<?> raw = raw(type);
        if (value == null || value.equals("none") && !raw.isPrimitive() && raw != String.class && !raw.isEnum()) {
            if (raw.isPrimitive()) {
                throw wrong(option, type, "nothing");
            }
            return null;
        }
        if (raw == double.class || raw == Double.class) {
            return number(option, type, value).doubleValue();
        }
        if (raw == int.class || raw == Integer.class) {
            return Math.toIntExact(whole(option, type, value, Integer.MIN_VALUE, Integer.MAX_VALUE));
        }
        if (raw == long.class || raw == Long.class) {
            return whole(option, type, value, Long.MIN_VALUE, Long.MAX_VALUE);
        }
        if (raw == boolean.class || raw == Boolean.class) {
            String text = value.toString();
            if (!text.equals("true") && !text.equals("false")) {
                throw wrong(option, type, value);
            }
            return Boolean.valueOf(text);
        }
        if (raw.isInstance(value) && raw != Object.class && !(value instanceof List)) {
            return value;
        }
        if (raw.isEnum() && !parts.arePartsOf(raw)) {
            return constant(option, type, raw, value);
        }
        if (raw == Shape.class) {
            return Shape.of(elements(value).stream()
                    .mapToInt(extent -> Math.toIntExact(whole(option, type, extent, 0, Integer.MAX_VALUE)))
                    .toArray());
        }
        if (raw == List.class
                && type instanceof ParameterizedType list
                && (value instanceof List || value instanceof String)) {
            List<@Nullable Object> converted = new ArrayList<>();
            for (Object element : elements(value)) {
                converted.add(convert(option, list.getActualTypeArguments()[0], element, null));
            }
            return converted;
        }
        if (parts.arePartsOf(raw) && value instanceof String name) {
            return parts.create(raw, name, Map.of());
        }
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> inner = new LinkedHashMap<>();
            map.forEach((key, of) -> inner.put(String.valueOf(key), of));
            if (parts.arePartsOf(raw)) {
                return part(option, raw, inner);
            }
            if (raw.isRecord()) {
                return record(option, raw, inner, standard);
            }
        }
        throw wrong(option, type, value);
    }

    private <R> R record(String option, Class<R> type, Map<String, @Nullable Object> given, @Nullable Object standard) {
        return new RecordOptions<>(type, type.cast(standard)).build(option, given, parts);
    }

    private Object part(String option, Class<?> type, Map<String, @Nullable Object> given) {
        if (given.keySet().equals(REFERENCE) && given.get("options") instanceof Map) {
            return parts.restore(type, PluginReference.of(given));
        }
        Object name = given.remove("name");
        if (name == null) {
            throw new OptionException(
                    option + ": options are given, but not of what: expected " + option + "=NAME beside " + option + "."
                            + given.keySet().stream().findFirst().orElse("…"));
        }
        return parts.create(type, name.toString(), given);
    }

    /** What JSON can hold, from which {@link #convert} makes an equal value. */
    @Nullable
    Object plain(Class<?> type, @Nullable Object value) {
        if (value == null || value instanceof Number || value instanceof Boolean || value instanceof String) {
            return value;
        }
        if (value instanceof Shape shape) {
            return Arrays.stream(shape.extents()).boxed().toList();
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> plain = new ArrayList<>();
            list.forEach(element -> plain.add(plain(type, element)));
            return plain;
        }
        if (value instanceof Enum<?> constant && !parts.arePartsOf(type)) {
            return written(constant);
        }
        if (value.getClass().isRecord() && value.getClass() == type && !parts.arePartsOf(type)) {
            Map<String, @Nullable Object> plain = new LinkedHashMap<>();
            for (RecordComponent component : type.getRecordComponents()) {
                plain.put(component.getName(), plain(elementType(component), RecordOptions.read(component, value)));
            }
            return plain;
        }
        return parts.reference(type, value).toMap();
    }

    /** The type of the component, or of its elements if it is a list. */
    static Class<?> elementType(RecordComponent component) {
        return component.getGenericType() instanceof ParameterizedType list && component.getType() == List.class
                ? raw(list.getActualTypeArguments()[0])
                : component.getType();
    }

    /** What kind of value the type has, for people. */
    String kind(Type type) {
        Class<?> raw = raw(type);
        if (raw == double.class || raw == Double.class) {
            return "number";
        }
        if (raw == int.class || raw == Integer.class || raw == long.class || raw == Long.class) {
            return "whole number";
        }
        if (raw == boolean.class || raw == Boolean.class) {
            return "true or false";
        }
        if (raw == String.class) {
            return "text";
        }
        if (raw == Shape.class) {
            return "extents a,b,…";
        }
        if (parts.arePartsOf(raw)) {
            return parts.kind(raw);
        }
        if (raw.isEnum()) {
            return constants(raw);
        }
        if (raw == List.class && type instanceof ParameterizedType list) {
            return "list of " + kind(list.getActualTypeArguments()[0]);
        }
        if (raw.isRecord()) {
            return Arrays.stream(raw.getRecordComponents())
                    .map(RecordComponent::getName)
                    .collect(Collectors.joining(", ", "record of ", ""));
        }
        return raw.getSimpleName();
    }

    private Object constant(String option, Type type, Class<?> raw, Object value) {
        for (Object constant : raw.getEnumConstants()) {
            if (written((Enum<?>) constant)
                    .equals(value.toString().toLowerCase(Locale.ROOT).replace('_', '-'))) {
                return constant;
            }
        }
        throw new OptionException(option + ": expected " + constants(raw) + ", got " + shown(value) + "."
                + Suggestions.question(
                        value.toString(),
                        Arrays.stream(raw.getEnumConstants())
                                .map(each -> written((Enum<?>) each))
                                .toList()));
    }

    private static String constants(Class<?> raw) {
        return Arrays.stream(raw.getEnumConstants())
                .map(each -> written((Enum<?>) each))
                .collect(Collectors.joining(" or "));
    }

    private static String written(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static List<?> elements(Object value) {
        return value instanceof List<?> list
                ? list
                : value.toString().isBlank()
                        ? List.of()
                        : Arrays.stream(value.toString().split(",", -1))
                                .map(String::strip)
                                .toList();
    }

    private Number number(String option, Type type, Object value) {
        if (value instanceof Number number) {
            return number;
        }
        try {
            return Double.valueOf(value.toString().strip());
        } catch (NumberFormatException notOne) {
            throw wrong(option, type, value);
        }
    }

    private long whole(String option, Type type, Object value, long least, long most) {
        try {
            long whole = new BigDecimal(value.toString().strip()).longValueExact();
            if (whole >= least && whole <= most) {
                return whole;
            }
        } catch (ArithmeticException | NumberFormatException notOne) {
            // reported below
        }
        throw wrong(option, type, value);
    }

    private OptionException wrong(String option, Type type, Object value) {
        return new OptionException(option + ": expected " + article(kind(type)) + ", got " + shown(value));
    }

    private static String article(String kind) {
        return kind.matches("(number|whole number|text|list .*|record .*)") ? "a " + kind : kind;
    }

    private static String shown(Object value) {
        return value instanceof String ? "\"" + value + "\"" : value.toString();
    }

    private static Class<?> raw(Type type) {
        return type instanceof Class<?> c
                ? c
                : type instanceof ParameterizedType p ? (Class<?>) p.getRawType() : Object.class;
    }
}
