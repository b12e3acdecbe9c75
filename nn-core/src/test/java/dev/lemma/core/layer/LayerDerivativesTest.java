package dev.lemma.core.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import dev.lemma.api.network.Layer;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.derivative.DerivativeChecks;
import dev.lemma.core.initializer.Initializers;
import dev.lemma.core.network.Network;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Derivatives of every layer in its parameters and its input, in training mode. */
class LayerDerivativesTest {

    static List<Arguments> layers() {
        return List.of(
                Arguments.of(new Dense(3), Shape.of(4)),
                Arguments.of(new Dense(3), Shape.of(2, 4)),
                Arguments.of(new Convolution1D(4, 3).stride(2).same().groups(2), Shape.of(2, 7)),
                Arguments.of(new Convolution2D(2, 3, 2).padding(1).circular(), Shape.of(2, 4, 3)),
                Arguments.of(new Convolution2D(2, 3).stride(2).same().dilation(2), Shape.of(1, 6, 5)),
                Arguments.of(
                        new ConvolutionTranspose1D(4, 3)
                                .stride(2)
                                .padding(1)
                                .outputPadding(1)
                                .groups(2),
                        Shape.of(2, 4)),
                Arguments.of(new ConvolutionTranspose2D(2, 3, 2).stride(2), Shape.of(2, 2, 3)),
                Arguments.of(new MaxPool1D(3).stride(2).padding(1), Shape.of(2, 7)),
                Arguments.of(new MaxPool2D(2), Shape.of(2, 4, 5)),
                Arguments.of(new AveragePool1D(3).padding(1).ignorePadding(), Shape.of(2, 7)),
                Arguments.of(new AveragePool2D(3).stride(2).padding(1).ignorePadding(), Shape.of(2, 4, 5)),
                Arguments.of(new GlobalAveragePool(), Shape.of(2, 4, 5)),
                Arguments.of(new GlobalMaxPool(), Shape.of(2, 6)),
                Arguments.of(new BatchNorm(), Shape.of(3)),
                Arguments.of(new BatchNorm(), Shape.of(2, 3, 2)),
                Arguments.of(new LayerNorm(2, 1e-5), Shape.of(2, 3)),
                Arguments.of(new GroupNorm(2), Shape.of(4, 3)),
                Arguments.of(new InstanceNorm(), Shape.of(2, 3, 2)),
                Arguments.of(new Dropout(0.4), Shape.of(6)),
                Arguments.of(new Flatten(), Shape.of(2, 3)),
                Arguments.of(new Reshape(3, 2), Shape.of(6)),
                Arguments.of(new MultiHeadAttention(2), Shape.of(3, 4)),
                Arguments.of(new MultiHeadAttention(2).asCausal().noBias(), Shape.of(3, 4)),
                Arguments.of(Sequential.of(new Dense(5), Activations.TANH, new Dense(2)), Shape.of(3)),
                Arguments.of(Parallel.of(new Dense(3), Activations.SILU), Shape.of(3)),
                Arguments.of(Concatenation.of(-1, new Dense(2), Activations.IDENTITY), Shape.of(3)),
                Arguments.of(new Residual(Sequential.of(new Dense(3), Activations.GELU), 0.3), Shape.of(3)));
    }

    @ParameterizedTest
    @MethodSource("layers")
    void agreesWithDifferences(Layer layer, Shape sample) {
        Network net = Network.of(sample, layer).as(DType.FLOAT64);
        Array x = DerivativeChecks.away(5, sample.batch(3).extents());
        Tensor key = Tensor.key(DType.FLOAT64, Key.of(9));
        if (net.parameterCount() == 0) {
            DerivativeChecks.check(
                    layer.toString(), at -> output(net, Tensor.literal(Array.vector()), at.get(0), key), x);
        } else {
            Array theta = DerivativeChecks.away(6, net.parameterCount());
            DerivativeChecks.check(layer.toString(), at -> output(net, at.get(0), at.get(1), key), theta, x);
        }
    }

    private static Tensor output(Network net, Tensor theta, Tensor x, Tensor key) {
        return net.trace(Network.Mode.TRAINING, theta, Tensor.literal(net.initialState()), x, key)
                .output();
    }

    @Test
    void embeddingsLearnWhatTheyAreAskedFor() {
        Network net = Network.of(Shape.of(2), new Embedding(4, 3, Initializers.zeros()))
                .as(DType.FLOAT64);
        Tensor symbols = Tensor.literal(Array.matrix(new double[][] {{3, 0}, {3, 3}}));
        DerivativeChecks.check("embedding", at -> net.apply(at.get(0), symbols).square(), DerivativeChecks.away(3, 12));
    }

    @Test
    void everyLayerIsAmongTheCases() {
        Set<String> checked = layers().stream()
                .map(a -> a.get()[0].getClass().getSimpleName())
                .collect(Collectors.toSet());
        checked.add("Embedding");
        Set<String> known = new ClassFileImporter(List.of(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS))
                .importPackagesOf(Dense.class).stream()
                        .filter(type -> type.isAssignableTo(Layer.class))
                        .map(JavaClass::getSimpleName)
                        .collect(Collectors.toSet());
        assertThat(known).contains("Dense", "Residual");
        assertThat(checked).containsAll(known);
    }
}
