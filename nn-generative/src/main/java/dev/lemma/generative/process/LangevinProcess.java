package dev.lemma.generative.process;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * Descent on a potential with heat: {@code dx = −∇V(x) dt + √(2τ) dw}, whose law at rest is {@code e^{−V/τ}}.
 *
 * <p>It has no kernel in closed form unless V is quadratic, when it is the process of Ornstein and Uhlenbeck. Chains that sample from it in discrete time,
 * with and without correction, are in {@code dev.lemma.optim.sampling}.
 *
 * @param potential V of each row of [N, …]: [N]
 * @param temperature τ ≥ 0; with 0 it is gradient flow
 * @param horizon T &gt; 0
 */
public record LangevinProcess(UnaryOperator<Tensor> potential, double temperature, double horizon)
        implements DiffusionProcess {

    public LangevinProcess {
        Objects.requireNonNull(potential, "potential");
        Check.notNegative("temperature", temperature);
        Check.positive("horizon", horizon);
    }

    @Override
    public Tensor drift(Tensor x, Tensor t) {
        return Derivatives.gradient(potential.apply(x).sum(), x).negate();
    }

    @Override
    public Tensor diffusionSquared(Tensor t) {
        return t.filled(2 * temperature);
    }
}
