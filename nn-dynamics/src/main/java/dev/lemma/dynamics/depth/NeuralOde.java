package dev.lemma.dynamics.depth;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.dynamics.ode.Solver;
import dev.lemma.dynamics.ode.VectorField;
import java.util.List;
import java.util.Objects;

/**
 * A network of infinite depth, followed in equal steps: {@code y = z(T)}, {@code z′ = f(z)} or {@code f(z, t)}, {@code z(0) = x}.
 *
 * <p>The steps are a loop of the language: derivatives of any order go through them, reverse mode keeps one state per step and makes the stages again. With {@link
 * dev.lemma.dynamics.ode.Euler} it is a residual network whose blocks share their weights. Cost: steps times the evaluations of the solver.
 *
 * @param field f, in the shape of its input; if timed, of samples that are vectors with the time as one number more
 * @param solver the method
 * @param steps n ≥ 1
 * @param duration T &gt; 0
 * @param timed whether f takes the time
 * @see <a href="https://arxiv.org/abs/1806.07366">Chen, Rubanova, Bettencourt and Duvenaud 2018, Neural ordinary differential equations</a>
 */
public record NeuralOde(Layer field, Solver solver, int steps, double duration, boolean timed) implements Layer {

    public NeuralOde {
        Objects.requireNonNull(field, "field");
        Objects.requireNonNull(solver, "solver");
        Check.atLeastOne("steps", steps);
        Check.positive("duration", duration);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (timed && x.rank() != 2) {
            throw new ShapeException(
                    "neural ode: the time stands beside samples that are vectors, got a batch " + x.shape());
        }
        TensorType taken =
                timed ? new TensorType(x.type(), x.shape().with(1, x.shape().extent(1) + 1)) : x.tensorType();
        Traced traced = Traced.of(scope.child("field"), field, taken).requireShape("neural ode", x.tensorType());
        VectorField f = (t, y) ->
                traced.at(timed ? Tensor.concat(1, y, t.broadcast(y.shape().with(1, 1))) : y);
        Tensor h = Tensor.constant(x.type(), duration / steps);
        Tensor times = Tensor.range(x.type(), steps).times(duration / steps);
        return Loop.of(steps, List.of(x), List.of(times), (state, rows) -> {
                    Tensor t = rows.get(0);
                    Tensor y = state.get(0);
                    return new Loop.Step(
                            List.of(solver.step(f, t, y, h, f.at(t, y)).next()), List.of());
                })
                .carry()
                .get(0);
    }
}
