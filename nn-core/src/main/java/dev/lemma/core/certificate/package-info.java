/**
 * What is proved of a network before it runs, read off its expression: {@link dev.lemma.core.certificate.LipschitzCertificate}, a bound of how far it
 * carries two inputs apart. {@link dev.lemma.core.certificate.Expansion} tries to beat such a bound.
 *
 * <p>A primitive or a part of an expression that the rules do not know gets a rule of its own: {@link dev.lemma.core.certificate.LipschitzRules}.
 */
@NullMarked
package dev.lemma.core.certificate;

import org.jspecify.annotations.NullMarked;
