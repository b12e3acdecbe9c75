package dev.lemma.optim;

import static dev.lemma.api.plugin.ExtensionPoint.OPTIMIZER;
import static dev.lemma.api.plugin.ExtensionPoint.SCHEDULE;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.api.training.Scheduled;
import dev.lemma.optim.sampling.Sgld;
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
import dev.lemma.optim.schedule.RobbinsMonro;
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
        samplers(to);
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
        to.add(OPTIMIZER, "amsgrad", new AmsGrad(1e-3))
                .summary("adam whose second moment never decreases")
                .formula("u ← max(u, v),  θ ← θ − η·m̂/(√û + ε)")
                .cite("arXiv:1904.09237");
        to.add(OPTIMIZER, "adamax", new Adamax(2e-3))
                .summary("adam with a decaying maximum in place of the second moment")
                .formula("u ← max(β₂u, |g| + ε),  θ ← θ − η·m̂/u")
                .cite("arXiv:1412.6980");
        to.add(OPTIMIZER, "nadam", new NAdam(2e-3))
                .summary("adam with nesterov's momentum, which grows at the start")
                .formula("θ ← θ − η·(μₜ₊₁·m/(1−πₜ₊₁) + (1−μₜ)·g/(1−πₜ))/(√v̂ + ε)")
                .cite("https://openreview.net/forum?id=OM0jvwB8jIp57ZJjtNEZ");
        to.add(OPTIMIZER, "radam", new RAdam(1e-3))
                .summary("adam that adapts rates by as much as the second moment is known")
                .formula("θ ← θ − η·m̂·rₜ/(√v̂ + ε), without rₜ and the root while ρₜ ≤ 5")
                .cite("arXiv:1908.03265");
        to.add(OPTIMIZER, "adabelief", new AdaBelief(1e-3))
                .summary("adam that trusts gradients near their average")
                .formula("s ← β₂s + (1−β₂)(g − m)² + δ,  θ ← θ − η·m̂/(√ŝ + ε)")
                .cite("arXiv:2010.07468");
        to.add(OPTIMIZER, "adagrad", new AdaGrad(1e-2))
                .summary("rates that fall with the sum of squared gradients")
                .formula("s ← s + g²,  θ ← θ − η·g/(√(s + δ) + ε)")
                .cite("https://jmlr.org/papers/v12/duchi11a.html");
        to.add(OPTIMIZER, "adadelta", new Adadelta(1))
                .summary("steps as long as the average of earlier ones")
                .formula("d = g·√(u + ε)/√(v + ε),  u ← ρu + (1−ρ)d²,  θ ← θ − η·d")
                .cite("arXiv:1212.5701");
        to.add(OPTIMIZER, "rmsprop", new RmsProp(1e-3))
                .summary("gradients divided by the root of their mean square, centered and with momentum if wanted")
                .formula("v ← αv + (1−α)g²,  θ ← θ − η·g/(√(v + δ) + ε)")
                .cite("https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf");
        to.add(OPTIMIZER, "lion", new Lion(1e-4))
                .summary("the sign of a momentum")
                .formula("θ ← θ − η·(sign(β₁m + (1−β₁)g) + λ·θ),  m ← β₂m + (1−β₂)g")
                .cite("arXiv:2302.06675");
        to.add(OPTIMIZER, "lars", new Lars(1, 1e-4))
                .summary("momentum with a rate for each layer in proportion to its length")
                .formula("uₗ = (gₗ + λθₗ)·c‖θₗ‖/(‖gₗ + λθₗ‖ + ε),  m ← μ·m + u,  θ ← θ − η·m")
                .cite("arXiv:1708.03888");
        to.add(OPTIMIZER, "lamb", new Lamb(1e-3, 1e-2))
                .summary("adam's direction, in each layer as long as the layer times the rate")
                .formula("u = m̂/(√v̂ + ε) + λ·θ,  θₗ ← θₗ − η·uₗ·‖θₗ‖/‖uₗ‖")
                .cite("arXiv:1904.00962");
        to.add(OPTIMIZER, "muon", Muon.class)
                .summary("orthogonalised momentum for matrices, another optimiser for the rest")
                .formula("M ← μ·M + (1−μ)·G,  W ← W − η·(s·√max(k, l)·NewtonSchulz(μ·M + (1−μ)·G) + λ·W)")
                .cite("https://kellerjordan.github.io/posts/muon/");
        to.add(OPTIMIZER, "groups", Groups.class)
                .summary("one optimiser for some parameters, another for the rest")
                .alias("parameter-groups");
        to.add(OPTIMIZER, "averaging", Averaging.class)
                .summary("an optimiser beside which the mean of its iterates is kept")
                .formula("θ̄ₜ = 1/(t − b)·Σ θₛ,  b ≤ s < t")
                .cite("doi:10.1137/0330046")
                .alias("polyak-ruppert");
        to.add(OPTIMIZER, "scheduled", Scheduled.class)
                .summary("an optimiser times a schedule")
                .formula("Δθₜ ← s(t − 1)·Δθₜ");
        to.add(OPTIMIZER, "weight-decay", WeightDecay.class)
                .summary("an optimiser whose gradient has the decay added")
                .formula("g ← g + λ·θ");
        to.add(OPTIMIZER, "decoupled-decay", DecoupledDecay.class)
                .summary("an optimiser beside whose steps parameters decay")
                .formula("θ ← θ + Δθ − κ·θ")
                .cite("arXiv:1711.05101");
        to.add(OPTIMIZER, "norm-clipping", NormClipping.class)
                .summary("an optimiser whose gradient is clipped by its norm")
                .formula("g ← g·min(1, c/(‖g‖₂ + ε))")
                .cite("arXiv:1211.5063");
        to.add(OPTIMIZER, "value-clipping", ValueClipping.class)
                .summary("an optimiser whose gradient is clipped entry by entry")
                .formula("gᵢ ← max(−c, min(c, gᵢ))");
    }

    private static void samplers(Contributions to) {
        to.add(OPTIMIZER, "sgld", new Sgld(1e-3, 1e-4))
                .summary("gradient descent with the noise of a temperature: samples exp(−R/T)")
                .formula("θ ← θ − η·g + √(2ηT)·ξₜ")
                .cite("doi:10.5555/3104482.3104568");
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
        to.add(SCHEDULE, "robbins-monro", RobbinsMonro.class)
                .summary("rates of infinite sum whose squares have a finite one")
                .formula("s(t) = s₀/(1 + t/τ)^p")
                .cite("doi:10.1214/aoms/1177729586");
        to.add(SCHEDULE, "step-decay", StepDecay.class)
                .summary("multiplied by a factor every so many steps")
                .formula("s(t) = s₀·γ^⌊t/n⌋")
                .alias("step");
        to.add(SCHEDULE, "warm-up", WarmUp.class)
                .summary("a line up, then another schedule")
                .formula("s(t) = a + (f(0) − a)·t/w for t < w, f(t − w) from then on");
    }
}
