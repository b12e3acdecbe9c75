/**
 * Programs of a dozen lines, one for each thing that Lemma is used for, to read first and to copy: each is a class with a {@code main} and
 * prints a line or two.
 */
@NullMarked
package dev.lemma.examples.program;

import org.jspecify.annotations.NullMarked;
