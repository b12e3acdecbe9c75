/** Kernels by name, each a record: its formula, its hyper-parameters, where it is positive definite. {@code Kernels} makes them. */
@NullMarked
package dev.lemma.kernels.function;

import org.jspecify.annotations.NullMarked;
