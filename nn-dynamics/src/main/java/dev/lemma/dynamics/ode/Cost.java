package dev.lemma.dynamics.ode;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A number that follows from a solution, {@code C = c(y(t₁))} or {@code C = c(y(τ₁), …, y(τₘ))}, with its derivatives with respect to start, parameters and times.
 *
 * <pre>{@code
 * Cost cost = Ode.of(net).at(theta).solver(new Tsitouras5(1e-6, 1e-8)).cost(y -> y.square().sum());
 * Cost.Evaluation e = cost.at(start, 0, 1);
 * e.value();   e.gradient().theta();
 * }</pre>
 *
 * <p>{@link #at} differentiates the steps that were taken (discretise, then optimise): the gradient is that of the number which was computed, exactly, the lengths of the
 * steps being held. States between steps are kept, or made again if {@link Ode#snapshots} bounds their number; the stages of a step are made again. Cost: about three
 * times that of the solution. {@link #adjoint} follows the adjoint equation backwards instead, and keeps nothing.
 *
 * <p>Immutable; keep it to keep its programs.
 */
public final class Cost {

    private final Ode ode;
    private final double[] ts;
    private final Program value;
    private final Program gradient;
    private final Program product;
    private final Map<Shape, Ode> adjoints;

    private Cost(Ode ode, Cost same) {
        this.ode = ode;
        this.ts = same.ts;
        this.value = same.value;
        this.gradient = same.gradient;
        this.product = same.product;
        this.adjoints = same.adjoints;
    }

    Cost(Ode ode, double[] ts, UnaryOperator<Tensor> function) {
        this.ode = ode;
        this.ts = ts.clone();
        this.adjoints = new ConcurrentHashMap<>();
        UnaryOperator<Tensor> scalar = y -> {
            Tensor c = function.apply(y);
            if (c.shape().size() != 1) {
                throw new ShapeException("cost: expected a scalar, got " + c.shape() + ": sum() or mean() it");
            }
            return c.reshape(Shape.scalar());
        };
        this.value = Program.of(Fused.executor(), y -> List.of(scalar.apply(y.get(0))));
        this.gradient = Program.of(Fused.executor(), y -> {
            Tensor c = scalar.apply(y.get(0));
            return List.of(c, Derivatives.gradient(c, y.get(0)));
        });
        this.product = Program.of(Fused.executor(), y -> {
            Tensor slope = Derivatives.gradient(scalar.apply(y.get(0)), y.get(0));
            return List.of(slope, Derivatives.jvp(slope, y.get(0), y.get(1)));
        });
    }

    /**
     * The cost of one solution.
     *
     * @param value C
     * @param gradient its derivatives
     * @param solution what it is the cost of
     */
    public record Evaluation(double value, Gradient gradient, Solution solution) {}

    /**
     * A product of the Hessian of C with a direction.
     *
     * @param startArray the part with respect to the start
     * @param thetaArray the part with respect to the parameters
     */
    public record HessianVector(Array startArray, Array thetaArray) {

        /** The part with respect to the start: a copy. */
        public INDArray start() {
            return startArray.toINDArray();
        }

        /** The part with respect to the parameters: a copy. */
        public INDArray theta() {
            return thetaArray.toINDArray();
        }
    }

    /** The same at other parameters. */
    public Cost with(Array theta) {
        return new Cost(ode.at(theta), this);
    }

    /** The same at other parameters. */
    public Cost with(INDArray theta) {
        return with(Array.of(theta));
    }

    private Array observed(Solution solution) {
        return ts.length == 0 ? solution.lastArray() : solution.atArray(ts);
    }

    /** C alone. */
    public double value(Array start, double from, double to) {
        return value.call(observed(ode.solve(start, from, to).orThrow())).item();
    }

    /** C and its derivatives. */
    public Evaluation at(INDArray start, double from, double to) {
        return at(Array.of(start), from, to);
    }

    /**
     * C and its derivatives.
     *
     * @throws IllegalStateException if the solution does not reach its end
     */
    public Evaluation at(Array start, double from, double to) {
        Solution solution = ode.solve(start, from, to).orThrow();
        List<Array> c = gradient.callAll(List.of(observed(solution)));
        Gradient derivatives = ts.length == 0 ? solution.pullback(c.get(1)) : solution.pullback(ts, c.get(1));
        return new Evaluation(c.get(0).item(), derivatives, solution);
    }

    /**
     * The Hessian of C with respect to start and parameters, times a direction, forward over reverse: the exact second derivative of the number which was computed, the
     * lengths of the steps being held. For steps that all samples share.
     *
     * @param startDirection in the shape of the start
     * @param thetaDirection in the shape of the parameters
     */
    public HessianVector hessianVector(
            Array start, double from, double to, Array startDirection, Array thetaDirection) {
        Solution solution = ode.solve(start, from, to).orThrow();
        return solution.second(ts, startDirection, thetaDirection, product);
    }

    /**
     * C and its derivatives by the adjoint equation, backwards in time (optimise, then discretise).
     *
     * <pre>{@code
     * y′ = f        λ′ = −(∂f/∂y)ᵀλ        g′ = −(∂f/∂θ)ᵀλ        λ(t₁) = ∂C/∂y(t₁),  g(t₁) = 0:   ∂C/∂y(t₀) = λ(t₀), ∂C/∂θ = g(t₀)
     * }</pre>
     *
     * <p>Memory does not grow with the number of steps. But the state is followed backwards as well, and what contracts forwards explodes backwards: for dissipative networks the
     * gradient may be wrong in its first digit at any tolerance. So the start that is arrived at is compared with the one that was given, and the gradient is refused if it is off.
     *
     * @param most the largest distance, relative to that of the start from 0 (root mean squares)
     * @throws IllegalStateException if the start is missed by more, or the solution does not reach its end
     */
    public Evaluation adjoint(Array start, double from, double to, double most) {
        Check.positive("largest distance", most);
        if (ts.length > 0) {
            throw new IllegalArgumentException("adjoint: for costs of the last state; this one has " + ts.length
                    + " times: use at(start, from, to)");
        }
        Solution solution = ode.solve(start, from, to).orThrow();
        List<Array> c = gradient.callAll(List.of(solution.lastArray()));
        Array y = solution.startArray();
        Array theta = ode.thetaArray().as(y.type());
        int n = y.shape().size();
        int p = theta.shape().size();
        Array packed = Array.zeros(y.type(), Shape.of(2 * n + p));
        System.arraycopy(solution.lastArray().storage(), 0, packed.storage(), 0, n);
        System.arraycopy(c.get(1).storage(), 0, packed.storage(), n, n);
        Ode backwards = adjoints.computeIfAbsent(y.shape(), shape -> ode.adjoint(shape, n, p))
                .at(theta);
        Array arrived = backwards.solve(packed, to, from).orThrow().lastArray();
        double off = 0;
        double size = 0;
        for (int i = 0; i < n; i++) {
            off += Math.pow(arrived.get(i) - y.get(i), 2);
            size += y.get(i) * y.get(i);
        }
        double distance = Math.sqrt(off / (size > 0 ? size : 1));
        if (!(distance <= most)) {
            throw new IllegalStateException(
                    "adjoint: followed backwards, the state arrives at a start that is off by " + distance
                            + " of its size, more than " + most
                            + ": the gradient would be as wrong. Use at(start, from, to), which differentiates the steps taken");
        }
        List<Array> parts = new ArrayList<>();
        for (int[] range : new int[][] {{n, 2 * n}, {2 * n, 2 * n + p}}) {
            Array part = Array.zeros(y.type(), Shape.of(range[1] - range[0]));
            System.arraycopy(arrived.storage(), range[0], part.storage(), 0, range[1] - range[0]);
            parts.add(part);
        }
        double atStart = -dot(parts.get(0), ode.slope(y, from));
        double atEnd = dot(c.get(1), ode.slope(solution.lastArray(), to));
        return new Evaluation(
                c.get(0).item(),
                new Gradient(parts.get(0).reshape(y.shape()), parts.get(1).reshape(theta.shape()), atStart, atEnd),
                solution);
    }

    private static double dot(Array a, Array b) {
        double sum = 0;
        for (int i = 0; i < a.shape().size(); i++) {
            sum += a.get(i) * b.get(i);
        }
        return sum;
    }
}
