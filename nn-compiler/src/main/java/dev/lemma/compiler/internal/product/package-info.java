/**
 * Matrix products of compiled programs. {@link dev.lemma.compiler.internal.product.Products} sends each product where it is fastest:
 * small ones to register tiles written in vector instructions, whose call costs next to nothing, large ones to the same kind of
 * tiles on packed panels or to a native BLAS, whichever is faster on the running JDK.
 * {@link dev.lemma.compiler.internal.product.RegisterTiles} lends the tiles to kernels that choose their own order, convolutions.
 * The choice depends on the shape alone, so the same program gives the same bits on one thread and on two; for larger teams large
 * products are cut into more panels, and a native library may round them differently.
 */
@NullMarked
package dev.lemma.compiler.internal.product;

import org.jspecify.annotations.NullMarked;
