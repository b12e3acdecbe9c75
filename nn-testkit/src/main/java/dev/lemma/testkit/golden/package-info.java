/** Stored reference arrays of trusted libraries, for tests inside this repository. */
@NullMarked
package dev.lemma.testkit.golden;

import org.jspecify.annotations.NullMarked;
