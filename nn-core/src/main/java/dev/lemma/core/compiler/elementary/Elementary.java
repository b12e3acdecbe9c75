package dev.lemma.core.compiler.elementary;

import dev.lemma.core.compiler.chain.ChainBuilder;
import dev.lemma.core.math.special.LogisticFunction;
import java.util.function.DoubleUnaryOperator;

/**
 * The functions of one variable that a chain has no operation for. Each has an {@link Expansion} for the fused executor and an independent
 * scalar definition for the reference executor.
 */
public enum Elementary implements Expansion {
    /** {@code eˣ}. */
    EXP(Exponential::exp, StrictMath::exp),
    /** {@code eˣ − 1}, accurate near 0. */
    EXPM1(Exponential::expm1, StrictMath::expm1),
    /** Natural logarithm; −∞ at ±0, NaN left of it. */
    LOG(Logarithm::log, StrictMath::log),
    /** {@code log(1 + x)}, accurate near 0; −∞ at −1, NaN left of it. */
    LOG1P(Logarithm::log1p, StrictMath::log1p),
    /** Hyperbolic tangent. */
    TANH(Logistic::tanh, StrictMath::tanh),
    /** {@code σ(x) = 1/(1 + e⁻ˣ)}. */
    SIGMOID(Logistic::sigmoid, LogisticFunction::sigmoid),
    /** {@code log σ(x)}. */
    LOG_SIGMOID(Logistic::logSigmoid, LogisticFunction::logSigmoid),
    /** {@code log(1 + eˣ)}. */
    SOFTPLUS(Logistic::softplus, LogisticFunction::softplus);

    private final Expansion expansion;
    private final DoubleUnaryOperator definition;

    Elementary(Expansion expansion, DoubleUnaryOperator definition) {
        this.expansion = expansion;
        this.definition = definition;
    }

    @Override
    public int expand(ChainBuilder b, int x) {
        return expansion.expand(b, x);
    }

    /** The function at {@code x} in double precision, by formulas that share nothing with {@link #expand}. */
    public double at(double x) {
        return definition.applyAsDouble(x);
    }
}
