/** The kernels of the language's own primitives, but for those that only an executor can run. */
@NullMarked
package dev.lemma.compiler.internal.kernel;

import org.jspecify.annotations.NullMarked;
