package dev.lemma.core.training;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Loss;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.data.Batches;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.data.Sampler;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.loss.Losses;
import dev.lemma.core.loss.Regularizer;
import dev.lemma.core.loss.Regularizers;
import dev.lemma.core.metric.Metric;
import dev.lemma.core.metric.Metrics;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.network.Placement;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Every public callable of training, networks, data and metrics with one argument that is null, or a number beyond all sense: whatever it
 * throws is a sentence, and of no kind that only says where the JDK stood.
 */
class HostileArgumentsTest {

    /** Every public type of this module but for its insides, and for what is only told. */
    private static List<Class<?>> types() {
        List<Class<?>> types = new ArrayList<>();
        for (JavaClass type : new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
                .importPackages("dev.lemma.core")) {
            boolean open = type.getModifiers().contains(JavaModifier.PUBLIC)
                    && !type.getPackageName().endsWith("internal");
            boolean told =
                    type.isAssignableTo(Throwable.class) || type.getName().endsWith("$Trace");
            if (open && !told && !type.isAnonymousClass()) {
                types.add(type.reflect());
            }
        }
        types.sort(Comparator.comparing(Class::getName));
        return types;
    }

    private static final Set<String> CALLED_BACK = Set.of("step", "risks", "epoch");

    private static final int[] NUMBERS = {Integer.MIN_VALUE, -1, 0};

    @TempDir
    private Path folder;

    private final Map<Class<?>, Object> samples = new LinkedHashMap<>();

    private void fill() {
        Network net = Examples.affine(3);
        Dataset data = Examples.linear(6, 3);
        Trainer trainer = Trainer.of(net, Losses.SQUARE, Examples.descent(0.1)).steps(1);
        samples.put(Trainer.class, trainer);
        samples.put(Trained.class, trainer.fit(data));
        samples.put(Network.class, net);
        samples.put(Model.class, Model.of("net", net));
        samples.put(Dataset.class, data);
        samples.put(Optimizer.class, Examples.descent(0.1));
        samples.put(Loss.class, Losses.SQUARE);
        samples.put(Metric.class, Metrics.MEAN_SQUARED_ERROR);
        samples.put(Risk.class, (Risk)
                (parts, batch, key) -> parts.apply("net", batch.features()).sum());
        samples.put(Array.class, net.initialArray(Key.of(0)));
        samples.put(INDArray.class, net.initial(Key.of(0)));
        samples.put(Key.class, Key.of(0));
        samples.put(Shape.class, Shape.of(3));
        samples.put(DType.class, DType.FLOAT64);
        samples.put(Path.class, folder.resolve("a.npz"));
        samples.put(String.class, "net");
        samples.put(Sampler.class, Sampler.IN_ORDER);
        samples.put(Batches.class, new Batches(6, 2, Key.of(0)));
        samples.put(Placement.class, Placement.ALONE);
        samples.put(TrainingListener.class, TrainingListener.until((done, risk) -> false));
        samples.put(TrainingListener.Condition.class, (TrainingListener.Condition) (done, risk) -> false);
        samples.put(History.class, new History(List.of()));
        samples.put(Tensor.class, Tensor.input("theta", DType.FLOAT64, 4));
        samples.put(Stepper.class, Stepper.of(Examples.momentum(0.1), Tensor.input("theta", DType.FLOAT64, 4)));
        samples.put(Map.class, Map.of());
        samples.put(Collection.class, List.of("net"));
        samples.put(List.class, List.of("a", "b", "c"));
        samples.put(int[].class, new int[] {0, 1});
        samples.put(double[].class, new double[] {1, 1, 1, 1, 1, 1});
        samples.put(Layer.class, new Dense(2));
        samples.put(Initializer.class, Initializers.heNormal());
        samples.put(Regularizer.class, Regularizers.l2(0.1));
        samples.put(Activation.class, Activations.TANH);
        samples.put(Parametrization.class, Parametrization.NTK);
        samples.put(float.class, 1f);
        samples.put(int.class, 1);
        samples.put(long.class, 1L);
        samples.put(double.class, 0.5);
        samples.put(boolean.class, true);
    }

    @Test
    void whateverIsThrownIsASentence() {
        fill();
        List<String> bare = new ArrayList<>();
        int tried = 0;
        for (Class<?> type : types()) {
            List<Executable> callables = new ArrayList<>(Arrays.asList(type.getConstructors()));
            Arrays.stream(type.getDeclaredMethods())
                    .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
                    .filter(method -> !Set.of("equals", "valueOf").contains(method.getName()))
                    .filter(method -> Modifier.isStatic(method.getModifiers()) || samples.containsKey(type))
                    // What training calls, and never a user.
                    .filter(method -> !Modifier.isAbstract(method.getModifiers()))
                    .filter(method -> type != TrainingListener.class || !CALLED_BACK.contains(method.getName()))
                    .forEach(callables::add);
            for (Executable callable : callables) {
                Class<?>[] parameters = callable.getParameterTypes();
                for (int i = 0; i < parameters.length; i++) {
                    if (!Arrays.stream(parameters).allMatch(samples::containsKey)) {
                        continue;
                    }
                    for (Object hostile : hostile(parameters[i])) {
                        if (hostile == null && nullable(callable, i)) {
                            continue;
                        }
                        Object[] arguments =
                                Arrays.stream(parameters).map(samples::get).toArray();
                        arguments[i] = hostile;
                        tried++;
                        String fault = fault(type, callable, arguments);
                        if (fault != null) {
                            bare.add(type.getSimpleName() + "." + callable.getName() + Arrays.toString(parameters)
                                    + " with " + hostile + " at " + i + ": " + fault);
                        }
                    }
                }
            }
        }
        assertThat(tried).isGreaterThan(400);
        assertThat(bare).isEmpty();
    }

    private static boolean nullable(Executable callable, int parameter) {
        return Arrays.stream(callable.getAnnotatedParameterTypes()[parameter].getAnnotations())
                .anyMatch(annotation -> annotation.annotationType().equals(Nullable.class));
    }

    private static List<@Nullable Object> hostile(Class<?> type) {
        List<@Nullable Object> values = new ArrayList<>();
        if (type == int.class) {
            for (int number : NUMBERS) {
                values.add(number);
            }
        } else if (type == long.class) {
            for (int number : NUMBERS) {
                values.add((long) number);
            }
        } else if (type == double.class) {
            values.addAll(List.of(Double.NaN, Double.NEGATIVE_INFINITY, -1.0));
        } else if (!type.isPrimitive()) {
            values.add(null);
        }
        return values;
    }

    /** What is wrong with what the call throws; null if it returns, or says what was wrong. */
    private @Nullable String fault(Class<?> type, Executable callable, Object[] arguments) {
        try {
            if (callable instanceof Constructor<?> constructor) {
                constructor.newInstance(arguments);
            } else {
                Method method = (Method) callable;
                method.invoke(Modifier.isStatic(method.getModifiers()) ? null : samples.get(type), arguments);
            }
            return Arrays.asList(arguments).contains(null) ? "accepts null" : null;
        } catch (InvocationTargetException e) {
            Throwable thrown = e.getCause();
            String message = thrown.getMessage();
            boolean sentence = message != null && message.contains(" ") && !message.startsWith("Cannot ");
            return (thrown instanceof IllegalArgumentException
                                    || thrown instanceof IndexOutOfBoundsException
                                    || thrown instanceof IllegalStateException)
                            && sentence
                    ? null
                    : String.valueOf(thrown);
        } catch (ReflectiveOperationException e) {
            return String.valueOf(e);
        }
    }
}
