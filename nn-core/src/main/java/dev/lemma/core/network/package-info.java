/** Networks: layers traced to one expression of a flat parameter vector. */
@NullMarked
package dev.lemma.core.network;

import org.jspecify.annotations.NullMarked;
