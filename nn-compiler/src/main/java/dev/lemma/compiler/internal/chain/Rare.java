package dev.lemma.compiler.internal.chain;

/**
 * A scalar function for the few arguments that a vector formula does not cover: the sine of a huge argument, the logarithmic
 * gamma function left of zero. A chain takes it by {@link ChainBuilder#repair}; it is called once per lane in the mask and costs
 * as much as a scalar call does, so the mask should be false for practically all data.
 *
 * <p>Instances are part of a chain's signature: they must be constants with a stable identity (the constants of an enum that
 * implements this interface, not lambdas made per call), pure, and safe to call from several threads.
 */
@FunctionalInterface
public interface Rare {
    /** The value at {@code x}; lanes of float32 are widened before and rounded after. */
    double at(double x);
}
