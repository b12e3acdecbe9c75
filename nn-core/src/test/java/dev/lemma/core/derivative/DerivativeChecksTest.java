package dev.lemma.core.derivative;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Tensor;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The checks must find what is wrong. */
class DerivativeChecksTest {

    @Test
    void findsAWrongFactor() {
        assertThatThrownBy(() -> DerivativeChecks.check(
                        "wrong", x -> square(x.get(0), 2 * (1 + 1e-6)), DerivativeChecks.away(1, 5)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("wrong, jvp");
    }

    @Test
    void findsAGradientThatIsRightOnlyToFirstOrder() {
        assertThatThrownBy(() -> DerivativeChecks.check(
                        "stopped",
                        x -> x.get(0)
                                .square()
                                .withGradient(
                                        List.of(x.get(0)),
                                        (y, c) -> List.of(
                                                c.times(x.get(0).stopGradient()).times(2))),
                        DerivativeChecks.away(1, 5)))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("stopped, forward over reverse");
    }

    private static Tensor square(Tensor x, double factor) {
        return x.square()
                .withGradient(
                        List.of(x), (y, cotangent) -> List.of(cotangent.times(x).times(factor)));
    }
}
