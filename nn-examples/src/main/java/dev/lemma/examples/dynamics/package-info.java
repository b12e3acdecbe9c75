/** Differential equations through solvers and networks, and depth as a flow that is stable or reversible. */
@NullMarked
package dev.lemma.examples.dynamics;

import org.jspecify.annotations.NullMarked;
