/**
 * Stability of networks seen as flows: layers that contract by construction, and how far maps and fields stretch distances.
 */
@NullMarked
package dev.lemma.dynamics.stability;

import org.jspecify.annotations.NullMarked;
