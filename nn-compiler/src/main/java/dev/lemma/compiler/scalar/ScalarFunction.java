package dev.lemma.compiler.scalar;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.walk.Region;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import java.util.function.UnaryOperator;

/**
 * The numbers of a {@link Region}: {@code f: ℝ → ℝ} in float64, its derivatives, and the places where it may have a kink or a jump, found in its expression.
 *
 * <pre>{@code
 * ScalarFunction f = ScalarFunction.of(x -> x.maximum(0).minimum(6));
 * f.applyAsDouble(7);        // 6
 * f.kinks(-10, 10);          // 0, 6
 * f.derivative().applyAsDouble(3);   // 1
 * }</pre>
 *
 * <p>A kink is where the argument of an absolute value, maximum, comparison and so on passes through zero: sign changes on a grid, refined by bisection to
 * the last bit, and points where the argument touches zero. Passages closer together than the grid's step may be missed; the grid has 2048 steps,
 * and more points near zero. A place that turns out smooth, such as x = 0 of |x|², may be among them.
 */
public final class ScalarFunction implements DoubleUnaryOperator {

    private static final int GRID = 2048;

    private static final int BISECTIONS = 1100;

    /** Numbers that the compiled function takes at once. */
    private static final int CHUNK = 4096;

    private final Region region;
    private final Program program;

    private ScalarFunction(Region region) {
        this.region = region;
        this.program = Program.of(Fused.executor(), leaves -> List.of(region.on(leaves.get(0))));
    }

    /** The function of a region. */
    public static ScalarFunction of(Region region) {
        return new ScalarFunction(region);
    }

    /** The function that an element-wise expression is. */
    public static ScalarFunction of(UnaryOperator<Tensor> expression) {
        Tensor x = Tensor.input("x", DType.FLOAT64);
        return new ScalarFunction(new Region(x, expression.apply(x)));
    }

    /** The expression. */
    public Region region() {
        return region;
    }

    @Override
    public double applyAsDouble(double x) {
        return values(x)[0];
    }

    /** {@code f(xᵢ)}. */
    public double[] values(double... xs) {
        if (xs.length >= CHUNK / 2) {
            return compiled(xs);
        }
        Tensor x = Tensor.input("x", DType.FLOAT64, xs.length);
        return evaluate(region.on(x), x, xs);
    }

    private double[] compiled(double[] xs) {
        double[] values = new double[xs.length];
        for (int from = 0; from < xs.length; from += CHUNK) {
            int count = Math.min(CHUNK, xs.length - from);
            double[] chunk = Arrays.copyOfRange(xs, from, from + CHUNK);
            Arrays.fill(chunk, count, CHUNK, xs[from]);
            Array result = program.call(Array.of(Shape.of(CHUNK), chunk));
            System.arraycopy(result.storage(), 0, values, from, count);
        }
        return values;
    }

    private static double[] evaluate(Tensor function, Tensor x, double[] xs) {
        return ReferenceExecutor.evaluate(List.of(function), Map.of(x, Array.of(Shape.of(xs.length), xs)))
                .get(0)
                .toDoubles();
    }

    /** {@code f′}. */
    public ScalarFunction derivative() {
        return new ScalarFunction(region.derivative());
    }

    /** The places in [low, high] where f may have a kink or a jump, ascending; empty if its expression has nothing that makes one. */
    public double[] kinks(double low, double high) {
        TreeSet<Double> found = new TreeSet<>();
        double[] grid = grid(low, high);
        for (Region.Switch change : region.switches()) {
            Crossings.find(xs -> argument(change, xs), change.crossing(), grid, BISECTIONS, found);
        }
        found.removeIf(x -> x <= low || x >= high);
        return merged(found);
    }

    private double[] argument(Region.Switch change, double[] xs) {
        Tensor x = Tensor.input("x", DType.FLOAT64, xs.length);
        return evaluate(region.at(change, x), x, xs);
    }

    /** Equal steps, and steps in proportion around zero. */
    private static double[] grid(double low, double high) {
        TreeSet<Double> points = new TreeSet<>();
        for (int i = 0; i <= GRID; i++) {
            points.add(low + (high - low) * i / GRID);
        }
        double largest = Math.max(Math.abs(low), Math.abs(high));
        for (double x = largest; x > 1e-9 * largest; x *= 0.9) {
            points.add(x);
            points.add(-x);
        }
        points.add(0.0);
        for (int i = 1; i <= 16; i++) {
            points.add((double) i);
            points.add((double) -i);
        }
        points.removeIf(x -> x < low || x > high);
        return points.stream().mapToDouble(Double::doubleValue).toArray();
    }

    /** Without the doubles that rounding makes of one kink. */
    private static double[] merged(TreeSet<Double> found) {
        double[] kinks = found.stream().mapToDouble(Double::doubleValue).toArray();
        int count = 0;
        for (double kink : kinks) {
            if (count == 0 || kink - kinks[count - 1] > 1e-13 * (1 + Math.abs(kink))) {
                kinks[count++] = kink;
            }
        }
        return Arrays.copyOf(kinks, count);
    }

    @Override
    public String toString() {
        return "f(x) = " + region.value();
    }
}
