/** Differential equations, and networks as flows: residual limits, stability, Hamiltonian and reversible networks. */
@NullMarked
package dev.lemma.dynamics;

import org.jspecify.annotations.NullMarked;
