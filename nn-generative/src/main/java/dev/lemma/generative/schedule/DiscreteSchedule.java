package dev.lemma.generative.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.Arrays;

/**
 * The table of a chain of T noising steps, and everything that follows from it.
 *
 * <pre>{@code
 * x_t = √(1 − β_t)·x_{t−1} + √β_t·z_t          ᾱ_t = Π_{s ≤ t} (1 − β_s)
 * q(x_{t−1} | x_t, x₀) = N((√ᾱ_{t−1} β_t x₀ + √α_t (1 − ᾱ_{t−1}) x_t)/(1 − ᾱ_t),  β_t (1 − ᾱ_{t−1})/(1 − ᾱ_t))
 * }</pre>
 *
 * <p>(The noise carries √β_t; β_t alone, as sometimes printed, does not keep the variance.) Times are t = 1 … T; time 0 is the data. As a {@link
 * NoiseSchedule} this is the process whose rate is constant between whole times: at whole times its law is the chain's, exactly. {@code 1 − ᾱ} follows
 * its own recursion and keeps its accuracy where ᾱ is near 1.
 *
 * @see <a href="https://arxiv.org/abs/2006.11239">Ho, Jain and Abbeel 2020, section 2</a>
 */
public final class DiscreteSchedule implements NoiseSchedule {

    private final double[] beta;
    /** Index 0 is time 0. */
    private final double[] alphaBar;

    private final double[] oneMinusAlphaBar;
    private final double[] integral;

    private DiscreteSchedule(double[] beta) {
        if (beta.length < 1) {
            throw new IllegalArgumentException("discrete schedule: expected at least one step, got none");
        }
        int n = beta.length;
        this.beta = beta;
        this.alphaBar = new double[n + 1];
        this.oneMinusAlphaBar = new double[n + 1];
        this.integral = new double[n + 1];
        alphaBar[0] = 1;
        for (int t = 1; t <= n; t++) {
            double b = beta[t - 1];
            if (!(b > 0 && (b < 1 || b == 1 && t == n))) {
                throw new IllegalArgumentException("discrete schedule: expected 0 < β < 1, so that the signal decreases"
                        + " (β = 1 is possible in the last step only), got β_" + t + " = " + b);
            }
            alphaBar[t] = alphaBar[t - 1] * (1 - b);
            oneMinusAlphaBar[t] = (1 - b) * oneMinusAlphaBar[t - 1] + b;
            integral[t] = integral[t - 1] - Math.log1p(-b);
        }
    }

    /** From β₁ … β_T. */
    public static DiscreteSchedule of(double... beta) {
        return new DiscreteSchedule(beta.clone());
    }

    /** β equally spaced. */
    public static DiscreteSchedule linear(int steps, double first, double last) {
        Check.atLeast("steps", steps, 2);
        double[] beta = new double[steps];
        Arrays.setAll(beta, i -> first + (last - first) * i / (steps - 1));
        return new DiscreteSchedule(beta);
    }

    /** 1000 steps from 10⁻⁴ to 0.02, as in the paper. */
    public static DiscreteSchedule linear() {
        return linear(1000, 1e-4, 0.02);
    }

    /** √β equally spaced, as in latent diffusion. */
    public static DiscreteSchedule scaledLinear(int steps, double first, double last) {
        Check.atLeast("steps", steps, 2);
        Check.positive("first", first);
        Check.positive("last", last);
        double[] beta = new double[steps];
        double a = Math.sqrt(first);
        double b = Math.sqrt(last);
        Arrays.setAll(beta, i -> Math.pow(a + (b - a) * i / (steps - 1), 2));
        return new DiscreteSchedule(beta);
    }

    /**
     * {@code β_t = min(1 − f(t/T)/f((t − 1)/T), 0.999)}, {@code f(u) = cos²((u + 0.008)/1.008 · π/2)}; ᾱ is the product, which differs from f where
     * the cap acts.
     */
    public static DiscreteSchedule cosine(int steps) {
        Check.atLeastOne("steps", steps);
        double[] beta = new double[steps];
        for (int t = 1; t <= steps; t++) {
            double u = angle((double) t / steps);
            double w = angle((t - 1.0) / steps);
            // cos²w − cos²u = sin(u + w) sin(u − w): nothing cancels.
            double fall = Math.sin(u + w) * Math.sin(Math.PI / 2 / 1.008 / steps);
            beta[t - 1] = Math.min(fall / Math.pow(Math.cos(w), 2), 0.999);
        }
        return new DiscreteSchedule(beta);
    }

    private static double angle(double u) {
        return (u + 0.008) / 1.008 * Math.PI / 2;
    }

