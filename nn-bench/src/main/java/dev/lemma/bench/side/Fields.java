package dev.lemma.bench.side;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The members of a JSON object, by the type they must have. */
record Fields(Map<?, ?> members) {

    static Fields of(String json) {
        return of(Json.read(json), "the message");
    }

    private static Fields of(@Nullable Object value, String what) {
        if (value instanceof Map<?, ?> map) {
            return new Fields(map);
        }
        throw new IllegalArgumentException(what + ": got " + Json.write(value) + ", expected an object");
    }

    String text(String name) {
        if (members.get(name) instanceof String s) {
            return s;
        }
        throw wrong(name, "a string");
    }

    double number(String name) {
        if (members.get(name) instanceof Double d) {
            return d;
        }
        throw wrong(name, "a number");
    }

    double positive(String name) {
        double d = number(name);
        if (d > 0 && Double.isFinite(d)) {
            return d;
        }
        throw wrong(name, "a positive number");
    }

    List<Fields> objects(String name) {
        if (members.get(name) instanceof List<?> list) {
            return list.stream().map(v -> of(v, name)).toList();
        }
        throw wrong(name, "an array of objects");
    }

    Map<String, String> texts(String name) {
        Map<String, String> texts = new LinkedHashMap<>();
        Fields object = of(members.get(name), name);
        for (Object key : object.members.keySet()) {
            texts.put(String.valueOf(key), object.text(String.valueOf(key)));
        }
        return texts;
    }

    private IllegalArgumentException wrong(String name, String expected) {
        return new IllegalArgumentException(name + ": got " + Json.write(members.get(name)) + ", expected " + expected);
    }
}
