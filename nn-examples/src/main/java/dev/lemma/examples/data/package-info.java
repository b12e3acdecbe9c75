/**
 * Real data for the examples: what ships with them, and what is read from a folder of the user's.
 *
 * <p>Origins and licences are beside the files, in {@code README.md} of this package's resources. Nothing is fetched
 * from a network.
 */
@NullMarked
package dev.lemma.examples.data;

import org.jspecify.annotations.NullMarked;
