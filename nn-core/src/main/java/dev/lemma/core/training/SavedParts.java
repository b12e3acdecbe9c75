package dev.lemma.core.training;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Loss;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.plugin.PluginReference;
import dev.lemma.api.plugin.References;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.io.Safetensors;
import dev.lemma.core.io.checkpoint.Checkpoint;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a saved model or a checkpoint says of the parts it was made with: the layers, the loss and the optimiser, each by
 * its name, its options and the plugin that brought it. It is there if the training was {@linkplain Trainer#named told of
 * a catalogue}, and only of parts that have a name.
 *
 * <pre>{@code
 * SavedParts.of(Path.of("cnn.safetensors")).optimizer()     // optimizer "lion" of acme 1.2, with its rate
 * }</pre>
 *
 * @param texts as a safetensors file has them in its metadata: references in JSON under {@code lemma.layers}, {@code
 *     lemma.loss}, {@code lemma.optimizer}; {@code lemma.input} (extents of a sample), {@code lemma.type}, {@code
 *     lemma.parametrization}
 */
public record SavedParts(Map<String, String> texts) {

    static final SavedParts NONE = new SavedParts(Map.of());
    static final String IN_CHECKPOINTS = "parts/";

    private static final String PREFIX = "lemma.";
    private static final String LAYERS = PREFIX + "layers";
    private static final String LOSS = PREFIX + "loss";
    private static final String OPTIMIZER = PREFIX + "optimizer";
    private static final String INPUT = PREFIX + "input";
    private static final String TYPE = PREFIX + "type";
    private static final String PARAMETRIZATION = PREFIX + "parametrization";

    public SavedParts {
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    static SavedParts of(Network network, Loss loss, Optimizer optimizer, References catalogue) {
        Map<String, String> texts = new LinkedHashMap<>();
        note(texts, LAYERS, ExtensionPoint.LAYER, network.layer(), catalogue);
        if (texts.containsKey(LAYERS)) {
            texts.put(
                    INPUT,
                    Arrays.stream(network.input().extents())
                            .mapToObj(Integer::toString)
                            .collect(Collectors.joining(",")));
            texts.put(TYPE, network.type().name());
            texts.put(PARAMETRIZATION, network.parametrization().name());
        }
        note(texts, LOSS, ExtensionPoint.LOSS, loss, catalogue);
        note(texts, OPTIMIZER, ExtensionPoint.OPTIMIZER, optimizer, catalogue);
        return new SavedParts(texts);
    }

    private static <T> void note(
            Map<String, String> texts, String key, ExtensionPoint<T> point, T part, References catalogue) {
        try {
            texts.put(key, catalogue.reference(point, part).toString());
        } catch (IllegalArgumentException nameless) {
            texts.remove(key); // a lambda, or a record that no plugin has added
        }
    }

    /** Of the metadata of a file, whoever has written it. */
    static SavedParts of(Map<String, String> metadata) {
        Map<String, String> texts = new LinkedHashMap<>();
        metadata.forEach((key, value) -> {
            if (key.startsWith(PREFIX)) {
                texts.put(key, value);
            }
        });
        return new SavedParts(texts);
    }

    static SavedParts of(Checkpoint checkpoint) {
        Map<String, String> texts = new LinkedHashMap<>();
        for (String name : checkpoint.names()) {
            if (name.startsWith(IN_CHECKPOINTS)) {
                texts.put(name.substring(IN_CHECKPOINTS.length()), checkpoint.text(name));
            }
        }
        return new SavedParts(texts);
    }

    /** What a file says: safetensors, or a checkpoint, whose name ends in {@code .lemma}. */
    public static SavedParts of(Path file) {
        return String.valueOf(file.getFileName()).endsWith(".lemma")
                ? of(Checkpoint.read(file))
                : of(Safetensors.readAll(file).metadata());
    }

    /** The layers, as one part. */
    public Optional<PluginReference> layers() {
        return reference(LAYERS);
    }

    /** The loss. */
    public Optional<PluginReference> loss() {
        return reference(LOSS);
    }

    /** The optimiser, with its schedule if it has one. */
    public Optional<PluginReference> optimizer() {
        return reference(OPTIMIZER);
    }

    private Optional<PluginReference> reference(String key) {
        return Optional.ofNullable(texts.get(key)).map(PluginReference::parse);
    }

    /** Every plugin that is needed to make the parts anew, with its version: {@code acme 1.2}. */
    public Set<String> plugins() {
        return Stream.of(layers(), loss(), optimizer())
                .flatMap(Optional::stream)
                .flatMap(reference -> reference.plugins().stream())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /**
     * The network.
     *
     * @throws IllegalArgumentException if nothing is said of it
     * @throws IllegalStateException if a part is of a plugin that is not there; the message names plugin and version
     */
    public Network network(References catalogue) {
        PluginReference layers = layers().orElseThrow(() -> new IllegalArgumentException(
                "the saved model does not say what its network was made of: load it into a network,"
                        + " Trained.load(network, file), or train with Trainer.named(catalogue)"));
        Layer layer = catalogue.restore(ExtensionPoint.LAYER, layers);
        return Network.of(input(), layer, constant(PARAMETRIZATION, Parametrization.class))
                .as(constant(TYPE, DType.class));
    }

    private Shape input() {
        String text = texts.getOrDefault(INPUT, "");
        try {
            return text.isEmpty()
                    ? Shape.of()
                    : Shape.of(Arrays.stream(text.split(",", -1))
                            .mapToInt(Integer::parseInt)
                            .toArray());
        } catch (NumberFormatException broken) {
            throw new IllegalArgumentException(
                    "the saved model's " + INPUT + " is \"" + text
                            + "\", expected whole numbers with commas between them",
                    broken);
        }
    }

    private <E extends Enum<E>> E constant(String key, Class<E> type) {
        String text = texts.getOrDefault(key, "");
        return Arrays.stream(type.getEnumConstants())
                .filter(value -> value.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("the saved model's " + key + " is \"" + text
                        + "\", expected one of " + Arrays.toString(type.getEnumConstants())));
    }

    /** Names plugins of others, for a message; empty if there are none. */
    String sentence() {
        String others =
                plugins().stream().filter(plugin -> !plugin.startsWith(PREFIX)).collect(Collectors.joining(", "));
        return others.isEmpty() ? "" : ". It was written with " + others;
    }
}
