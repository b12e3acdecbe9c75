package dev.lemma.optim;

import static dev.lemma.optim.OptimPoints.CONVEX_SET;
import static dev.lemma.optim.OptimPoints.FINITE_SUM_MINIMIZER;
import static dev.lemma.optim.OptimPoints.LINE_SEARCH;
import static dev.lemma.optim.OptimPoints.MINIMIZER;
import static dev.lemma.optim.OptimPoints.SAMPLER;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.optim.constrained.Box;
import dev.lemma.optim.constrained.EuclideanBall;
import dev.lemma.optim.constrained.L1Ball;
import dev.lemma.optim.constrained.NuclearBall;
import dev.lemma.optim.constrained.Simplex;
import dev.lemma.optim.descent.Armijo;
import dev.lemma.optim.descent.ConjugateRule;
import dev.lemma.optim.descent.FixedStep;
import dev.lemma.optim.descent.GradientDescent;
import dev.lemma.optim.descent.LBfgs;
import dev.lemma.optim.descent.NonlinearConjugateGradients;
import dev.lemma.optim.descent.RuleDescent;
import dev.lemma.optim.descent.StrongWolfe;
import dev.lemma.optim.finitesum.Saga;
import dev.lemma.optim.finitesum.Svrg;
import dev.lemma.optim.sampling.HamiltonianMonteCarlo;
import dev.lemma.optim.sampling.Langevin;
import dev.lemma.optim.sampling.MetropolisAdjustedLangevin;
import dev.lemma.optim.sampling.StochasticGradientLangevin;

/** The parts that are not one rule of a training step: methods with searches, tables, snapshots and sets. */
final class MethodParts {

    private MethodParts() {}

    static void contribute(Contributions to) {
        to.add(MINIMIZER, "gradient-descent", new GradientDescent())
                .summary("steepest descent with a search of the step")
                .formula("x ← x − t·∇f(x)");
        to.add(MINIMIZER, "lbfgs", new LBfgs(10))
                .summary("quasi-Newton descent from the last few steps")
                .formula("x ← x − t·H∇f(x),  H₊ = (I − ρsyᵀ)H(I − ρysᵀ) + ρssᵀ")
                .cite("doi:10.1007/BF01589116");
        to.add(MINIMIZER, "conjugate-gradients", new NonlinearConjugateGradients(ConjugateRule.POLAK_RIBIERE))
                .summary("each direction keeps a part of the last")
                .formula("x ← x + t·d,  d ← −∇f(x) + β·d")
                .cite("doi:10.1007/978-0-387-40065-5");
        to.add(MINIMIZER, "rule-descent", RuleDescent.class)
                .summary("any update rule of training as a method, its slots carried along")
                .formula("x ← x + Δ(∇f(x))");
        to.add(LINE_SEARCH, "fixed-step", FixedStep.class)
                .summary("the same step each time")
                .formula("t = rate");
        to.add(LINE_SEARCH, "armijo", new Armijo(1))
                .summary("the first of falling steps that lowers the value enough")
                .formula("φ(t) ≤ φ(0) + c·t·φ′(0)")
                .cite("doi:10.2140/pjm.1966.16.1");
        to.add(LINE_SEARCH, "strong-wolfe", new StrongWolfe(0.9))
                .summary("a step with a lower value and a smaller slope, by cubics")
                .formula("φ(t) ≤ φ(0) + c₁·t·φ′(0),  |φ′(t)| ≤ c₂·|φ′(0)|")
                .cite("doi:10.1007/978-0-387-40065-5");
        to.add(FINITE_SUM_MINIMIZER, "svrg", Svrg.class)
                .summary("single gradients corrected by a snapshot")
                .formula("x ← x − η(∇fᵢ(x) − ∇fᵢ(w̃) + ∇f(w̃))")
                .cite("https://papers.nips.cc/paper/2013/hash/ac1dd209cbcc5e5d1c6e28598e8cbbe8-Abstract.html");
        to.add(FINITE_SUM_MINIMIZER, "saga", Saga.class)
                .summary("single gradients corrected by a table of the last ones")
                .formula("x ← x − η(∇fᵢ(x) − gᵢ + ḡ)")
                .cite("arXiv:1407.0202");
        to.add(CONVEX_SET, "ball", new EuclideanBall(1))
                .summary("points of bounded Euclidean length")
                .formula("‖x‖₂ ≤ r");
        to.add(CONVEX_SET, "simplex", new Simplex(1))
                .summary("probabilities")
                .formula("xᵢ ≥ 0, Σ xᵢ = r")
                .cite("doi:10.1145/1390156.1390191");
        to.add(CONVEX_SET, "l1-ball", new L1Ball(1))
                .summary("points whose absolute values have a bounded sum")
                .formula("‖x‖₁ ≤ r")
                .cite("doi:10.1145/1390156.1390191");
        to.add(CONVEX_SET, "box", Box.class)
                .summary("points whose coordinates are bounded")
                .formula("a ≤ xᵢ ≤ b");
        to.add(CONVEX_SET, "nuclear-ball", NuclearBall.class)
                .summary("matrices whose singular values have a bounded sum")
                .formula("Σ σᵢ(X) ≤ r")
                .cite("https://proceedings.mlr.press/v28/jaggi13.html");
        to.add(SAMPLER, "langevin", new Langevin(0.01, 1))
                .summary("descent with the noise of a temperature, unadjusted")
                .formula("x ← x − h·∇V(x) + √(2hT)·ξ")
                .cite("doi:10.2307/3318418");
        to.add(SAMPLER, "mala", new MetropolisAdjustedLangevin(0.05, 1))
                .summary("langevin steps, of which some are refused: no bias")
                .formula("y = x − h·∇V(x) + √(2hT)·ξ,  x ← y with probability min(1, r)")
                .cite("doi:10.2307/3318418");
        to.add(SAMPLER, "hmc", new HamiltonianMonteCarlo(0.3, 5, 1))
                .summary("hamiltonian monte carlo: leapfrog paths from fresh momenta")
                .formula("(y, p′) = leapfrog(x, p),  x ← y with probability min(1, e^{−ΔH/T})")
                .cite("doi:10.1016/0370-2693(87)91197-X");
        to.add(SAMPLER, "sgld", new StochasticGradientLangevin(0.01, 1))
                .summary("langevin steps along estimates of the gradient")
                .formula("x ← x − h·∇Ṽ(x) + √(2hT)·ξ,  E ∇Ṽ = ∇V")
                .cite("doi:10.5555/3104482.3104568");
    }
}
