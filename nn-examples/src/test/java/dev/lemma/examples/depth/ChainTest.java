package dev.lemma.examples.depth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import org.junit.jupiter.api.Test;

/** The recursions of lecture 12 for one layer, where the derivatives can be written down. */
class ChainTest {

    private static final double[] W = {0.7, -1.3};
    private static final double X = 0.4;

    private static double slope(double z) {
        return 1 - Math.tanh(z) * Math.tanh(z);
    }

    /** {@code Φ = w₁ tanh(w₀x)}. */
    @Test
    void stackedLayers() {
        Chain.Gradients gradients = new Chain.Plain().gradients(W, X);
        assertThat(gradients.byWeight()[0]).isCloseTo(W[1] * slope(W[0] * X) * X, within(1e-15));
        assertThat(gradients.byWeight()[1]).isCloseTo(Math.tanh(W[0] * X), within(1e-15));
    }

    /** {@code Φ = w₁ (x + γ tanh(w₀x))}: the derivative in w₀ has the factor x, not w₀. */
    @Test
    void residualLayersTakeTheSignalNotTheWeight() {
        Chain.Residual chain = new Chain.Residual(0.3);
        double right = 0.3 * W[1] * slope(W[0] * X) * X;
        assertThat(chain.gradients(W, X).byWeight()[0]).isCloseTo(right, within(1e-15));
        assertThat(chain.printed(W, X).byWeight()[0]).isCloseTo(right * W[0] / X, within(1e-15));
        assertThat(chain.gradients(W, X).byWeight()[1]).isCloseTo(X + 0.3 * Math.tanh(W[0] * X), within(1e-15));
        assertThat(chain.gradients(W, X).bySignal()[0]).isCloseTo(1 + 0.3 * slope(W[0] * X) * W[0], within(1e-15));
    }

    @Test
    void theLanguageAgreesAndThePrintedFormDoesNot() {
        Chain.Residual formula = new Chain.Residual(0.25);
        Chains chains = Chains.draw(formula, 6, 50, Key.of(4));
        assertThat(chains.disagreement()).isLessThan(1e-14);
        double printed = 0;
        for (int d = 0; d < chains.draws(); d++) {
            double[] w = chains.weightsOf(d);
            printed = Math.max(
                    printed,
                    Chains.difference(
                            chains.gradientOf(d),
                            formula.printed(w, Chains.INPUT).byWeight()));
        }
        assertThat(printed).isGreaterThan(1e-2);
    }
}
