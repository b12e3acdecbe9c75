/**
 * What an executor has to know of a primitive: its values, plainly, and if it is worth one a fast kernel; found by the primitive's class.
 *
 * <p>A jar adds primitives by a {@link dev.lemma.compiler.primitive.PrimitiveLibrary}.
 */
@NullMarked
package dev.lemma.compiler.primitive;

import org.jspecify.annotations.NullMarked;
