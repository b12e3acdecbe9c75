/** Systems with Gram matrices: factorised with as little jitter as it takes, and each solution with a report of how good it is. */
@NullMarked
package dev.lemma.kernels.solve;

import org.jspecify.annotations.NullMarked;
