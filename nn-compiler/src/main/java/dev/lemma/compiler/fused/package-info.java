/**
 * The compiler: from expressions to few steps over planned memory.
 *
 * <p>In order: {@code Simplifier} writes the graph anew, {@code Planner} orders it into chains, products and other items, {@code Memory} gives every stored value
 * a place, {@code Steps} binds items to arrays. {@link dev.lemma.compiler.fused.Fused} is where others find the result.
 */
@NullMarked
package dev.lemma.compiler.fused;

import org.jspecify.annotations.NullMarked;
