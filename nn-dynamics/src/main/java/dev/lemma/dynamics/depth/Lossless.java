package dev.lemma.dynamics.depth;

import dev.lemma.api.tensor.Tensor;

/**
 * Multiplication of whole numbers by a fraction n/d &lt; 1 that can be undone: what is cut off is kept as digits of a second whole number.
 *
 * <pre>{@code
 * B ← B·d + (V mod d)    V ← ⌊V/d⌋        V ← V·n + (B mod n)    B ← ⌊B/n⌋
 * }</pre>
 *
 * <p>V becomes {@code V·n/d} to within n + d, B grows by d/n. Numbers are float64 and exact below 2⁵³.
 *
 * @param numerator n ≥ 1
 * @param denominator d &gt; n
 * @see <a href="https://arxiv.org/abs/1502.03492">Maclaurin, Duvenaud and Adams 2015, Gradient-based hyperparameter optimization through reversible learning, algorithm 3</a>
 */
record Lossless(int numerator, int denominator) {

    /** The largest denominator. */
    static final int LARGEST = 128;

    /** A pair of whole numbers, element by element. */
    record Pair(Tensor value, Tensor digits) {}

    /** The fraction nearest to a number in (0, 1) whose denominator is at most {@link #LARGEST}. */
    static Lossless of(double factor) {
        int bestN = 1;
        int bestD = 2;
        for (int d = 2; d <= LARGEST; d++) {
            int n = (int) Math.max(1, Math.min(d - 1L, Math.round(factor * d)));
            if (Math.abs((double) n / d - factor) < Math.abs((double) bestN / bestD - factor) - 1e-15) {
                bestN = n;
                bestD = d;
            }
        }
        return new Lossless(bestN, bestD);
    }

    double factor() {
        return (double) numerator / denominator;
    }

    /** Multiplications after which B, 0 at first, is still below 2⁴⁰. */
    int most() {
        return Math.max(1, (int) (40 / (Math.log((double) denominator / numerator) / Math.log(2))));
    }

    /** ⌊x/m⌋ and x mod m, exactly, whatever the rounding of the quotient. */
    private static Pair divided(Tensor x, int m) {
        Tensor guess = x.times(1.0 / m).floor();
        Tensor rest = x.minus(guess.times(m));
        Tensor correction = rest.atLeast(m).minus(rest.lessThan(0));
        return new Pair(guess.plus(correction), rest.minus(correction.times(m)));
    }

    Pair times(Pair pair) {
        Pair v = divided(pair.value(), denominator);
        Pair b = divided(pair.digits().times(denominator).plus(v.digits()), numerator);
        return new Pair(v.value().times(numerator).plus(b.digits()), b.value());
    }

    Pair undone(Pair pair) {
        Pair v = divided(pair.value(), numerator);
        Pair b = divided(pair.digits().times(numerator).plus(v.digits()), denominator);
        return new Pair(v.value().times(denominator).plus(b.digits()), b.value());
    }
}
