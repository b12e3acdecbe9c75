package dev.lemma.examples.depth;

import dev.lemma.api.tensor.Tensor;

/**
 * A network with one neuron in each layer, as an expression and as its recursions, σ = tanh.
 *
 * <p>The expression is differentiated by the language; the recursions are those of a lecture, in plain arithmetic. They know
 * nothing of each other.
 */
interface Chain {

    /** What a recursion leaves: {@code ∂Φ/∂wᵢ} for i = 0 … L, and {@code φ̂ᵢ = ∂φ_L/∂φᵢ}. */
    record Gradients(double[] byWeight, double[] bySignal) {}

    /**
     * {@code Φ(x)} for many chains at once.
     *
     * @param w {@code w₀ … w_L}, each a vector with one number for each chain
     */
    Tensor output(Tensor[] w, double x);

    /** The gradients of one chain. */
    Gradients gradients(double[] w, double x);

    /**
     * Layers on layers.
     *
     * <pre>{@code
     * φ₀ = w₀x     φᵢ = wᵢ σ(φᵢ₋₁)                 (12.1)      Φ = φ_L
     * ∂Φ/∂wᵢ = φ̂ᵢ σ(φᵢ₋₁),  ∂Φ/∂w₀ = φ̂₀ x         (12.2)
     * φ̂_L = 1     φ̂ᵢ = φ̂ᵢ₊₁ wᵢ₊₁ σ̇(φᵢ)            (12.3)
     * }</pre>
     *
     */
    final class Plain implements Chain {

        @Override
        public Tensor output(Tensor[] w, double x) {
            Tensor phi = w[0].times(x);
            for (int i = 1; i < w.length; i++) {
                phi = w[i].times(phi.tanh());
            }
            return phi;
        }

        @Override
        public Gradients gradients(double[] w, double x) {
            int last = w.length - 1;
            double[] phi = new double[last + 1];
            phi[0] = w[0] * x;
            for (int i = 1; i <= last; i++) {
                phi[i] = w[i] * Math.tanh(phi[i - 1]);
            }
            double[] hat = new double[last + 1];
            hat[last] = 1;
            for (int i = last - 1; i >= 0; i--) {
                hat[i] = hat[i + 1] * w[i + 1] * slope(phi[i]);
            }
            double[] gradient = new double[last + 1];
            gradient[0] = hat[0] * x;
            for (int i = 1; i <= last; i++) {
                gradient[i] = hat[i] * Math.tanh(phi[i - 1]);
            }
            return new Gradients(gradient, hat);
        }
    }

    /**
     * Residual layers with step γ.
     *
     * <pre>{@code
     * φ₀ = x       φᵢ₊₁ = φᵢ + γ σ(wᵢφᵢ)             (12.4)      Φ = w_L φ_L
     * ∂Φ/∂wᵢ = γ w_L σ̇(wᵢφᵢ) φᵢ φ̂ᵢ₊₁,  ∂Φ/∂w_L = φ_L  (12.5)
     * φ̂_L = 1      φ̂ᵢ = φ̂ᵢ₊₁ + γ σ̇(wᵢφᵢ) wᵢ φ̂ᵢ₊₁     (12.6)
     * }</pre>
     *
     * <p>(12.5) as printed in lecture 12 has wᵢ in the place of φᵢ, because {@code ∂φᵢ₊₁/∂wᵢ} was taken for {@code ∂φᵢ₊₁/∂φᵢ}
     * without its 1; {@link #printed} keeps that form to be compared.
     *
     * @param gamma γ
     */
    record Residual(double gamma) implements Chain {

        @Override
        public Tensor output(Tensor[] w, double x) {
            Tensor phi = w[0].filled(x);
            for (int i = 0; i < w.length - 1; i++) {
                phi = phi.plus(w[i].times(phi).tanh().times(gamma));
            }
            return w[w.length - 1].times(phi);
        }

        @Override
        public Gradients gradients(double[] w, double x) {
            return gradients(w, x, false);
        }

        /** With (12.5) as it is printed. */
        Gradients printed(double[] w, double x) {
            return gradients(w, x, true);
        }

        private Gradients gradients(double[] w, double x, boolean asPrinted) {
            int last = w.length - 1;
            double[] phi = new double[last + 1];
            phi[0] = x;
            for (int i = 0; i < last; i++) {
                phi[i + 1] = phi[i] + gamma * Math.tanh(w[i] * phi[i]);
            }
            double[] hat = new double[last + 1];
            double[] gradient = new double[last + 1];
            hat[last] = 1;
            gradient[last] = phi[last];
            for (int i = last - 1; i >= 0; i--) {
                double slope = slope(w[i] * phi[i]);
                hat[i] = hat[i + 1] + gamma * slope * w[i] * hat[i + 1];
                gradient[i] = gamma * w[last] * slope * (asPrinted ? w[i] : phi[i]) * hat[i + 1];
            }
            return new Gradients(gradient, hat);
        }
    }

    private static double slope(double z) {
        double t = Math.tanh(z);
        return 1 - t * t;
    }
}
