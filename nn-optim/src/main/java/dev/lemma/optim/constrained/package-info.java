/**
 * Minimisation over convex sets: by projections, with or without noise, and by linear minimisation (Frank-Wolfe).
 *
 * <pre>{@code
 * ConvexSet simplex = new Simplex(1);
 * ConstrainedMinimum found = FrankWolfe.openLoop(1000).minimize(objective, simplex, start);
 * found.gap();                                            // f(x) − min f is at most this
 *
 * StochasticProblem problem = new AbsoluteDeviations(20);
 * StochasticDescent run = ProjectedStochasticGradient.robust(10_000, 1, problem.bound());
 * double gap = problem.gap(run.run(problem, new EuclideanBall(1), new double[20], Key.of(0)).average());   // about 0.006
 * }</pre>
 *
 * <p>A set is what can be asked of it: the nearest point ({@link dev.lemma.optim.constrained.Projection}), the point furthest
 * in a direction ({@link dev.lemma.optim.constrained.LinearMinimization}), or both
 * ({@link dev.lemma.optim.constrained.ConvexSet}). Either of the first two may be a lambda.
 */
@NullMarked
package dev.lemma.optim.constrained;

import org.jspecify.annotations.NullMarked;
