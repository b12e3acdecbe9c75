package dev.lemma.generative.process;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The numbers of an affine process at given times, in float64: what samplers put into their tables.
 *
 * @param times as given
 * @param scales a(t)
 * @param variances v(t)
 */
public record Marginals(double[] times, double[] scales, double[] variances) {

    /** At these times, all within [0, T]. */
    public static Marginals of(AffineProcess process, double... times) {
        for (double time : times) {
            if (!(time >= 0 && time <= process.horizon() * (1 + 1e-12))) {
                throw new IllegalArgumentException(
                        "time: expected 0 to " + process.horizon() + ", the horizon of the process, got " + time);
            }
        }
        List<double[]> columns = evaluate(times, t -> List.of(process.scale(t), process.variance(t)));
        return new Marginals(times.clone(), columns.get(0), columns.get(1));
    }

    /** What is written of a time, at all of these. */
    public static List<double[]> evaluate(double[] times, Formula formula) {
        Tensor t = Tensor.input("t", DType.FLOAT64, times.length);
        List<Array> values = ReferenceExecutor.evaluate(formula.of(t), Map.of(t, Array.vector(times)));
        List<double[]> columns = new ArrayList<>();
        values.forEach(value -> columns.add(value.toDoubles()));
        return columns;
    }

    /** Expressions of times [N], each [N]. */
    @FunctionalInterface
    public interface Formula {
        /** The expressions. */
        List<Tensor> of(Tensor t);
    }

    /** How many times. */
    public int size() {
        return times.length;
    }

    /** The i-th time. */
    public double time(int i) {
        return times[i];
    }

    /** a at the i-th time. */
    public double scale(int i) {
        return scales[i];
    }

    /** v at the i-th time. */
    public double variance(int i) {
        return variances[i];
    }

    /** σ = √v at the i-th time. */
    public double deviation(int i) {
        return Math.sqrt(variances[i]);
    }

    /** {@code λ = log(a/σ)} at the i-th time: ∞ where there is no noise, −∞ where there are no data. */
    public double lambda(int i) {
        return Math.log(scales[i]) - 0.5 * Math.log(variances[i]);
    }

    /** {@code σ/a}, the noise of x/a, at the i-th time. */
    public double ratio(int i) {
        return Math.sqrt(variances[i]) / scales[i];
    }

    /** a′ and σ′ at the times. */
    public static List<double[]> rates(AffineProcess process, double... times) {
        return evaluate(times, t -> {
            Tensor one = t.filled(1);
            return List.of(
                    Derivatives.jvp(process.scale(t), t, one),
                    Derivatives.jvp(process.variance(t).sqrt(), t, one));
        });
    }

    /** The times at which {@code λ} has these values, by bisection to the last bit; λ decreases in time. */
    public static double[] timesOfLambda(AffineProcess process, double... lambdas) {
        double[] low = new double[lambdas.length];
        double[] high = new double[lambdas.length];
        java.util.Arrays.fill(high, process.horizon());
        for (int round = 0; round < 1100; round++) {
            double[] middle = new double[lambdas.length];
            boolean moved = false;
            for (int i = 0; i < middle.length; i++) {
                middle[i] = 0.5 * (low[i] + high[i]);
                moved |= middle[i] > low[i] && middle[i] < high[i];
            }
            if (!moved) {
                break;
            }
            Marginals at = of(process, middle);
            for (int i = 0; i < middle.length; i++) {
                if (at.lambda(i) > lambdas[i]) {
                    low[i] = middle[i];
                } else {
                    high[i] = middle[i];
                }
            }
        }
        return low;
    }
}
