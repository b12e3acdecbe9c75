/**
 * The command line: what was typed becomes a run, or one clear sentence about why it does not.
 *
 * <p>Exit status: 0 when every claim holds, 1 when one fails (or the run broke), 2 on misuse. The commands are described to
 * picocli by its programmatic model, without annotations, because reflecting over annotated fields is a good part of a short
 * command's start-up. Values of options are converted here and not by picocli, so that every refusal says what was given and
 * what would be right.
 */
@NullMarked
package dev.lemma.examples.cli;

import org.jspecify.annotations.NullMarked;
