package dev.lemma.core.training;

import dev.lemma.api.training.Optimizer;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes one risk small.
 *
 * @param name for messages and slots
 * @param moves the parts it moves; empty if they are those that its risk applies, frozen ones apart
 */
record Player(String name, Risk risk, Optimizer optimizer, Optional<Set<String>> moves) {}
