/** Training that hardly moves the parameters: wide networks, their kernel, and scaled models. */
@NullMarked
package dev.lemma.theory.lazy;

import org.jspecify.annotations.NullMarked;
