package dev.lemma.optim;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.optim.constrained.ConvexSet;
import dev.lemma.optim.descent.LineSearch;
import dev.lemma.optim.descent.Minimizer;
import dev.lemma.optim.finitesum.FiniteSumMinimizer;
import dev.lemma.optim.sampling.MarkovKernel;

/** The extension points whose types are of this module. */
public final class OptimPoints {

    /** Methods for smooth functions. */
    public static final ExtensionPoint<Minimizer> MINIMIZER = new ExtensionPoint<>("minimizer", Minimizer.class);

    /** How minimisers choose their steps. */
    public static final ExtensionPoint<LineSearch> LINE_SEARCH = new ExtensionPoint<>("line-search", LineSearch.class);

    /** Methods for sums of many functions. */
    public static final ExtensionPoint<FiniteSumMinimizer> FINITE_SUM_MINIMIZER =
            new ExtensionPoint<>("finite-sum-minimizer", FiniteSumMinimizer.class);

    /** Sets with projections and linear minimisers. */
    public static final ExtensionPoint<ConvexSet> CONVEX_SET = new ExtensionPoint<>("convex-set", ConvexSet.class);

    /** Transitions of Markov chains. */
    public static final ExtensionPoint<MarkovKernel> SAMPLER = new ExtensionPoint<>("sampler", MarkovKernel.class);

    private OptimPoints() {}
}
