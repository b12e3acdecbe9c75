/**
 * Kernels as expressions: what a positive-definite function of two points is written in, its hyper-parameters, and the pairs of points it is evaluated on.
 *
 * <pre>{@code
 * Kernel cauchy = (h, p) -> p.squaredDistance().dividedBy(h.positive("length", 1.0).square()).plus(1).reciprocal();
 * }</pre>
 */
@NullMarked
package dev.lemma.api.kernel;

import org.jspecify.annotations.NullMarked;
