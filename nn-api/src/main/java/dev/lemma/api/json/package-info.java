/** Texts that hold values: the part of JSON that configurations and saved references need, without a dependency. */
@NullMarked
package dev.lemma.api.json;

import org.jspecify.annotations.NullMarked;
