/**
 * Parts by name. A {@link dev.lemma.runtime.Catalogue} finds the plugins on the class path, checks all that they bring,
 * and makes their parts; {@link dev.lemma.runtime.NnConfig} says which; {@link dev.lemma.runtime.NnModule} injects
 * them.
 *
 * <pre>{@code
 * new Lion(1e-4, 0.9, 0.99);                                             // three ways to equal objects
 * Catalogue.load().create(OPTIMIZER, "lion", Map.of("rate", 1e-4)); Guice.createInjector(new NnModule(catalogue,
 * NnConfig.commandLine("--optimizer", "lion", "--optimizer.rate", "1e-4"))); }</pre>
 *
 * <p>A plugin that is broken is left out with a sentence that says why ({@link dev.lemma.runtime.Catalogue#failures});
 * all others work. Everything is checked before an injector is made, because Guice would merge equal registrations of
 * two plugins silently. This is the only module that knows Guice.
 */
@NullMarked
package dev.lemma.runtime;

import org.jspecify.annotations.NullMarked;
