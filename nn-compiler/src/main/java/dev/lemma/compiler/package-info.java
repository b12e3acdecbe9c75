/** What can be run, and what runs it: routines, executors and programs. */
@NullMarked
package dev.lemma.compiler;

import org.jspecify.annotations.NullMarked;
