package dev.lemma.runtime;

import java.util.List;

/**
 * A plugin whose own parts are in order.
 *
 * @param builtIn whether it is one of Lemma's
 */
record Staged(Origin origin, boolean builtIn, List<Contribution<?>> contributions) {}
