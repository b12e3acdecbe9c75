/** The parts of this module by name, and the extension points of its types. */
@NullMarked
package dev.lemma.core.plugin;

import org.jspecify.annotations.NullMarked;
