/** The empirical tangent kernel of any network at any θ, by structured derivatives, and the network linearised there. */
@NullMarked
package dev.lemma.kernels.tangent;

import org.jspecify.annotations.NullMarked;
