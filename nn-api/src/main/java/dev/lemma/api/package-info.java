/** Contracts shared by every module of Lemma. */
@NullMarked
package dev.lemma.api;

import org.jspecify.annotations.NullMarked;
