package dev.lemma.kernels;

import static dev.lemma.api.plugin.ExtensionPoint.KERNEL;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.kernels.function.AbsoluteLaplace;
import dev.lemma.kernels.function.Affine;
import dev.lemma.kernels.function.ArcCosine;
import dev.lemma.kernels.function.Constant;
import dev.lemma.kernels.function.Coregionalization;
import dev.lemma.kernels.function.Gaussian;
import dev.lemma.kernels.function.Linear;
import dev.lemma.kernels.function.Matern;
import dev.lemma.kernels.function.Periodic;
import dev.lemma.kernels.function.Polynomial;
import dev.lemma.kernels.function.RationalQuadratic;
import dev.lemma.kernels.function.WhiteNoise;

/** The kernels of this module. */
public final class KernelsPlugin implements NnPlugin {

    @Override
    public String id() {
        return "lemma.kernels";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        to.add(KERNEL, "linear", new Linear())
                .summary("linear functions through 0")
                .formula("k = ⟨x, x′⟩");
        to.add(KERNEL, "affine", new Affine(1)).summary("affine functions").formula("k = ⟨x, x′⟩ + c");
        to.add(KERNEL, "polynomial", new Polynomial(2))
                .summary("polynomials up to a degree")
                .formula("k = (γ⟨x, x′⟩ + c)ᵖ");
        to.add(KERNEL, "gaussian", new Gaussian(1))
                .summary("analytic functions of one length")
                .formula("k = exp(−‖x − x′‖²/2l²)")
                .cite("http://gaussianprocess.org/gpml/")
                .alias("rbf", "squared-exponential");
        to.add(KERNEL, "matern", new Matern(2.5, 1))
                .summary("functions with as many derivatives as one says")
                .formula("k = 2^{1−ν}/Γ(ν)·z^ν K_ν(z), z = √2ν‖x − x′‖/l")
                .cite("http://gaussianprocess.org/gpml/");
        to.add(KERNEL, "laplace", new Matern(0.5, 1))
                .summary("continuous functions without derivatives")
                .formula("k = exp(−‖x − x′‖/l)")
                .alias("exponential");
        to.add(KERNEL, "absolute-laplace", new AbsoluteLaplace(1))
                .summary("a product of one-dimensional Laplace kernels")
                .formula("k = exp(−‖x − x′‖₁/l)");
        to.add(KERNEL, "rational-quadratic", new RationalQuadratic(1, 1))
                .summary("a mixture of Gaussian kernels of all lengths")
                .formula("k = (1 + ‖x − x′‖²/2al²)^{−a}")
                .cite("http://gaussianprocess.org/gpml/");
        to.add(KERNEL, "periodic", new Periodic(1, 1))
                .summary("functions with a period in each coordinate")
                .formula("k = exp(−2 Σ sin²(π(xⱼ − x′ⱼ)/p)/l²)")
                .cite("http://gaussianprocess.org/gpml/");
        to.add(KERNEL, "arc-cosine", new ArcCosine(1))
                .summary("infinitely many random neurons of order 0, 1 or 2")
                .formula("k = ‖x‖ⁿ‖x′‖ⁿ Jₙ(θ)/π")
                .cite("https://papers.nips.cc/paper/3628");
        to.add(KERNEL, "white", new WhiteNoise(1))
                .summary("independent noise of each sample")
                .formula("k = σ² where both are one sample, else 0");
        to.add(KERNEL, "constant", new Constant(1))
                .summary("constant functions")
                .formula("k = c");
        to.add(KERNEL, "coregionalization", new Coregionalization(2, 1))
                .summary("covariances of several outputs, chosen by a column of whole numbers")
                .formula("k = (AAᵀ + diag v)ₜₜ′")
                .cite("doi:10.1561/2200000036");
    }
}