    /** The sigmoid schedule's ᾱ at t/T, with β at most 0.999. */
    public static DiscreteSchedule sigmoid(int steps, double start, double end, double temperature) {
        Check.atLeastOne("steps", steps);
        new SigmoidSchedule(start, end, temperature, 0.5);
        double high = logistic(end / temperature);
        double[] beta = new double[steps];
        for (int t = 1; t <= steps; t++) {
            double before = high - logistic((start + (t - 1.0) / steps * (end - start)) / temperature);
            double after = high - logistic((start + (double) t / steps * (end - start)) / temperature);
            beta[t - 1] = Math.min(1 - after / before, 0.999);
        }
        return new DiscreteSchedule(beta);
    }

    private static double logistic(double x) {
        return 1 / (1 + Math.exp(-x));
    }

    /**
     * The schedule with √ᾱ shifted and scaled so that ᾱ_T = 0 and ᾱ₁ stays: nothing of the data is left at the end. Noise cannot be predicted there, data
     * and velocity can.
     *
     * @see <a href="https://arxiv.org/abs/2305.08891">Lin et al. 2023, algorithm 1</a>
     */
    public DiscreteSchedule withZeroTerminalSnr() {
        int n = beta.length;
        if (n < 2) {
            throw new IllegalArgumentException("zero terminal SNR: expected at least two steps, got " + n);
        }
        double first = Math.sqrt(alphaBar[1]);
        double last = Math.sqrt(alphaBar[n]);
        double[] rescaled = new double[n];
        rescaled[0] = beta[0];
        double before = first;
        for (int t = 2; t <= n; t++) {
            double root = t == n ? 0 : (Math.sqrt(alphaBar[t]) - last) * first / (first - last);
            rescaled[t - 1] = t == n ? 1 : 1 - Math.pow(root / before, 2);
            before = root;
        }
        return new DiscreteSchedule(rescaled);
    }

    /** T. */
    public int steps() {
        return beta.length;
    }

    private int checked(int t, int least) {
        if (t < least || t > beta.length) {
            throw new IllegalArgumentException(
                    "time: expected a whole number from " + least + " to " + beta.length + ", got " + t);
        }
        return t;
    }

    /** β_t, t = 1 … T. */
    public double beta(int t) {
        return beta[checked(t, 1) - 1];
    }

    /** α_t = 1 − β_t, t = 1 … T. */
    public double alpha(int t) {
        return 1 - beta(t);
    }

    /** ᾱ_t, t = 0 … T. */
    public double alphaBar(int t) {
        return alphaBar[checked(t, 0)];
    }

    /** 1 − ᾱ_t to full accuracy, t = 0 … T. */
    public double oneMinusAlphaBar(int t) {
        return oneMinusAlphaBar[checked(t, 0)];
    }

    /** log(ᾱ_t/(1 − ᾱ_t)), t = 1 … T. */
    public double logSnr(int t) {
        return -integral[checked(t, 1)] - Math.log(oneMinusAlphaBar[t]);
    }

    /** The variance of q(x_{t−1} | x_t, x₀), 0 at t = 1. */
    public double posteriorVariance(int t) {
        return beta(t) * oneMinusAlphaBar[t - 1] / oneMinusAlphaBar[t];
    }

    /** The factor of x₀ in the mean of q(x_{t−1} | x_t, x₀). */
    public double posteriorDataFactor(int t) {
        return Math.sqrt(alphaBar(t - 1)) * beta(t) / oneMinusAlphaBar[t];
    }

    /** The factor of x_t in the mean of q(x_{t−1} | x_t, x₀). */
    public double posteriorNoisyFactor(int t) {
        return Math.sqrt(alpha(t)) * oneMinusAlphaBar[t - 1] / oneMinusAlphaBar[t];
    }

    @Override
    public double horizon() {
        return beta.length;
    }

    @Override
    public boolean isDiscrete() {
        return true;
    }

    private static Tensor table(Tensor t, double[] values) {
        return Tensor.literal(Array.of(Shape.of(values.length), values).as(t.type()));
    }

    /** The number of the step that t lies in, from 0. */
    private Tensor step(Tensor t) {
        return t.ceil().minus(1).clamp(0, beta.length - 1.0);
    }

    @Override
    public Tensor integral(Tensor t) {
        Tensor step = step(t);
        Tensor after = table(t, integral).gather(0, step.plus(1));
        Tensor left = step.plus(1).minus(t);
        return Tensor.select(left.equalTo(0), after, after.minus(left.times(rate(t))));
    }

    @Override
    public Tensor rate(Tensor t) {
        double[] slopes = new double[beta.length];
        Arrays.setAll(slopes, i -> -Math.log1p(-beta[i]));
        return table(t, slopes).gather(0, step(t));
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DiscreteSchedule that && Arrays.equals(beta, that.beta);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(beta);
    }

    @Override
    public String toString() {
        return "DiscreteSchedule[steps=" + beta.length + ", beta=" + beta[0] + " … " + beta[beta.length - 1] + "]";
    }
}
