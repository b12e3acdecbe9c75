/** What a network is made of: layers, activations, losses, initial laws and parametrizations, all of them expressions. */
@NullMarked
package dev.lemma.api.network;

import org.jspecify.annotations.NullMarked;
