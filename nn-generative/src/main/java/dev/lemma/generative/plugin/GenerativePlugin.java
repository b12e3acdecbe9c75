package dev.lemma.generative.plugin;

import static dev.lemma.generative.plugin.GenerativePoints.DIFFUSION_SAMPLER;
import static dev.lemma.generative.plugin.GenerativePoints.PROCESS;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.process.KarrasProcess;
import dev.lemma.generative.process.RectifiedFlow;
import dev.lemma.generative.process.VarianceExploding;
import dev.lemma.generative.sampler.Ancestral;
import dev.lemma.generative.sampler.Ddim;
import dev.lemma.generative.sampler.DpmSolver;
import dev.lemma.generative.sampler.HeunEdm;
import dev.lemma.generative.sampler.PredictorCorrector;
import dev.lemma.generative.sampler.ReverseSde;
import dev.lemma.generative.schedule.DiscreteSchedule;
import dev.lemma.generative.schedule.Schedules;

/** The processes and samplers of this module. */
public final class GenerativePlugin implements NnPlugin {

    @Override
    public String id() {
        return "lemma.generative";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        processes(to);
        samplers(to);
    }

    private static void processes(Contributions to) {
        to.supply(PROCESS, "vp-linear", () -> Diffusion.vp(Schedules.linear()))
                .summary("variance-preserving, the rate growing linearly from 0.1 to 20")
                .formula("dx = −½βx dt + √β dw")
                .cite("arXiv:2011.13456");
        to.supply(PROCESS, "vp-cosine", () -> Diffusion.vp(Schedules.cosine()))
                .summary("variance-preserving, the signal falling like a squared cosine")
                .formula("ᾱ = cos²((t + s)/(1 + s)·π/2)/cos²(s/(1 + s)·π/2)")
                .cite("arXiv:2102.09672");
        to.supply(PROCESS, "vp-sigmoid", () -> Diffusion.vp(Schedules.sigmoid()))
                .summary("variance-preserving, the signal falling like a logistic function")
                .cite("arXiv:2301.10972");
        to.supply(PROCESS, "sub-vp", () -> Diffusion.subVp(Schedules.linear()))
                .summary("variance-preserving with less noise")
                .formula("dx = −½βx dt + √(β(1 − e^{−2B})) dw")
                .cite("arXiv:2011.13456");
        to.add(PROCESS, "ve", new VarianceExploding())
                .summary("variance-exploding: noise of geometrically growing size")
                .formula("σ(t) = σ₀(σ₁/σ₀)ᵗ")
                .cite("arXiv:2011.13456");
        to.add(PROCESS, "karras", new KarrasProcess())
                .summary("time is the size of the noise")
                .formula("dx = √(2t) dw")
                .cite("arXiv:2206.00364")
                .alias("edm");
        to.add(PROCESS, "rectified-flow", new RectifiedFlow())
                .summary("the straight line between data and noise")
                .formula("x = (1 − t)x₀ + tε")
                .cite("arXiv:2210.02747")
                .alias("flow-matching");
        to.supply(PROCESS, "ddpm", () -> Diffusion.ddpm(DiscreteSchedule.linear()))
                .summary("a chain of 1000 steps, β from 1e-4 to 0.02")
                .formula("xₜ = √(1 − βₜ)xₜ₋₁ + √βₜ zₜ")
                .cite("arXiv:2006.11239");
    }

    private static void samplers(Contributions to) {
        to.supply(DIFFUSION_SAMPLER, "ancestral", () -> new Ancestral(100))
                .summary("the chain backwards, 100 steps")
                .cite("arXiv:2006.11239");
        to.supply(DIFFUSION_SAMPLER, "ddim", () -> new Ddim(50))
                .summary("from the predicted data to the next time without noise, 50 steps")
                .cite("arXiv:2010.02502");
        to.supply(DIFFUSION_SAMPLER, "reverse-sde", () -> new ReverseSde(500))
                .summary("Euler and Maruyama for Anderson's reversal, 500 steps")
                .cite("doi:10.1016/0304-4149(82)90051-5");
        to.supply(DIFFUSION_SAMPLER, "predictor-corrector", () -> new PredictorCorrector(100))
                .summary("ancestral steps with a step of Langevin after each, 100 steps")
                .cite("arXiv:2011.13456");
        to.supply(DIFFUSION_SAMPLER, "heun", () -> new HeunEdm(18))
                .summary("Heun's method in σ/a on Karras' grid, 18 steps")
                .cite("arXiv:2206.00364");
        to.supply(DIFFUSION_SAMPLER, "dpm-solver", () -> new DpmSolver(20))
                .summary("DPM-Solver++ of order 2, 20 steps")
                .cite("arXiv:2211.01095");
        to.supply(DIFFUSION_SAMPLER, "dpm-solver-3", () -> new DpmSolver(15, 3))
                .summary("DPM-Solver++ of order 3, 15 steps of three evaluations")
                .cite("arXiv:2206.00927");
    }
}
