/** How a theorem is judged: findings with intervals, outcomes, and the wrong formula that must fail. */
@NullMarked
package dev.lemma.theory.verdict;

import org.jspecify.annotations.NullMarked;
