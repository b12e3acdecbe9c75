/**
 * Contract tests: what every activation, loss, optimiser, initializer, layer, schedule and plugin must do, as JUnit
 * interfaces. A test class implements one and says what it tests:
 *
 * <pre>{@code
 * class LionTest implements OptimizerContract {
 *     public Optimizer subject() { return new Lion(1e-2, 0.9, 0.99); }
 * }
 * }</pre>
 *
 * <p>What a part does not claim it declares by overriding a method (an activation its kinks, a loss that it may be
 * negative), so that every exception stands in the test. Numbers are float64 and run on the fused executor; derivatives
 * are compared with central differences.
 */
@NullMarked
package dev.lemma.testkit;

import org.jspecify.annotations.NullMarked;
