package dev.lemma.core.certificate;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.network.Network;
import java.util.Map;

/**
 * A proved bound of how far a map carries two inputs apart:
 *
 * <pre>{@code
 * ‖f(x) − f(x′)‖ ≤ bound · ‖x − x′‖   for all x, x′,  Euclidean norms of one sample
 * }</pre>
 *
 * <pre>{@code
 * double l = LipschitzCertificate.of(net, theta).bound();
 * }</pre>
 *
 * <p>It is read off the expression by {@link LipschitzRules}, whatever layers wrote it: products of norms of matrices and filters and of slopes of activations, sums where
 * branches meet. Of exact numbers: float32 rounding is not part of it. What has no bound (products of two functions of the input, as in attention) is refused.
 *
 * <p>Cost: singular values of every weight, {@code 4mn²} operations each.
 *
 * @param bound L
 */
public record LipschitzCertificate(double bound) {

    public LipschitzCertificate {
        Check.notNegative("bound", bound);
    }

    /**
     * That of a network in use, at these parameters.
     *
     * @throws dev.lemma.api.walk.RefusalException where no rule bounds an expression
     * @throws IllegalArgumentException if θ is not of the network or not finite
     */
    public static LipschitzCertificate of(Network net, Array theta) {
        Check.given("net", net);
        Check.given("theta", theta);
        if (theta.shape().size() != net.parameterCount()) {
            throw new ShapeException("Lipschitz certificate: expected theta [" + net.parameterCount() + "], got "
                    + theta.shape() + ": is it of another network?");
        }
        if (!theta.isFinite()) {
            throw new IllegalArgumentException("Lipschitz certificate: theta has numbers that are NaN or infinite");
        }
        Network wide = net.as(DType.FLOAT64);
        Tensor leaf = Tensor.input("theta", DType.FLOAT64, net.parameterCount());
        Tensor x = Tensor.input("x", DType.FLOAT64, net.input().batch(1).extents());
        return of(wide.apply(leaf, x), x, Map.of(leaf, theta.as(DType.FLOAT64).reshape(net.parameterCount())));
    }

    /**
     * That of an expression as a function of x.
     *
     * @param leaves numbers of the other inputs of y
     */
    public static LipschitzCertificate of(Tensor y, Tensor x, Map<Tensor, Array> leaves) {
        Check.given("y", y);
        Check.given("x", x);
        Check.given("leaves", leaves);
        return new LipschitzCertificate(
                LipschitzRules.of(Fixed.of(y, x, leaves)).walk().given(x, 1.0).at(y));
    }
}
