package dev.lemma.dynamics.stability;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * How far a map stretches distances at given points: {@code ‖J(xᵢ)‖₂}, the largest singular value of its Jacobian there.
 *
 * <pre>{@code
 * v ← JᵀJv / ‖JᵀJv‖, many times;        ‖J‖₂ ≥ ‖Jv‖
 * }</pre>
 *
 * <p>The largest over the points is a lower bound of the map's Lipschitz constant, as is every number on the way: it refutes a certificate, it is none. Each iteration costs a
 * Jacobian-vector product and one of its transpose, for all points together.
 *
 * @param norms {@code ‖J(xᵢ)‖₂}, from below, [n]
 */
public record Stretching(Array norms) {

    /**
     * At points.
     *
     * @param map samples to samples, each on its own: [n, d] to [n, e]
     * @param points [n, d]
     * @param iterations at least 1
     * @param key of the vectors that the iteration starts from
     */
    public static Stretching of(UnaryOperator<Tensor> map, Array points, int iterations, Key key) {
        Check.atLeastOne("iterations", iterations);
        if (points.shape().rank() != 2) {
            throw new ShapeException("stretching: expected points [n, d], got " + points.shape());
        }
        double[] start = new double[points.shape().size()];
        Randomness.normal(key, start);
        Program program = Program.of(Fused.executor(), leaves -> {
            Tensor x = leaves.get(0);
            Tensor y = map.apply(x);
            if (y.rank() != 2 || y.shape().extent(0) != x.shape().extent(0)) {
                throw new ShapeException("stretching: the map takes " + x.shape() + " to " + y.shape()
                        + ": expected one vector for each sample");
            }
            Loop loop = Loop.of(iterations, List.of(unit(leaves.get(1))), List.of(), (state, none) -> {
                Tensor image = Derivatives.jvp(y, x, state.get(0));
                return new Loop.Step(List.of(unit(Derivatives.vjp(y, x, image))), List.of());
            });
            Tensor image = Derivatives.jvp(y, x, loop.carry().get(0));
            return List.of(image.square().sum(1).sqrt());
        });
        return new Stretching(
                program.call(points, Array.of(points.shape(), start).as(points.type())));
    }

    private static Tensor unit(Tensor v) {
        Tensor norm = v.square().sum(1).sqrt();
        Tensor safe = Tensor.select(norm.greaterThan(0), norm, norm.filled(1));
        return v.dividedBy(safe.reshape(Shape.of(v.shape().extent(0), 1)));
    }

    /** The largest: a lower bound of the Lipschitz constant. */
    public double largest() {
        double largest = 0;
        for (int i = 0; i < norms.shape().size(); i++) {
            largest = Math.max(largest, norms.get(i));
        }
        return largest;
    }
}
