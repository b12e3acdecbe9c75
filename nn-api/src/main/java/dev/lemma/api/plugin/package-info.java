/**
 * How parts are added by others: a plugin is a class with a name, and a list of the parts that it brings.
 *
 * <pre>{@code
 * public final class AcmePlugin implements NnPlugin {
 *     public String id() { return "acme"; }
 *     public int apiLevel() { return NnApi.LEVEL; }
 *     public void contribute(Contributions to) {
 *         to.add(OPTIMIZER, "lion", Lion.class).summary("sign momentum").cite("arXiv:2302.06675");
 *         to.add(ACTIVATION, "swish", new Swish(1)).formula("φ(z) = z·σ(βz)").cite("arXiv:1710.05941");
 *     }
 * }
 * }</pre>
 *
 * <p>One line with the name of that class in {@code META-INF/services/dev.lemma.api.plugin.NnPlugin} makes it known.
 * Lemma's own parts are added in the same way and in no other. A part that can be set up is a record: its components
 * are the options, its compact constructor checks them, and its equality is theirs, so that a part made by name equals
 * one made by {@code new}. Nothing here needs more than the JDK.
 *
 * <p>The points that can be added to are an open set: a module that has another kind of part declares an
 * {@link dev.lemma.api.plugin.ExtensionPoint} for it.
 */
@NullMarked
package dev.lemma.api.plugin;

import org.jspecify.annotations.NullMarked;
