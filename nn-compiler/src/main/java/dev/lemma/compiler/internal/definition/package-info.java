/**
 * What the elementary functions of the language are, one number at a time in double precision: the definitions that the
 * reference executor evaluates and that the fused executor's code is measured against.
 */
@NullMarked
package dev.lemma.compiler.internal.definition;

import org.jspecify.annotations.NullMarked;
