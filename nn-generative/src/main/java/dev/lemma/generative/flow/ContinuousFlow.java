package dev.lemma.generative.flow;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.internal.SharedScope;
import dev.lemma.generative.likelihood.Divergence;
import dev.lemma.generative.network.TimedLayer;
import java.util.Objects;

/**
 * A flow along a learned field, with the exact trace:
 *
 * <pre>{@code
 * dx/dt = u(x, t),   d log|det|/dt = div u(x, t),   t from 0 to 1
 * }</pre>
 *
 * <p>In steps of equal length by the classical method of order 4, forwards and backwards; the flow is that of the field up to O(steps⁻⁴), and the inverse
 * inverts it as far. For solutions to a tolerance, train this and follow the field with {@code dev.lemma.dynamics.ode.Ode}. Cost: 4·steps evaluations and
 * d derivatives of each.
 *
 * @param field u
 * @param steps at least 1
 * @see <a href="https://arxiv.org/abs/1806.07366">Chen, Rubanova, Bettencourt and Duvenaud 2018, section 4</a>
 */
public record ContinuousFlow(TimedLayer field, int steps) implements Flow {

    public ContinuousFlow {
        Objects.requireNonNull(field, "field");
        Check.atLeastOne("steps", steps);
    }

    private Tensor at(Scope scope, Tensor x, double t) {
        return field.apply(scope, x, Tensor.full(x.type(), Shape.of(1, 1), t), null);
    }

    @Override
    public Image forward(Scope given, Tensor x) {
        Scope scope = new SharedScope(given);
        double h = 1.0 / steps;
        Tensor z = x;
        Tensor log = Tensor.full(x.type(), Shape.of(x.shape().extent(0)), 0);
        for (int k = 0; k < steps; k++) {
            double t = k * h;
            Tensor u1 = at(scope, z, t);
            Tensor d1 = Divergence.exact(u1, z);
            Tensor x2 = z.plus(u1.times(h / 2));
            Tensor u2 = at(scope, x2, t + h / 2);
            Tensor d2 = Divergence.exact(u2, x2);
            Tensor x3 = z.plus(u2.times(h / 2));
            Tensor u3 = at(scope, x3, t + h / 2);
            Tensor d3 = Divergence.exact(u3, x3);
            Tensor x4 = z.plus(u3.times(h));
            Tensor u4 = at(scope, x4, t + h);
            Tensor d4 = Divergence.exact(u4, x4);
            z = z.plus(mixed(u1, u2, u3, u4).times(h / 6));
            log = log.plus(mixed(d1, d2, d3, d4).times(h / 6));
        }
        return new Image(z, log);
    }

    private static Tensor mixed(Tensor a, Tensor b, Tensor c, Tensor d) {
        return a.plus(b.plus(c).times(2)).plus(d);
    }

    @Override
    public Tensor inverse(Scope given, Tensor z) {
        Scope scope = new SharedScope(given);
        double h = 1.0 / steps;
        Tensor x = z;
        for (int k = steps; k > 0; k--) {
            double t = k * h;
            Tensor u1 = at(scope, x, t);
            Tensor u2 = at(scope, x.minus(u1.times(h / 2)), t - h / 2);
            Tensor u3 = at(scope, x.minus(u2.times(h / 2)), t - h / 2);
            Tensor u4 = at(scope, x.minus(u3.times(h)), t - h);
            x = x.minus(mixed(u1, u2, u3, u4).times(h / 6));
        }
        return x;
    }
}
