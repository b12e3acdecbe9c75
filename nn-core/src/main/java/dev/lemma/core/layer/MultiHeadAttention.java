package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.initializer.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * Self-attention over sequences x [N, T, E] with h heads of dimension d = E/h:
 *
 * <pre>{@code
 * Q = x W_Qᵀ + b_Q    K = x W_Kᵀ + b_K    V = x W_Vᵀ + b_V
 * headᵢ = softmax(Qᵢ Kᵢᵀ/√d) Vᵢ            (columns i·d … (i + 1)·d of Q, K, V)
 * y = [head₀ … head_{h−1}] W_Oᵀ + b_O
 * }</pre>
 *
 * <p>Causal attention lets place t see places up to t only. Parameters {@code query/weight}, {@code key/weight},
 * {@code value/weight}, {@code output/weight}, all [E, E], and the biases beside them. Cost: O(N·T·E² + N·T²·E).
 *
 * @param heads number of heads, a divisor of E
 * @param causal whether places see only what came before
 * @param weight initial law of the four matrices
 * @param bias initial law of the biases; null for none
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017, section 3.2</a>
 */
public record MultiHeadAttention(
        int heads,
        boolean causal,
        Initializer weight,
        @Nullable Initializer bias) implements Layer {

    public MultiHeadAttention {
        Check.atLeastOne("heads", heads);
        Check.given("weight", weight);
    }

    /** Every place sees every place; Glorot normal weights, biases 0. */
    public MultiHeadAttention(int heads) {
        this(heads, false, Initializers.glorotNormal(), Initializers.zeros());
    }

    /** Places see only what came before, and themselves. */
    public MultiHeadAttention asCausal() {
        return new MultiHeadAttention(heads, true, weight, bias);
    }

    /** With another initial law of the matrices. */
    public MultiHeadAttention weight(Initializer law) {
        return new MultiHeadAttention(heads, causal, law, bias);
    }

    /** With another initial law of the biases. */
    public MultiHeadAttention bias(Initializer law) {
        return new MultiHeadAttention(heads, causal, weight, law);
    }

    /** Without the four biases. */
    public MultiHeadAttention noBias() {
        return new MultiHeadAttention(heads, causal, weight, null);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() != 3) {
            throw new ShapeException("attention: expected sequences [N, T, E], got " + x.shape());
        }
        int width = x.shape().extent(2);
        Dense map = new Dense(width, weight, bias);
        Tensor q = map.apply(scope.child("query"), x);
        Tensor k = map.apply(scope.child("key"), x);
        Tensor v = map.apply(scope.child("value"), x);
        return map.apply(scope.child("output"), attend(q, k, v, heads, causal));
    }

    /**
     * {@code softmax(Q Kᵀ/√d) V} for each head, side by side.
     *
     * @param q [N, T, E]
     * @param k [N, S, E]
     * @param v [N, S, F]
     * @param heads a divisor of E and F
     * @param causal whether place t of q sees only places s ≤ t of k
     * @return [N, T, F]
     */
    public static Tensor attend(Tensor q, Tensor k, Tensor v, int heads, boolean causal) {
        Check.given("q", q);
        Check.given("k", k);
        Check.given("v", v);
        Check.atLeastOne("heads", heads);
        int width = q.shape().extent(-1);
        if (width % heads != 0 || v.shape().extent(-1) % heads != 0) {
            throw new ShapeException("attention: " + heads + " heads do not divide the " + width + " features of "
                    + q.shape() + " and the " + v.shape().extent(-1) + " of " + v.shape());
        }
        int t = q.shape().extent(1);
        int s = k.shape().extent(1);
        Tensor scores =
                split(q, heads).matmul(split(k, heads).transpose()).times(1 / Math.sqrt((double) width / heads));
        if (causal) {
            scores = Tensor.select(past(scores, t, s), scores, scores.filled(Double.NEGATIVE_INFINITY));
        }
        Tensor mixed = scores.softmax(-1).matmul(split(v, heads));
        return mixed.permute(0, 2, 1, 3).reshape(q.shape().with(2, v.shape().extent(-1)));
    }

    /** [N, T, h·d] as [N, h, T, d]. */
    private static Tensor split(Tensor x, int heads) {
        Shape shape = x.shape();
        return x.reshape(shape.extent(0), shape.extent(1), heads, shape.extent(2) / heads)
                .permute(0, 2, 1, 3);
    }

    private static Tensor past(Tensor scores, int t, int s) {
        double[] mask = new double[t * s];
        for (int i = 0; i < t; i++) {
            for (int j = 0; j <= i && j < s; j++) {
                mask[i * s + j] = 1;
            }
        }
        return Tensor.literal(Array.of(Shape.of(t, s), mask).as(scores.type())).broadcast(scores.shape());
    }
}
