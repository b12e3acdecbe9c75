package dev.lemma.dynamics.sde;

import dev.lemma.api.tensor.Tensor;

/**
 * Rößler's method SRIW1, of strong order 3/2, without derivatives.
 *
 * <pre>{@code
 * F₂ = X + ¾ f₁h + (3/2) g₁ J/h
 * G₂ = X + ¼ f₁h + ½ g₁√h        G₃ = X + f₁h − g₁√h        G₄ = X + ¼ f(F₃)h + (−5g₁ + 3g₂ + ½g₃)√h,  F₃ = X
 * X⁺ = X + (⅓ f₁ + ⅔ f(F₂))h + Σᵢ (β¹ᵢ ΔW + β²ᵢ (ΔW² − h)/(2√h) + β³ᵢ J/h + β⁴ᵢ (ΔW³ − 3hΔW)/(6h)) gᵢ
 * }</pre>
 *
 * <p>f and g are taken at the times {@code t + (0, ¾)h} and {@code t + (0, ¼, 1, ¼)h}; J is the integral of the path over the step ({@link Noise#integral}). gᵢ may depend on t and on Xᵢ, not
 * on other numbers of the state. Two evaluations of f and four of g per step.
 *
 * @see <a href="https://doi.org/10.1137/09076636X">Rößler 2010, Runge-Kutta methods for the strong approximation of solutions of stochastic differential equations (table 6.2)</a>
 */
public record StochasticRungeKutta() implements SdeSolver {

    private static final double[][] BETA = {
        {-1, 4 / 3.0, 2 / 3.0, 0}, {-1, 4 / 3.0, -1 / 3.0, 0}, {2, -4 / 3.0, -2 / 3.0, 0}, {-2, 5 / 3.0, -2 / 3.0, 1}
    };

    @Override
    public double strongOrder() {
        return 1.5;
    }

    @Override
    public int evaluations() {
        return 2;
    }

    @Override
    public Tensor step(StochasticField field, Tensor t, Tensor x, Tensor h, Noise noise) {
        Tensor root = h.sqrt();
        Tensor w = noise.increment();
        Tensor area = noise.integral().dividedBy(h);
        Tensor quarter = t.plus(h.times(0.25));
        Tensor f1 = field.drift().at(t, x);
        Tensor g1 = field.diffusion().at(t, x);
        Tensor f2 = field.drift()
                .at(
                        t.plus(h.times(0.75)),
                        x.plus(f1.times(h).times(0.75)).plus(g1.times(area).times(1.5)));
        Tensor g2 = field.diffusion()
                .at(quarter, x.plus(f1.times(h).times(0.25)).plus(g1.times(root).times(0.5)));
        Tensor g3 = field.diffusion().at(t.plus(h), x.plus(f1.times(h)).minus(g1.times(root)));
        Tensor g4 = field.diffusion()
                .at(
                        quarter,
                        x.plus(f1.times(h).times(0.25))
                                .plus(g1.times(-5)
                                        .plus(g2.times(3))
                                        .plus(g3.times(0.5))
                                        .times(root)));
        Tensor[] integrals = {
            w,
            w.square().minus(h).dividedBy(root).times(0.5),
            area,
            w.square().minus(h.times(3)).times(w).dividedBy(h).times(1 / 6.0)
        };
        Tensor[] g = {g1, g2, g3, g4};
        Tensor next = x.plus(f1.plus(f2.times(2)).times(h).times(1 / 3.0));
        for (int i = 0; i < 4; i++) {
            Tensor weight = null;
            for (int k = 0; k < 4; k++) {
                if (BETA[k][i] != 0) {
                    Tensor term = integrals[k].times(BETA[k][i]);
                    weight = weight == null ? term : weight.plus(term);
                }
            }
            if (weight != null) {
                next = next.plus(weight.times(g[i]));
            }
        }
        return next;
    }
}
