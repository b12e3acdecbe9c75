/**
 * What a run needs to continue: one file, whole or absent, that says whether it is intact; and the folder that keeps
 * the newest few.
 *
 * <p>{@code kill -9}, a full disk or a power failure at any moment leaves the last
 * {@linkplain dev.lemma.core.io.checkpoint.Checkpoint checkpoint} as it was: a new one is written beside it, flushed,
 * and renamed into place. Which ones are intact is decided by their checksum when they are opened, not by their date.
 * No Java serialisation: numbers bit for bit, in a layout that is stated.
 */
@NullMarked
package dev.lemma.core.io.checkpoint;

import org.jspecify.annotations.NullMarked;
