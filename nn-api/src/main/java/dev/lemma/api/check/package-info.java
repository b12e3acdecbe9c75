/** Checks of options that say what was got and what was expected. */
@NullMarked
package dev.lemma.api.check;

import org.jspecify.annotations.NullMarked;
