package dev.lemma.core.training;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.plugin.PluginReference;
import dev.lemma.api.plugin.References;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.Safetensors;
import dev.lemma.core.io.checkpoint.Checkpoint;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
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
 *     lemma.parametrization}; of a model of several parts their names under {@code lemma.parts}, and {@code .part} or {@code .player} behind
 *     the others
 */
public record SavedParts(Map<String, String> texts) {

    static final SavedParts NONE = new SavedParts(Map.of());
    static final String IN_CHECKPOINTS = "parts/";

    private static final String PREFIX = "lemma.";
    private static final String PARTS = PREFIX + "parts";
    private static final String LAYERS = PREFIX + "layers";
    private static final String LOSS = PREFIX + "loss";
    private static final String OPTIMIZER = PREFIX + "optimizer";
    private static final String INPUT = PREFIX + "input";
    private static final String TYPE = PREFIX + "type";
    private static final String PARAMETRIZATION = PREFIX + "parametrization";

    public SavedParts {
        Check.given("texts", texts);
        texts = Collections.unmodifiableMap(new LinkedHashMap<>(texts));
    }

    static SavedParts of(Task task, References catalogue) {
        Map<String, String> texts = new LinkedHashMap<>();
        if (!task.plain()) {
            texts.put(PARTS, String.join(" ", task.model().names()));
        }
        task.model().parts().forEach((name, network) -> {
            String suffix = task.plain() ? "" : "." + name;
            note(texts, LAYERS + suffix, ExtensionPoint.LAYER, network.layer(), catalogue);
            if (texts.containsKey(LAYERS + suffix)) {
                texts.put(
                        INPUT + suffix,
                        Arrays.stream(network.input().extents())
                                .mapToObj(Integer::toString)
                                .collect(Collectors.joining(",")));
                texts.put(TYPE + suffix, network.type().name());
                texts.put(PARAMETRIZATION + suffix, network.parametrization().name());
            }
        });
        if (task.loss() != null) {
            note(texts, LOSS, ExtensionPoint.LOSS, task.loss(), catalogue);
        }
        for (Player player : task.players()) {
            String suffix = task.players().size() == 1 ? "" : "." + player.name();
            note(texts, OPTIMIZER + suffix, ExtensionPoint.OPTIMIZER, player.optimizer(), catalogue);
        }
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
        Check.given("file", file);
        return String.valueOf(file.getFileName()).endsWith(".lemma")
                ? of(Checkpoint.read(file))
                : of(Safetensors.readAll(file).metadata());
    }

    /** The names of the parts of a model; empty for a single network. */
    public List<String> partNames() {
        String names = texts.getOrDefault(PARTS, "");
        return names.isEmpty() ? List.of() : List.of(names.split(" "));
    }

    /** The layers, as one part. */
    public Optional<PluginReference> layers() {
        return reference(LAYERS);
    }

    /** The layers of a part of a model. */
    public Optional<PluginReference> layers(String part) {
        return reference(LAYERS + "." + part);
    }

    /** The loss. */
    public Optional<PluginReference> loss() {
        return reference(LOSS);
    }

    /** The optimiser, with its schedule if it has one. */
    public Optional<PluginReference> optimizer() {
        return reference(OPTIMIZER);
    }

    /** The optimiser of one of several players. */
    public Optional<PluginReference> optimizer(String player) {
        return reference(OPTIMIZER + "." + player);
    }

    private Optional<PluginReference> reference(String key) {
        return Optional.ofNullable(texts.get(key)).map(PluginReference::parse);
    }

    /** Every plugin that is needed to make the parts anew, with its version: {@code acme 1.2}. */
    public Set<String> plugins() {
        return texts.keySet().stream()
                .filter(key -> Stream.of(LAYERS, LOSS, OPTIMIZER)
                        .anyMatch(kind -> key.equals(kind) || key.startsWith(kind + ".")))
                .flatMap(key -> reference(key).stream())
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
        if (!partNames().isEmpty()) {
            throw new IllegalArgumentException(
                    "the saved model has the parts " + partNames() + ": use model(catalogue)");
        }
        return network("", catalogue);
    }

    /**
     * The model of several parts.
     *
     * @throws IllegalArgumentException if nothing is said of one of them
     * @throws IllegalStateException if a part is of a plugin that is not there; the message names plugin and version
     */
    public Model model(References catalogue) {
        if (partNames().isEmpty()) {
            throw new IllegalArgumentException(
                    "the saved model is a single network, or does not say which parts it has: use"
                            + " network(catalogue), or Trained.load(model, file)");
        }
        Map<String, Network> parts = new LinkedHashMap<>();
        partNames().forEach(name -> parts.put(name, network("." + name, catalogue)));
        return Model.of(parts);
    }

    private Network network(String suffix, References catalogue) {
        PluginReference layers = reference(LAYERS + suffix)
                .orElseThrow(() -> new IllegalArgumentException(
                        "the saved model does not say what its network " + suffix.replaceFirst("\\.(.*)", "\"$1\" ")
                                + "was made of: load it into a network,"
                                + " Trained.load(network, file), or train with Trainer.named(catalogue)"));
        Layer layer = catalogue.restore(ExtensionPoint.LAYER, layers);
        return Network.of(input(suffix), layer, constant(PARAMETRIZATION + suffix, Parametrization.class))
                .as(constant(TYPE + suffix, DType.class));
    }

    private Shape input(String suffix) {
        String text = texts.getOrDefault(INPUT + suffix, "");
        try {
            return text.isEmpty()
                    ? Shape.of()
                    : Shape.of(Arrays.stream(text.split(",", -1))
                            .mapToInt(Integer::parseInt)
                            .toArray());
        } catch (NumberFormatException broken) {
            throw new IllegalArgumentException(
                    "the saved model's " + INPUT + suffix + " is \"" + text
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
