package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.network.Network;
import java.util.Optional;

/**
 * The right side of a differential equation, wherever it comes from.
 *
 * @param field f
 * @param network the network that it is, if it is one
 */
record Equation(ParametricField field, Optional<Network> network) {

    static Equation of(VectorField field) {
        return new Equation(new Unparametrized(field), Optional.empty());
    }

    static Equation of(ParametricField field) {
        return new Equation(field, Optional.empty());
    }

    /**
     * A network whose output is the slope: of its input, or of its input without the last number, which is then the time.
     *
     * @throws ShapeException if it is neither
     */
    static Equation of(Network network) {
        boolean timed = isTimed(network);
        if (!timed && !network.input().equals(network.output())) {
            throw new ShapeException(
                    "ode: a network that is the right side of y′ = f(t, y) gives what it takes, or, for samples that are vectors, takes one"
                            + " number more, the time; this one takes " + network.input() + " and gives "
                            + network.output());
        }
        return new Equation(
                (t, y, theta) -> {
                    if (!timed) {
                        return network.apply(theta, y);
                    }
                    Tensor column = t.broadcast(y.shape().with(1, 1));
                    return network.apply(theta, Tensor.concat(1, y, column));
                },
                Optional.of(network));
    }

    private static boolean isTimed(Network network) {
        return network.input().rank() == 1
                && network.output().rank() == 1
                && network.input().extent(0) == network.output().extent(0) + 1;
    }

    /** A field without parameters. */
    private record Unparametrized(VectorField field) implements ParametricField {
        @Override
        public Tensor at(Tensor t, Tensor y, Tensor theta) {
            return field.at(t, y);
        }

        @Override
        public VectorField with(Tensor theta) {
            return field;
        }
    }

    /** The numbers the equation is computed with when it starts from these. */
    DType type(Array start) {
        return network.map(Network::type).orElse(start.type());
    }

    /** Refuses a start or parameters that do not fit. */
    void require(Array start, Array theta) {
        network.ifPresent(net -> {
            Shape sample = net.output();
            if (start.shape().rank() != sample.rank() + 1
                    || !start.shape().without(0).equals(sample)) {
                throw new ShapeException("ode: the network moves samples " + sample
                        + " and expects a batch of them, got a start of shape " + start.shape()
                        + (start.shape().equals(sample) ? ": put the batch first, as " + sample.batch(1) : ""));
            }
            if (theta.shape().size() != net.parameterCount()) {
                throw new ShapeException("ode: the network has " + net.parameterCount() + " parameters, "
                        + theta.shape().size() + " are given: use at(theta)");
            }
        });
    }
}
