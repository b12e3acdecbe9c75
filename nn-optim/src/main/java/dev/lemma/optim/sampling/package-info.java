/**
 * Sampling from {@code exp(−V/T)/Z} by Markov chains: Langevin dynamics, its stochastic-gradient and Metropolis-adjusted forms, Hamiltonian Monte Carlo.
 *
 * <p>A {@link dev.lemma.optim.sampling.Potential} V is an expression; a {@link dev.lemma.optim.sampling.MarkovKernel} writes one transition of many chains as
 * an expression, with the gradient of V taken by the language; {@link dev.lemma.optim.sampling.MarkovChains} compiles a whole run, all steps of all chains,
 * into one program. {@link dev.lemma.optim.sampling.Sgld} is the same dynamics as an optimiser.
 *
 * <p>Positions have one column per chain, [d, chains]: coordinate i of all chains is row i, {@code x.at(0, i)}. So each coordinate lies side by side in
 * memory, where it is computed with many at a time.
 */
@NullMarked
package dev.lemma.optim.sampling;

import org.jspecify.annotations.NullMarked;
