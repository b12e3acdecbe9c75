package dev.lemma.testkit;

import static dev.lemma.api.plugin.ExtensionPoint.ACTIVATION;
import static dev.lemma.api.plugin.ExtensionPoint.INITIALIZER;
import static dev.lemma.api.plugin.ExtensionPoint.LAYER;
import static dev.lemma.api.plugin.ExtensionPoint.LOSS;
import static dev.lemma.core.plugin.CorePoints.METRIC;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Loss;
import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.plugin.CorePlugin;
import dev.lemma.runtime.Catalogue;
import dev.lemma.runtime.Entry;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of nn-core, by their names, under the contracts: nobody else tests them for these things. */
class CorePartsTest {

    private static final Catalogue CATALOGUE = Catalogue.of(new CorePlugin());

    @Nested
    class Plugin implements PluginContract {
        @Override
        public NnPlugin subject() {
            return new CorePlugin();
        }
    }

    static Stream<String> activations() {
        return CATALOGUE.entries(ACTIVATION).stream().filter(Entry::hasDefaults).map(Entry::name);
    }

    @Nested
    @ParameterizedClass
    @MethodSource("dev.lemma.testkit.CorePartsTest#activations")
    class EveryActivation implements ActivationContract {

        @Parameter
        String name;

        @Override
        public Activation subject() {
            return CATALOGUE.create(ACTIVATION, name);
        }

        @Override
        public double[] kinks() {
            return switch (name) {
                case "relu", "leaky-relu", "elu", "selu", "absolute", "heaviside", "softsign" -> new double[] {0};
                default -> new double[0];
            };
        }
    }

    static Stream<String> initializers() {
        return CATALOGUE.entries(INITIALIZER).stream()
                .filter(Entry::hasDefaults)
                .map(Entry::name);
    }

    @Nested
    @ParameterizedClass
    @MethodSource("dev.lemma.testkit.CorePartsTest#initializers")
    class EveryInitializer implements InitializerContract {

        @Parameter
        String name;

        @Override
        public Initializer subject() {
            return CATALOGUE.create(INITIALIZER, name);
        }

        @Override
        public boolean isRandom() {
            return !name.equals("zeros") && !name.equals("ones");
        }
    }

    @Nested
    @ParameterizedClass
    @ValueSource(
            strings = {
                "square",
                "half-square",
                "absolute",
                "huber",
                "hinge",
                "squared-hinge",
                "logistic",
                "exponential",
                "cross-entropy",
                "binary-cross-entropy",
                "multi-margin",
                "gaussian"
            })
    class EveryLossWithADerivative implements LossContract {

        @Parameter
        String name;

        @Override
        public Loss subject() {
            return CATALOGUE.create(LOSS, name);
        }

        @Override
        public Targets targets() {
            return switch (name) {
                case "hinge", "squared-hinge", "logistic", "exponential" -> Targets.SIGNS;
                case "binary-cross-entropy" -> Targets.BITS;
                case "cross-entropy", "multi-margin" -> Targets.CLASSES;
                default -> Targets.VALUES;
            };
        }

        @Override
        public Array prediction() {
            return name.equals("gaussian") ? Numbers.normal("prediction", 6, 2) : LossContract.super.prediction();
        }

        /** For a density: the mean is the target and the variance e⁻⁸, where a step can only lose. */
        @Override
        public Array best() {
            if (!name.equals("gaussian")) {
                return LossContract.super.best();
            }
            double[] numbers = new double[12];
            for (int i = 0; i < 6; i++) {
                numbers[2 * i] = target().get(i);
                numbers[2 * i + 1] = -60;
            }
            return Array.of(Shape.of(6, 2), numbers);
        }

        @Override
        public boolean mayBeNegative() {
            return name.equals("gaussian");
        }
    }

    private record Case(String name, Map<String, ?> options, Shape sample) {}

