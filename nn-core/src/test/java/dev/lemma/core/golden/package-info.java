/** The stored reference data of the repository, for tests. */
@NullMarked
package dev.lemma.core.golden;

import org.jspecify.annotations.NullMarked;
