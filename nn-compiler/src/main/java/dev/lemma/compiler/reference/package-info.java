/** The reference executor: one operation at a time, written to be obviously right; what the fused executor is tested against. */
@NullMarked
package dev.lemma.compiler.reference;

import org.jspecify.annotations.NullMarked;
