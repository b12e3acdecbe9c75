package dev.lemma.optim;

import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static dev.lemma.api.plugin.ExtensionPoint.SCHEDULE;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.training.Scheduled;
import dev.lemma.optim.schedule.Constant;
import dev.lemma.optim.schedule.CosineAnnealing;
import dev.lemma.optim.schedule.CosineDecay;
import dev.lemma.optim.schedule.CosineRestarts;
import dev.lemma.optim.schedule.Exponential;
import dev.lemma.optim.schedule.InverseRoot;
import dev.lemma.optim.schedule.Linear;
import dev.lemma.optim.schedule.OneCycle;
import dev.lemma.optim.schedule.Piecewise;
import dev.lemma.optim.schedule.Polynomial;
import dev.lemma.optim.schedule.StepDecay;
import dev.lemma.optim.schedule.WarmUp;

/** The optimisers and schedules of this module. */
public final class OptimPlugin implements NnPlugin {

    @Override
    public String id() {
        return "lemma.optim";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        optimizers(to);
        schedules(to);
        MethodParts.contribute(to);
    }

    private static void optimizers(Contributions to) {
        to.add(OPTIMIZER, "sgd", new Sgd(1e-2))
                .summary("gradient descent")
                .formula("θ ← θ − η·g")
                .cite("doi:10.1214/aoms/1177729586");
        to.add(OPTIMIZER, "momentum", new Momentum(1e-2, 0.9))
                .summary("descent along a decaying sum of gradients")
                .formula("m ← μ·m + (1−τ)·g,  θ ← θ − η·m")
                .cite("doi:10.1016/0041-5553(64)90137-5")
                .alias("heavy-ball");
        to.add(OPTIMIZER, "nesterov", new Nesterov(1e-2, 0.9))
                .summary("momentum that counts its next gradient in advance")
                .formula("m ← μ·m + g,  θ ← θ − η·(g + μ·m)")
                .cite("https://proceedings.mlr.press/v28/sutskever13.html");
        to.add(OPTIMIZER, "adam", new Adam(1e-3))
                .summary("gradient descent on moments of the gradient")
                .formula("θ ← θ − η·m̂/(√v̂ + ε)")
                .cite("arXiv:1412.6980");
        to.add(OPTIMIZER, "adamw", new AdamW(1e-3, 1e-2))
                .summary("adam with weight decay that does not pass through the moments")
                .formula("θ ← θ − η·(m̂/(√v̂ + ε) + λ·θ)")
                .cite("arXiv:1711.05101");
        to.add(OPTIMIZER, "scheduled", Scheduled.class)
                .summary("an optimiser times a schedule")
                .formula("Δθₜ ← s(t − 1)·Δθₜ");
        to.add(OPTIMIZER, "weight-decay", WeightDecay.class)
                .summary("an optimiser whose gradient has the decay added")
                .formula("g ← g + λ·θ");
        to.add(OPTIMIZER, "norm-clipping", NormClipping.class)
                .summary("an optimiser whose gradient is clipped by its norm")
                .formula("g ← g·min(1, c/(‖g‖₂ + ε))")
                .cite("arXiv:1211.5063");
        to.add(OPTIMIZER, "value-clipping", ValueClipping.class)
                .summary("an optimiser whose gradient is clipped entry by entry")
                .formula("gᵢ ← max(−c, min(c, gᵢ))");
    }

    private static void schedules(Contributions to) {
        to.add(SCHEDULE, "constant", Constant.class)
                .summary("the same at every step")
                .formula("s(t) = value");
        to.add(SCHEDULE, "cosine-annealing", CosineAnnealing.class)
                .summary("half a cosine down, and up again")
                .formula("s(t) = b + (a − b)(1 + cos(πt/n))/2")
                .cite("arXiv:1608.03983");
        to.add(SCHEDULE, "cosine-decay", CosineDecay.class)
                .summary("half a cosine down, then constant")
                .formula("s(t) = b + (a − b)(1 + cos(π·min(t, n)/n))/2")
                .cite("arXiv:1608.03983")
                .alias("cosine");
        to.add(SCHEDULE, "cosine-restarts", CosineRestarts.class)
                .summary("half cosines down, each longer than the one before")
                .formula("s(t) = b + (a − b)(1 + cos(π(t − tᵢ)/(n·kⁱ)))/2")
                .cite("arXiv:1608.03983");
        to.add(SCHEDULE, "exponential", Exponential.class)
                .summary("exponential decay")
                .formula("s(t) = s₀·γ^(t/n)");
        to.add(SCHEDULE, "inverse-root", InverseRoot.class)
                .summary("decay with the root of the step")
                .formula("s(t) = s₀/√(1 + t/n)");
        to.add(SCHEDULE, "linear", Linear.class)
                .summary("a line between two values")
                .formula("s(t) = a + (b − a)·clamp((t − d)/n, 0, 1)");
        to.add(SCHEDULE, "one-cycle", OneCycle.class)
                .summary("up to a peak, and down below the first value")
                .cite("arXiv:1708.07120");
        to.add(SCHEDULE, "piecewise", Piecewise.class)
                .summary("constant between boundaries")
                .formula("s(t) = vₖ, k = #{i : bᵢ ≤ t}");
        to.add(SCHEDULE, "polynomial", Polynomial.class)
                .summary("polynomial decay")
                .formula("s(t) = b + (a − b)(1 − min(t, n)/n)^p");
        to.add(SCHEDULE, "step-decay", StepDecay.class)
                .summary("multiplied by a factor every so many steps")
                .formula("s(t) = s₀·γ^⌊t/n⌋")
                .alias("step");
        to.add(SCHEDULE, "warm-up", WarmUp.class)
                .summary("a line up, then another schedule")
                .formula("s(t) = a + (f(0) − a)·t/w for t < w, f(t − w) from then on");
    }
}
