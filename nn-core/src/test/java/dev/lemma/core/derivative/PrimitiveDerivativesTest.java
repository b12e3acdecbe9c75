package dev.lemma.core.derivative;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Rules that the contract of primitives cannot see; the others are in {@code LanguagePrimitivesTest} of nn-testkit. */
class PrimitiveDerivativesTest {

    @Test
    void castPassesTangentsAndCotangentsInTheTypeOfTheOtherSide() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2);
        Tensor y = x.as(DType.FLOAT32);
        Tensor vjp = Derivatives.vjp(y, x, Tensor.literal(Array.vector(1.5, -2).as(DType.FLOAT32)));
        Tensor jvp = Derivatives.jvp(y, x, Tensor.literal(Array.vector(0.25, 3)));
        List<Array> numbers = ReferenceExecutor.evaluate(List.of(vjp, jvp), Map.of(x, Array.vector(1, 2)));
        assertThat(numbers.get(0)).isEqualTo(Array.vector(1.5, -2));
        assertThat(numbers.get(1)).isEqualTo(Array.vector(0.25, 3).as(DType.FLOAT32));
    }

    @Test
    void stoppedGradientIsZero() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 2);
        Tensor gradient =
                Derivatives.gradient(x.square().stopGradient().times(x).sum(), x);
        assertThat(ReferenceExecutor.evaluate(List.of(gradient), Map.of(x, Array.vector(2, 3)))
                        .get(0))
                .isEqualTo(Array.vector(4, 9));
    }
}
