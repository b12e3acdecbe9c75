package dev.lemma.core.training;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.core.io.Npz;
import dev.lemma.core.io.Safetensors;
import dev.lemma.core.network.Network;
import dev.lemma.core.network.Placement;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/** Parameters and running statistics under their names, as safetensors or npz. */
final class ParameterFile {

    private ParameterFile() {}

    /** What a file holds, in the networks' type. */
    record Content(Map<Placement, Trained.Part> parts, SavedParts saved) {

        Trained.Part part(Placement place) {
            return Objects.requireNonNull(parts.get(place), place.prefix());
        }
    }

    private enum Format {
        SAFETENSORS,
        NPZ
    }

    private static Format format(Path file) {
        String name = String.valueOf(file.getFileName()).toLowerCase(Locale.ROOT);
        if (name.endsWith(".safetensors")) {
            return Format.SAFETENSORS;
        }
        if (name.endsWith(".npz")) {
            return Format.NPZ;
        }
        throw new IllegalArgumentException(
                "parameters: \"" + file + "\" ends in neither .safetensors nor .npz: give it one of these endings");
    }

    /**
     * @param parts by what their names begin with
     */
    static void write(Map<Placement, Trained.Part> parts, SavedParts noted, Path file) {
        Map<String, Array> named = new LinkedHashMap<>();
        parts.forEach((place, part) -> {
            Network network = part.network();
            named.putAll(parts(place, network.parameters(), part.theta()));
            parts(place, network.states(), part.state()).forEach((name, array) -> {
                if (named.putIfAbsent(name, array) != null) {
                    throw new IllegalStateException("parameters: \"" + name
                            + "\" is both a parameter and a state of the network: rename one of them");
                }
            });
        });
        if (format(file) == Format.NPZ) {
            Npz.write(file, named);
        } else {
            Safetensors.write(file, named, noted.texts());
        }
    }

    static Content read(Map<Placement, Network> networks, Path file) {
        Safetensors.Content content = format(file) == Format.NPZ
                ? new Safetensors.Content(Npz.read(file), Map.of())
                : Safetensors.readAll(file);
        Map<String, Array> named = content.arrays();
        List<Parameter> expected = new ArrayList<>();
        networks.forEach((place, network) -> {
            network.parameters().forEach(parameter -> expected.add(place.of(parameter)));
            network.states().forEach(state -> expected.add(place.of(state)));
        });
        List<String> wrong = new ArrayList<>();
        List<String> unknown = new ArrayList<>(named.keySet());
        for (Parameter parameter : expected) {
            Array part = named.get(parameter.name());
            unknown.remove(parameter.name());
            if (part == null) {
                wrong.add("\"" + parameter.name() + "\" " + parameter.shape() + " is missing");
            } else if (!part.shape().equals(parameter.shape())) {
                wrong.add("\"" + parameter.name() + "\" is " + part.shape() + ", expected " + parameter.shape());
            }
        }
        unknown.forEach(name -> wrong.add("\"" + name + "\" is not of this network"));
        if (!wrong.isEmpty()) {
            int shown = Math.min(8, wrong.size());
            throw new ShapeException("parameters of " + file + ": " + String.join("; ", wrong.subList(0, shown))
                    + (shown < wrong.size() ? "; and " + (wrong.size() - shown) + " more" : "")
                    + ": was it written for another network?");
        }
        Map<Placement, Trained.Part> parts = new LinkedHashMap<>();
        networks.forEach((place, network) -> {
            Array theta = joined(place, network, network.parameters(), network.parameterCount(), named);
            Array state = joined(place, network, network.states(), network.stateCount(), named);
            parts.put(place, new Trained.Part(network, theta, theta, state));
        });
        return new Content(parts, SavedParts.of(content.metadata()));
    }

    private static Map<String, Array> parts(Placement place, List<Parameter> parameters, Array flat) {
        Map<String, Array> named = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            int from = parameter.offset();
            named.put(
                    place.prefix() + parameter.name(),
                    flat.rows(from, from + parameter.shape().size()).reshape(parameter.shape()));
        }
        return named;
    }

    private static Array joined(
            Placement place, Network network, List<Parameter> parameters, int size, Map<String, Array> named) {
        Array flat = Array.zeros(network.type(), Shape.of(size));
        for (Parameter parameter : parameters) {
            String name = place.prefix() + parameter.name();
            Array given = Objects.requireNonNull(named.get(name), name);
            Array part = given.as(network.type());
            if (!part.isFinite()) {
                throw new IllegalArgumentException("parameters: \"" + name + "\" has numbers that are not finite"
                        + (given.isFinite() ? " in " + network.type() + ", the network's type: load it as FLOAT64" : "")
                        + ": was the training stopped after it had left the finite numbers?");
            }
            System.arraycopy(
                    part.storage(),
                    0,
                    flat.storage(),
                    parameter.offset(),
                    parameter.shape().size());
        }
        return flat;
    }
}
