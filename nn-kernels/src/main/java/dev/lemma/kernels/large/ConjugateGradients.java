package dev.lemma.kernels.large;

import dev.lemma.api.tensor.Array;
import dev.lemma.core.io.Npz;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Conjugate gradients whose whole state is a few vectors, written after each step if there is a file for it: a run that is killed goes on from there, to the same bits. */
final class ConjugateGradients {

    /** Where it ended. */
    record End(double[] solution, List<Progress> history, boolean converged) {}

    private final UnaryOperator<double[]> operator;
    private final int iterations;
    private final double tolerance;
    private final @Nullable Path file;
    private final double[] fingerprint;
    private final Consumer<Progress> listener;

    /**
     * @param fingerprint of the problem: a file of another one is refused
     */
    ConjugateGradients(
            UnaryOperator<double[]> operator,
            int iterations,
            double tolerance,
            @Nullable Path file,
            double[] fingerprint,
            Consumer<Progress> listener) {
        this.operator = operator;
        this.iterations = iterations;
        this.tolerance = tolerance;
        this.file = file;
        this.fingerprint = fingerprint;
        this.listener = listener;
    }

    /** An array of a state. */
    private double[] numbers(Map<String, Array> state, String name) {
        Array array = state.get(name);
        if (array == null) {
            throw new IllegalArgumentException(file + ": expected the state of a solve, found no array \"" + name
                    + "\" among " + state.keySet() + ": name another file, or remove it");
        }
        return array.toDoubles();
    }

    /** The solution of {@code A x = b} for a symmetric positive definite A. */
    End solve(double[] b) {
        long start = System.nanoTime();
        double[] x = new double[b.length];
        double[] r = b.clone();
        double[] p = b.clone();
        double square = dot(r, r);
        double first = square;
        List<Progress> history = new ArrayList<>();
        if (file != null && Files.exists(file)) {
            Map<String, Array> state = Npz.read(file);
            double[] written = numbers(state, "fingerprint");
            if (!Arrays.equals(written, fingerprint)) {
                throw new IllegalArgumentException(file + ": it holds the state of another problem (other data, kernel,"
                        + " centres or penalty): name another file, or remove it");
            }
            x = numbers(state, "x");
            r = numbers(state, "r");
            p = numbers(state, "p");
            square = dot(r, r);
            double[] residuals = numbers(state, "residuals");
            for (int i = 0; i < residuals.length; i++) {
                history.add(new Progress(i + 1, residuals[i], 0));
            }
        }
        while (history.size() < iterations && square > tolerance * tolerance * first) {
            double[] q = operator.apply(p);
            double curvature = dot(p, q);
            if (!(curvature > 0) || !Double.isFinite(curvature)) {
                throw new ArithmeticException(
                        "conjugate gradients: a direction has the curvature " + curvature + " in iteration "
                                + (history.size() + 1) + ": the penalty is too small for the type, take float64");
            }
            double step = square / curvature;
            for (int i = 0; i < x.length; i++) {
                x[i] += step * p[i];
                r[i] -= step * q[i];
            }
            double next = dot(r, r);
            double beta = next / square;
            for (int i = 0; i < x.length; i++) {
                p[i] = r[i] + beta * p[i];
            }
            square = next;
            Progress progress =
                    new Progress(history.size() + 1, Math.sqrt(square / first), (System.nanoTime() - start) * 1e-9);
            history.add(progress);
            if (file != null) {
                write(x, r, p, history);
            }
            listener.accept(progress);
        }
        return new End(x, history, square <= tolerance * tolerance * first);
    }

    private void write(double[] x, double[] r, double[] p, List<Progress> history) {
        Map<String, Array> state = new LinkedHashMap<>();
        state.put("fingerprint", Array.vector(fingerprint));
        state.put("x", Array.vector(x.clone()));
        state.put("r", Array.vector(r.clone()));
        state.put("p", Array.vector(p.clone()));
        state.put(
                "residuals",
                Array.vector(history.stream().mapToDouble(Progress::residual).toArray()));
        Npz.write(Objects.requireNonNull(file), state);
    }

    static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
