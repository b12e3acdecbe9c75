package dev.lemma.core.network;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Networks under names: what is trained together, such as an encoder and a decoder, two players, a teacher and its pupil. Immutable; like a
 * network, it holds no numbers.
 *
 * <pre>{@code
 * Model vae = Model.of(Map.of("encoder", encoder, "decoder", decoder));
 * }</pre>
 *
 * <p>Each name has parameters and a state of its own, though two names may stand for one network. What shall have one set of parameters is
 * one part, applied as often as needed. The parts are ordered by name, whatever order they are given in.
 */
public final class Model {

    private final Map<String, Network> parts;

    private Model(Map<String, Network> parts) {
        this.parts = parts;
    }

    /**
     * The model of these parts.
     *
     * @param parts at least one, all of one number type, under names of letters, digits, {@code _}, {@code -} and {@code .}
     */
    public static Model of(Map<String, Network> parts) {
        Check.given("parts", parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("model: expected at least one part, got none");
        }
        Map<String, Network> sorted = new LinkedHashMap<>();
        new TreeMap<>(parts).forEach((name, network) -> {
            if (!isName(name)) {
                throw new IllegalArgumentException("model: a part may not be called \"" + name
                        + "\": use letters, digits, '_', '-' and '.', a letter or digit first");
            }
            sorted.put(name, network);
        });
        Map.Entry<String, Network> first = sorted.entrySet().iterator().next();
        sorted.forEach((name, network) -> {
            if (network.type() != first.getValue().type()) {
                throw new IllegalArgumentException("model: \"" + first.getKey() + "\" computes in "
                        + first.getValue().type() + ", \"" + name + "\" in " + network.type()
                        + ": give all parts one type with network.as(…)");
            }
        });
        return new Model(Collections.unmodifiableMap(sorted));
    }

    /** Whether the name is of letters, digits, _, - and ., the first none of the last two. By hand: a pattern would delay each start. */
    private static boolean isName(String name) {
        return !name.isEmpty()
                && isInName(name.codePointAt(0))
                && name.codePoints().allMatch(c -> isInName(c) || c == '.' || c == '-');
    }

    private static boolean isInName(int c) {
        int type = Character.getType(c);
        return Character.isLetter(c)
                || c == '_'
                || type == Character.DECIMAL_DIGIT_NUMBER
                || type == Character.LETTER_NUMBER
                || type == Character.OTHER_NUMBER;
    }

    /** The model of one part, to which others are added by {@link #and}. */
    public static Model of(String name, Network network) {
        Check.given("name", name);
        Check.given("network", network);
        return of(Map.of(name, network));
    }

    /** This model with one more part. */
    public Model and(String name, Network network) {
        Check.given("name", name);
        Check.given("network", network);
        Map<String, Network> more = new LinkedHashMap<>(parts);
        if (more.putIfAbsent(name, network) != null) {
            throw new IllegalArgumentException(
                    "model: two parts are called \"" + name + "\": give each a name of its own");
        }
        return of(more);
    }

    /** The names of the parts, in their order. */
    public Set<String> names() {
        return parts.keySet();
    }

    /** The parts by name, in their order. */
    public Map<String, Network> parts() {
        return parts;
    }

    /** The network of this name. */
    public Network part(String name) {
        Check.given("name", name);
        Network part = parts.get(name);
        if (part == null) {
            throw new IllegalArgumentException(
                    "model: there is no part \"" + name + "\"; the parts are " + parts.keySet());
        }
        return part;
    }

    /** The type of the numbers of all parts. */
    public DType type() {
        return parts.values().iterator().next().type();
    }

    /** The same model computed in another number type. */
    public Model as(DType other) {
        Check.given("other", other);
        Map<String, Network> cast = new LinkedHashMap<>();
        parts.forEach((name, network) -> cast.put(name, network.as(other)));
        return new Model(Collections.unmodifiableMap(cast));
    }

    /** Number of parameters of all parts. */
    public int parameterCount() {
        int count = 0;
        for (Network network : parts.values()) {
            count = Math.addExact(count, network.parameterCount());
        }
        return count;
    }

    /** θ of each part, drawn from its initial laws with the key's child of the part's name. */
    public Map<String, Array> initial(Key key) {
        Check.given("key", key);
        Map<String, Array> drawn = new LinkedHashMap<>();
        parts.forEach((name, network) -> drawn.put(name, network.initialArray(key.of(name))));
        return drawn;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("model of ");
        parts.forEach((name, network) -> text.append(text.length() > 9 ? ", " : "")
                .append(name)
                .append(": ")
                .append(network.input())
                .append(" → ")
                .append(network.output())
                .append(" (")
                .append(network.parameterCount())
                .append(" parameters)"));
        return text.toString();
    }
}
