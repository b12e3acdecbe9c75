/** What was measured, and how it is shown: as text, as a page, as JSON. Times are seconds per unit throughout. */
@NullMarked
package dev.lemma.bench.report;

import org.jspecify.annotations.NullMarked;
