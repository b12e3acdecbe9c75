package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.testkit.golden.Golden;
import java.util.List;

/** The problems of {@code reference/ode}. */
final class StoredProblems {

    static final List<String> NAMES = List.of("oscillator", "lotka_volterra", "van_der_pol", "mlp", "nonautonomous");

    private StoredProblems() {}

    static double end(String name) {
        return switch (name) {
            case "oscillator" -> 5;
            case "lotka_volterra" -> 4;
            case "van_der_pol" -> 10;
            case "mlp" -> 2;
            default -> 2.5;
        };
    }

    static int steps(String name) {
        return switch (name) {
            case "oscillator" -> 40;
            case "lotka_volterra" -> 80;
            case "van_der_pol" -> 400;
            case "mlp" -> 25;
            default -> 30;
        };
    }

    static VectorField field(String name, Golden golden) {
        return switch (name) {
            case "oscillator" ->
                (t, y) -> Tensor.concat(0, part(y, 1), part(y, 0).times(-4));
            case "lotka_volterra" ->
                (t, y) -> {
                    Tensor both = part(y, 0).times(part(y, 1));
                    return Tensor.concat(
                            0,
                            part(y, 0).times(1.5).minus(both),
                            both.minus(part(y, 1).times(3)));
                };
            case "van_der_pol" ->
                (t, y) -> Tensor.concat(
                        0,
                        part(y, 1),
                        part(y, 0)
                                .square()
                                .negate()
                                .plus(1)
                                .times(part(y, 1))
                                .times(5)
                                .minus(part(y, 0)));
            case "mlp" -> mlp(golden);
            default -> (t, y) -> y.times(t).times(-2).plus(t.times(3).cos());
        };
    }

    private static Tensor part(Tensor y, int i) {
        return y.slice(0, i, i + 1);
    }

    private static VectorField mlp(Golden golden) {
        Array theta = theta(golden, "mlp.");
        return network().with(Tensor.literal(theta));
    }

    /** θ of the stored perceptron: W1, b1, c1, W2, b2, joined. */
    static Array theta(Golden golden, String prefix) {
        double[] all = new double[8 * 3 + 8 + 8 + 3 * 8 + 3];
        int at = 0;
        for (String name : List.of("W1", "b1", "c1", "W2", "b2")) {
            for (double value : golden.get(prefix + name).toDoubles()) {
                all[at++] = value;
            }
        }
        return Array.of(Shape.of(all.length), all);
    }

    /** {@code W2 tanh(W1 y + b1 + c1 t) + b2} for y [3]. */
    static ParametricField network() {
        return (t, y, theta) -> {
            Tensor w1 = theta.slice(0, 0, 24).reshape(8, 3);
            Tensor b1 = theta.slice(0, 24, 32);
            Tensor c1 = theta.slice(0, 32, 40);
            Tensor w2 = theta.slice(0, 40, 64).reshape(3, 8);
            Tensor b2 = theta.slice(0, 64, 67);
            Tensor hidden = w1.matmul(y.reshape(3, 1))
                    .reshape(8)
                    .plus(b1)
                    .plus(c1.times(t))
                    .tanh();
            return w2.matmul(hidden.reshape(8, 1)).reshape(3).plus(b2);
        };
    }

    static Array start(String name, Golden golden) {
        return golden.get(name + ".y0").as(DType.FLOAT64);
    }
}
