package dev.lemma.core.training;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.core.io.Npz;
import dev.lemma.core.io.Safetensors;
import dev.lemma.core.network.Network;
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

    /** What a file holds, in the network's type. */
    record Content(Array theta, Array state, SavedParts parts) {}

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

    static void write(Network network, Array theta, Array state, SavedParts noted, Path file) {
        Map<String, Array> named = new LinkedHashMap<>(parts(network.parameters(), theta));
        parts(network.states(), state).forEach((name, part) -> {
            if (named.putIfAbsent(name, part) != null) {
                throw new IllegalStateException("parameters: \"" + name
                        + "\" is both a parameter and a state of the network: rename one of them");
            }
        });
        if (format(file) == Format.NPZ) {
            Npz.write(file, named);
        } else {
            Safetensors.write(file, named, noted.texts());
        }
    }

    static Content read(Network network, Path file) {
        Safetensors.Content content = format(file) == Format.NPZ
                ? new Safetensors.Content(Npz.read(file), Map.of())
                : Safetensors.readAll(file);
        Map<String, Array> named = content.arrays();
        List<Parameter> expected = new ArrayList<>(network.parameters());
        expected.addAll(network.states());
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
        return new Content(
                joined(network, network.parameters(), network.parameterCount(), named),
                joined(network, network.states(), network.stateCount(), named),
                SavedParts.of(content.metadata()));
    }

    private static Map<String, Array> parts(List<Parameter> parameters, Array flat) {
        Map<String, Array> named = new LinkedHashMap<>();
        for (Parameter parameter : parameters) {
            int from = parameter.offset();
            named.put(
                    parameter.name(),
                    flat.rows(from, from + parameter.shape().size()).reshape(parameter.shape()));
        }
        return named;
    }

    private static Array joined(Network network, List<Parameter> parameters, int size, Map<String, Array> named) {
        Array flat = Array.zeros(network.type(), Shape.of(size));
        for (Parameter parameter : parameters) {
            Array part = Objects.requireNonNull(named.get(parameter.name()), parameter.name())
                    .as(network.type());
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
