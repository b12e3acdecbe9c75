/**
 * What a person in front of the program sees while it works: lines, colours where there is a terminal, and how long it still
 * takes.
 */
@NullMarked
package dev.lemma.examples.terminal;

import org.jspecify.annotations.NullMarked;
