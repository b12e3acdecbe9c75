/**
 * Frames of filters and pooling: what the layers of a feature extractor are made of, beside a nonlinearity.
 *
 * <p>A {@link dev.lemma.api.frame.Frame} gives its {@link dev.lemma.api.frame.Atoms} for any grid; these know their Littlewood-Paley sum, and so the frame bounds. A {@link
 * dev.lemma.api.frame.Pooling} states its Lipschitz constant. Contracts for both are in nn-testkit.
 */
@NullMarked
package dev.lemma.api.frame;

import org.jspecify.annotations.NullMarked;
