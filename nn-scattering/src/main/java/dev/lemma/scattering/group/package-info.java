/**
 * Networks that commute with a group ({@link dev.lemma.api.group}): convolutions over it, and what makes an invariant of their outputs.
 *
 * <p>A field on a group G is a tensor [N, C, |G|], one on the lattice and a point group [N, C, |G|, H, W]; G acts by {@code (L_u f)(g) = f(u⁻¹g)}. Layers that act on
 * each number, and {@link dev.lemma.core.layer.BatchNorm}, which averages over everything but the channel, go between them as they are.
 */
@NullMarked
package dev.lemma.scattering.group;

import org.jspecify.annotations.NullMarked;
