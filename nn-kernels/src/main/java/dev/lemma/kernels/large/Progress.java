package dev.lemma.kernels.large;

/**
 * One step of a solver.
 *
 * @param iteration from 1
 * @param residual norm of the preconditioned residual, relative to that at the start
 * @param seconds since this run began
 */
public record Progress(int iteration, double residual, double seconds) {}
