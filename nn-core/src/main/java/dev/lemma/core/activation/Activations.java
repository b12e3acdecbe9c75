package dev.lemma.core.activation;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.Tensor;
import java.util.Locale;

/**
 * The usual nonlinearities {@code φ(x)}, element by element, without parameters; those with one are made by the methods
 * at the end.
 *
 * <pre>{@code
 * Sequential.of(new Dense(128), Activations.RELU, new Dense(10))
 * }</pre>
 *
 * @see <a href="https://arxiv.org/abs/1606.08415">Hendrycks and Gimpel 2016 (GELU, SiLU)</a>
 * @see <a href="https://arxiv.org/abs/1706.02515">Klambauer et al. 2017 (SELU)</a>
 * @see <a href="https://arxiv.org/abs/1908.08681">Misra 2019 (Mish)</a>
 */
public enum Activations implements Activation {

    /** {@code x}. */
    IDENTITY {
        @Override
        public Tensor apply(Tensor x) {
            return x;
        }
    },
    /** {@code max(x, 0)}; derivative 0 at 0. */
    RELU {
        @Override
        public Tensor apply(Tensor x) {
            return x.relu();
        }
    },
    /** {@code x} where x > 0, {@code x/100} elsewhere. */
    LEAKY_RELU {
        @Override
        public Tensor apply(Tensor x) {
            return new LeakyRelu(0.01).apply(x);
        }
    },
    /** {@code tanh x}. */
    TANH {
        @Override
        public Tensor apply(Tensor x) {
            return x.tanh();
        }
    },
    /** The logistic function {@code σ(x) = 1/(1 + e⁻ˣ)}. */
    SIGMOID {
        @Override
        public Tensor apply(Tensor x) {
            return x.sigmoid();
        }
    },
    /** {@code log σ(x) = −log(1 + e⁻ˣ)}. */
    LOG_SIGMOID {
        @Override
        public Tensor apply(Tensor x) {
            return x.logSigmoid();
        }
    },
    /** {@code erf x = 2/√π ∫₀ˣ e^{−s²} ds}. */
    ERF {
        @Override
        public Tensor apply(Tensor x) {
            return x.erf();
        }
    },
    /** {@code log(1 + eˣ)}; no switch to the identity for large x. */
    SOFTPLUS {
        @Override
        public Tensor apply(Tensor x) {
            return x.softplus();
        }
    },
    /**
     * {@code x·P(Z ≤ x) = x/2·erfc(−x/√2)}, Z standard normal; exact, and accurate in the left tail, where
     * {@code 1 + erf(x/√2)} cancels.
     */
    GELU {
        @Override
        public Tensor apply(Tensor x) {
            return gated(x, x.times(-Math.sqrt(0.5)).erfc()).times(0.5);
        }
    },
    /**
     * {@code x/2·(1 + tanh u) = x·σ(2u)}, {@code u = √(2/π)(x + 0.044715 x³)}: the approximation of {@link #GELU} in
     * common use.
     */
    GELU_TANH {
        @Override
        public Tensor apply(Tensor x) {
            Tensor twiceU = x.times(x.square().times(0.044715).plus(1)).times(2 * Math.sqrt(2 / Math.PI));
            return gated(x, twiceU.sigmoid());
        }
    },
    /** {@code x·σ(x)}, also called swish. */
    SILU {
        @Override
        public Tensor apply(Tensor x) {
            return gated(x, x.sigmoid());
        }
    },
    /** {@code x} where x > 0, {@code eˣ − 1} elsewhere. */
    ELU {
        @Override
        public Tensor apply(Tensor x) {
            return new Elu(1).apply(x);
        }
    },
    /**
     * {@code λx} where x > 0, {@code λα(eˣ − 1)} elsewhere, with the λ ≈ 1.0507 and α ≈ 1.6733 for which N(0, 1)
     * numbers keep mean 0 and variance 1.
     */
    SELU {
        @Override
        public Tensor apply(Tensor x) {
            return new Elu(1.6732632423543772).apply(x).times(1.0507009873554805);
        }
    },
    /** {@code x·tanh(log(1 + eˣ))}. */
    MISH {
        @Override
        public Tensor apply(Tensor x) {
            return gated(x, x.softplus().tanh());
        }
    },
    /** {@code x/(1 + |x|)}, beyond ±1 as {@code ±1/(1 + 1/|x|)}, which has a limit. */
    SOFTSIGN {
        @Override
        public Tensor apply(Tensor x) {
            Tensor size = x.abs();
            Tensor far = x.sign().dividedBy(size.reciprocal().plus(1));
            return Tensor.select(size.greaterThan(1), far, x.dividedBy(size.plus(1)));
        }
    },
    /** {@code sin x}. */
    SIN {
        @Override
        public Tensor apply(Tensor x) {
            return x.sin();
        }
    },
    /** {@code cos x}. */
    COS {
        @Override
        public Tensor apply(Tensor x) {
            return x.cos();
        }
    },
    /** {@code e^{−x²/2}}. */
    GAUSSIAN {
        @Override
        public Tensor apply(Tensor x) {
            return x.square().times(-0.5).exp();
        }
    },
    /** {@code x²}. */
    SQUARE {
        @Override
        public Tensor apply(Tensor x) {
            return x.square();
        }
    },
    /** {@code |x|}. */
    ABSOLUTE {
        @Override
        public Tensor apply(Tensor x) {
            return x.abs();
        }
    },
    /**
     * 1 where x > 0, 0 elsewhere. Its derivative is 0: for evaluation, exact constructions and infinite-width limits,
     * not for training by gradients.
     */
    HEAVISIDE {
        @Override
        public Tensor apply(Tensor x) {
            return x.greaterThan(0);
        }
    };

    /** {@code x·gate}, 0 where the gate is shut, be x infinite. */
    private static Tensor gated(Tensor x, Tensor gate) {
        return Tensor.apply(Binary.MULTIPLY_NO_NAN, x, gate);
    }

    /** The name as it is written in configurations, for example {@code gelu_tanh}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@code x} where x > 0, {@code slope·x} elsewhere. */
    public static Activation leakyRelu(double slope) {
        return new LeakyRelu(slope);
    }

    /** {@code x} where x > 0, {@code α(eˣ − 1)} elsewhere. */
    public static Activation elu(double alpha) {
        return new Elu(alpha);
    }

    /** {@code Σₖ coefficients[k]·xᵏ}. */
    public static Activation polynomial(double... coefficients) {
        Check.given("coefficients", coefficients);
        return Polynomial.of(coefficients);
    }
}
