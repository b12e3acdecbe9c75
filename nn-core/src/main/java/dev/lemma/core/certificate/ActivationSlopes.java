package dev.lemma.core.certificate;

import dev.lemma.api.walk.DeclaredSlope;
import dev.lemma.api.walk.Slope;
import dev.lemma.core.activation.Activations;
import dev.lemma.core.activation.LeakyRelu;
import java.util.ArrayList;
import java.util.List;

/**
 * The slopes of activations that are no chain of primitives: where their second derivative is 0, to twelve digits and rounded outwards.
 *
 * <pre>{@code
 * GELU  Φ(x) + xφ(x), at ±√2        SiLU  at ±2.39935728052        Mish  at 1.49057117949 and −2.25637639636        e^{−x²/2}  ±e^{−1/2}, at ∓1
 * }</pre>
 */
public final class ActivationSlopes {

    private static final double LAMBDA = 1.0507009873554805;
    private static final double ALPHA = 1.6732632423543772;

    private ActivationSlopes() {}

    /** Those of this module's activations that need it; leaky ReLUs of slopes 0.01, 0.1, 0.2 and 0.3 among them. */
    public static List<DeclaredSlope> all() {
        List<DeclaredSlope> all = new ArrayList<>();
        add(all, Activations.GELU, -0.128904145186, 1.128904145186);
        add(all, Activations.GELU_TANH, -0.128993068659, 1.128993068659);
        add(all, Activations.SILU, -0.099839320129, 1.099839320129);
        add(all, Activations.MISH, -0.112526122390, 1.088498161252);
        add(all, Activations.ELU, 0, 1);
        add(all, Activations.SELU, 0, LAMBDA * ALPHA * (1 + 1e-15));
        add(all, Activations.SOFTSIGN, 0, 1);
        double steepest = Math.exp(-0.5) * (1 + 1e-15);
        add(all, Activations.GAUSSIAN, -steepest, steepest);
        for (double slope : new double[] {0.01, 0.1, 0.2, 0.3}) {
            all.add(DeclaredSlope.of(new LeakyRelu(slope)::apply, new Slope(slope, 1)));
        }
        return List.copyOf(all);
    }

    private static void add(List<DeclaredSlope> to, Activations activation, double low, double high) {
        to.add(DeclaredSlope.of(activation::apply, new Slope(low, high)));
    }
}
