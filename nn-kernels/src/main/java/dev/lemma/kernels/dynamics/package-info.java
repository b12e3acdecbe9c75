/** Training in function space: kernel gradient flow and descent in closed form, and the ensemble of infinitely wide networks that are trained. */
@NullMarked
package dev.lemma.kernels.dynamics;

import org.jspecify.annotations.NullMarked;
