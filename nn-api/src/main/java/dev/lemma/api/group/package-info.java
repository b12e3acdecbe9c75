/** Finite groups as data that checks itself: multiplication tables, and turns and reflections of the square lattice. */
@NullMarked
package dev.lemma.api.group;

import org.jspecify.annotations.NullMarked;