    static Stream<Case> layers() {
        Shape image = Shape.of(4, 6, 6);
        Shape signal = Shape.of(4, 8);
        return Stream.of(
                new Case("dense", Map.of("out", 3), Shape.of(5)),
                new Case("convolution1d", Map.of("filters", 3, "kernel", 3), signal),
                new Case("convolution2d", Map.of("filters", 3, "kernelH", 3, "kernelW", 2), image),
                new Case("convolution-transpose1d", Map.of("filters", 3, "kernel", 3), signal),
                new Case("convolution-transpose2d", Map.of("filters", 3, "kernelH", 2, "kernelW", 2), image),
                new Case("max-pool1d", Map.of("kernel", 2), signal),
                new Case("average-pool1d", Map.of("kernel", 2), signal),
                new Case("global-average-pool", Map.of(), image),
                new Case("global-max-pool", Map.of(), image),
                new Case("batch-norm", Map.of(), image),
                new Case("layer-norm", Map.of(), Shape.of(5)),
                new Case("group-norm", Map.of("groups", 2), image),
                new Case("instance-norm", Map.of(), image),
                new Case("dropout", Map.of("rate", 0.5), Shape.of(5)),
                new Case("attention", Map.of("heads", 2), Shape.of(3, 4)),
                new Case("flatten", Map.of(), image),
                new Case("reshape", Map.of("sample", "2,3"), Shape.of(6)),
                new Case("residual", Map.of("branch", "tanh"), Shape.of(5)),
                new Case("sequential", Map.of("layers", List.of(new Dense(3), Activations.TANH)), Shape.of(5)),
                new Case("parallel", Map.of("branches", List.of(new Dense(3), new Dense(3))), Shape.of(5)),
                new Case(
                        "concatenation",
                        Map.of("axis", -1, "branches", List.of(new Dense(3), new Dense(2))),
                        Shape.of(5)));
    }

    @Nested
    @ParameterizedClass
    @MethodSource("dev.lemma.testkit.CorePartsTest#layers")
    class EveryLayer implements LayerContract {

        @Parameter
        Case given;

        @Override
        public Layer subject() {
            return CATALOGUE.create(LAYER, given.name(), given.options());
        }

        @Override
        public Shape sample() {
            return given.sample();
        }
    }

    /** A class of this module that is forgotten in the plugin fails here. */
    @Test
    void everyPublicPartHasAName() throws IOException, URISyntaxException, ClassNotFoundException {
        Map<ExtensionPoint<?>, String> packages = Map.of(
                ACTIVATION, "activation", INITIALIZER, "initializer", LOSS, "loss", LAYER, "layer", METRIC, "metric");
        for (Map.Entry<ExtensionPoint<?>, String> each : packages.entrySet()) {
            List<Class<?>> parts = publicClasses(
                    "dev.lemma.core." + each.getValue(), each.getKey().type());
            assertThat(parts).as(each.getValue()).isNotEmpty();
            for (Class<?> part : parts) {
                if (part.isEnum()) {
                    for (Object constant : part.getEnumConstants()) {
                        assertThat(isNamed(each.getKey(), constant))
                                .as("%s %s", each.getKey(), constant)
                                .isTrue();
                    }
                } else {
                    assertThat(CATALOGUE.entries(each.getKey())).as("%s", part).anyMatch(entry -> entry.makes(part));
                }
            }
        }
    }

    private static <T> boolean isNamed(ExtensionPoint<T> point, Object part) {
        try {
            return !CATALOGUE.reference(point, point.type().cast(part)).name().isEmpty();
        } catch (IllegalArgumentException nameless) {
            return false;
        }
    }

    private static List<Class<?>> publicClasses(String packageName, Class<?> type)
            throws IOException, URISyntaxException, ClassNotFoundException {
        URI home = CorePlugin.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .toURI();
        List<Class<?>> classes = new ArrayList<>();
        String folder = packageName.replace('.', '/');
        if (home.getPath().endsWith(".jar")) {
            try (JarFile jar = new JarFile(Path.of(home).toFile())) {
                for (String name : jar.stream().map(ZipEntry::getName).toList()) {
                    if (name.startsWith(folder + "/") && name.endsWith(".class")) {
                        addPart(classes, packageName + "." + name.substring(folder.length() + 1), type);
                    }
                }
            }
        } else {
            try (Stream<Path> files = Files.list(Path.of(home).resolve(folder))) {
                for (Path file :
                        files.filter(path -> path.toString().endsWith(".class")).toList()) {
                    addPart(classes, packageName + "." + file.getFileName(), type);
                }
            }
        }
        return classes;
    }

    private static void addPart(List<Class<?>> classes, String file, Class<?> type) throws ClassNotFoundException {
        Class<?> found = Class.forName(file.replaceFirst("\\.class$", ""));
        boolean concrete = found.isEnum() || found.isRecord();
        if (concrete && type.isAssignableFrom(found) && Modifier.isPublic(found.getModifiers())) {
            classes.add(found);
        }
    }
}
