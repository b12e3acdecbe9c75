/**
 * Examples that state what they claim, measure it and say whether it held, and the {@code lemma} command that runs them.
 *
 * <p>An {@link dev.lemma.examples.Example} describes itself (name, summary, typed {@link dev.lemma.examples.Option options}) and
 * runs against a {@link dev.lemma.examples.RunContext}, which hands it the seed, the values of its options, a folder, a progress
 * bar and a {@link dev.lemma.examples.report.Report}. It returns an {@link dev.lemma.examples.Outcome}: a list of
 * {@link dev.lemma.examples.Claim claims}. Everything else (help, errors, the table of verdicts, the HTML page, the JSON file,
 * the exit status) is done once, here, for all of them.
 *
 * <p>Examples are found by {@link java.util.ServiceLoader}, so a jar on the class path adds its own.
 */
@NullMarked
package dev.lemma.examples;

import org.jspecify.annotations.NullMarked;
