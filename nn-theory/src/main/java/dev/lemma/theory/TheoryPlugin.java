package dev.lemma.theory;

import dev.lemma.api.plugin.Contributions;
import dev.lemma.api.plugin.NnApi;
import dev.lemma.api.plugin.NnPlugin;
import dev.lemma.theory.approximation.DepthSeparation;
import dev.lemma.theory.approximation.ExactConstructions;
import dev.lemma.theory.approximation.FrankWolfeNeurons;
import dev.lemma.theory.approximation.UniversalApproximation;
import dev.lemma.theory.bias.MaxMarginLimit;
import dev.lemma.theory.flatness.SgdStationaryLaw;
import dev.lemma.theory.geometry.FisherDiscriminant;
import dev.lemma.theory.interpolation.DoubleDescent;
import dev.lemma.theory.landscape.TwoLayerLandscape;
import dev.lemma.theory.lazy.LazyTraining;
import dev.lemma.theory.meanfield.MeanField;
import dev.lemma.theory.risk.RiskDecomposition;

/** The experiments of this module. */
public final class TheoryPlugin implements NnPlugin {

    @Override
    public String id() {
        return "lemma.theory";
    }

    @Override
    public int apiLevel() {
        return NnApi.LEVEL;
    }

    @Override
    public void contribute(Contributions to) {
        to.supply(Experiment.POINT, "risk", RiskDecomposition::new)
                .summary("The excess risk and its three terms, all exact, and why the factor is 2")
                .formula("R − R* ≤ ε_approx + 2 ε_gen + ε_opt");
        to.supply(Experiment.POINT, "approximation", ExactConstructions::new)
                .summary("Squares, products, sawtooths and interpolants as ReLU networks with their exact errors")
                .cite("arXiv:1610.01145");
        to.supply(Experiment.POINT, "barron", FrankWolfeNeurons::new)
                .summary("A network grown neuron by neuron in the ball of the variation norm")
                .formula("|f_t − f*|² ≤ 16 γ²s²/(t + 1)");
        to.supply(Experiment.POINT, "depth", DepthSeparation::new)
                .summary("Teeth and compositions: what few units in depth do, and many beside each other do not")
                .formula("|f_P − s_m|² ≈ (1/12)(1 − P/2^m)")
                .cite("arXiv:1602.04485");
        to.supply(Experiment.POINT, "universality", UniversalApproximation::new)
                .summary("One hidden layer approximates at the rate 1/n, unless its activation is a polynomial")
                .cite("doi:10.1016/S0893-6080(05)80131-5");
        to.supply(Experiment.POINT, "descent", DoubleDescent::new)
                .summary(
                        "The risk of interpolation falls, explodes at p = n and falls again, as the exact formula says")
                .cite("arXiv:1903.07571");
        to.supply(Experiment.POINT, "flatness", SgdStationaryLaw::new)
                .summary("Stochastic gradient descent does not follow Boltzmann's law")
                .formula("Var δ_i = η(σ² + S)/(2(1 − ηh_i))");
        to.supply(Experiment.POINT, "geometry", FisherDiscriminant::new)
                .summary("Fisher's discriminant in high dimension pays for the covariance that it estimates");
        to.supply(Experiment.POINT, "landscape", TwoLayerLandscape::new)
                .summary("Paths between trained networks on which the risk hardly rises; the index of critical points")
                .formula("R ≤ (√R₀ + Σ|aⱼ| ε max|x|)²")
                .cite("arXiv:1802.06384");
        to.supply(Experiment.POINT, "lazy", LazyTraining::new)
                .summary(
                        "Wide networks reach zero risk before they have moved; scaled models follow their linearisation")
                .formula("|Θ_k − Θ₀| ≤ η√(C̄ n r₀/m)/(1 − √ρ)")
                .cite("arXiv:1812.07956");
        to.supply(Experiment.POINT, "meanfield", MeanField::new)
                .summary(
                        "Two-layer networks as particles: what does not depend on the width, and when they find their teacher")
                .formula("|h_m − h_∞| = O(m^{−1/2})")
                .cite("arXiv:1805.09545");
        to.supply(Experiment.POINT, "margin", MaxMarginLimit::new)
                .summary("Gradient descent on separable data turns to the largest margin at rate 1/log t")
                .formula("w(t) = ŵ log t + w̃ + o(1)")
                .cite("arXiv:1710.10345");
    }
}
