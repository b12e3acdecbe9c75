/**
 * A report in one HTML file that needs no network, no script and no font, with the numbers of every figure beside it.
 *
 * <p>Charts are drawn as SVG by this package: they stay sharp, take the colours of the page (light or dark), cost no AWT at
 * start-up and can be set in a paper. Each figure also becomes files of its own: {@code name.svg} or {@code name.png}, and
 * {@code name.csv} with the unrounded numbers. In the page a figure carries class names only; the page's style sheet gives them
 * colours that follow the reader's setting, the file's own style sheet gives them the light ones.
 */
@NullMarked
package dev.lemma.examples.report;

import org.jspecify.annotations.NullMarked;
