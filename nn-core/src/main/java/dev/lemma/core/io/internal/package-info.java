/** How the readers of {@code dev.lemma.core.io} bound and decode what they read. Not for users. */
@NullMarked
package dev.lemma.core.io.internal;

import org.jspecify.annotations.NullMarked;
