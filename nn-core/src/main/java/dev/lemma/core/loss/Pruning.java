package dev.lemma.core.loss;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;

/**
 * A smaller hypothesis set: parameters chosen at random are 0 and stay 0. The mask multiplies θ, so that the gradient
 * is masked as well.
 *
 * <pre>{@code
 * Pruning pruning = Pruning.random(net.parameterCount(), 0.9, Key.of(0));
 * Tensor sparse = net.apply(pruning.apply(theta), x);
 * }</pre>
 *
 * <p>It does not rescale what is left: the laws of {@link Parametrization} still count all parameters.
 *
 * @param mask 1 where a parameter is kept, 0 where it is not
 */
public record Pruning(Array mask) {

    public Pruning {
        Check.given("mask", mask);
    }

    /** Drops each of the parameters with the given probability, independently. */
    public static Pruning random(int parameters, double dropped, Key key) {
        Check.atLeast("parameters", parameters, 0);
        Check.given("key", key);
        Check.inUnitInterval("dropped", dropped);
        double[] numbers = new double[parameters];
        Randomness.uniform(key, numbers);
        for (int i = 0; i < parameters; i++) {
            numbers[i] = numbers[i] < dropped ? 0 : 1;
        }
        return new Pruning(Array.of(Shape.of(parameters), numbers));
    }

    /** {@code θ ⊙ mask}. */
    public Tensor apply(Tensor theta) {
        return theta.times(Tensor.literal(mask.as(theta.type())));
    }

    /** {@code θ ⊙ mask}, numbers. */
    public Array apply(Array theta) {
        double[] numbers = theta.toDoubles();
        for (int i = 0; i < numbers.length; i++) {
            numbers[i] *= mask.get(i);
        }
        return Array.of(theta.shape(), numbers).as(theta.type());
    }

    /** Number of parameters kept. */
    public int kept() {
        int kept = 0;
        for (int i = 0; i < mask.shape().size(); i++) {
            kept += mask.get(i) != 0 ? 1 : 0;
        }
        return kept;
    }
}
