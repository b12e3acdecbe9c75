package dev.lemma.theory.landscape;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.linear.Estimate;
import dev.lemma.compiler.linear.Lanczos;
import dev.lemma.compiler.linear.LanczosQuadrature;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.compiler.linear.SymmetricOperator;
import dev.lemma.compiler.linear.Trace;
import java.util.ArrayList;
import java.util.List;

/**
 * A symmetric matrix of second derivatives, known by its products with vectors: {@link Landscape#hessian}, {@link Landscape#gaussNewton},
 * {@link Landscape#gradientCovariance}. Everything here takes products of the whole data set, and says how far it may be off.
 */
public final class Curvature implements SymmetricOperator {

    /** The largest dimension of which the matrix itself is made. */
    public static final int DENSE = 5000;

    private static final int MOST_STEPS = 400;

    private final String name;
    private final int dimension;
    private final DType type;
    private final SymmetricOperator product;

    Curvature(String name, int dimension, DType type, SymmetricOperator product) {
        this.name = name;
        this.dimension = dimension;
        this.type = type;
        this.product = product;
    }

    /** P. */
    public int dimension() {
        return dimension;
    }

    /** {@code H v}, [P]. */
    @Override
    public Array apply(Array v) {
        Check.given("v", v);
        return product.apply(v.as(type));
    }

    /**
     * The largest eigenvalues with their vectors, by the Lanczos iteration with full reorthogonalisation: as many steps as it takes until each is known to a
     * millionth of the largest (a thousandth in float32), 400 at most; {@link Eigenpairs#residuals} tell. Copies of a multiple eigenvalue beyond the first are not seen.
     *
     * @param count from 1 to P
     */
    public Eigenpairs top(int count, Key key) {
        Check.atLeastOne("count", count);
        Check.given("key", key);
        if (count > dimension) {
            throw new IllegalArgumentException("top: expected at most " + dimension + " eigenvalues, got " + count);
        }
        double tolerance = type == DType.FLOAT64 ? 1e-6 : 1e-3;
        Array start = start(key);
        int steps = Math.min(dimension, 2 * count + 20);
        while (true) {
            Lanczos lanczos = Lanczos.of(this, start, steps);
            int k = lanczos.steps();
            int found = Math.min(count, k);
            double[] values = lanczos.values();
            double[] residuals = lanczos.residuals();
            double largest = Math.max(Math.abs(values[0]), Math.abs(values[k - 1]));
            boolean done = k < steps || steps == dimension || steps >= MOST_STEPS;
            boolean converged = true;
            for (int i = 0; i < found; i++) {
                converged &= residuals[k - 1 - i] <= tolerance * largest;
            }
            if (converged || done) {
                double[] top = new double[found];
                double[] errors = new double[found];
                List<Array> vectors = new ArrayList<>();
                for (int i = 0; i < found; i++) {
                    top[i] = values[k - 1 - i];
                    errors[i] = residuals[k - 1 - i];
                    vectors.add(lanczos.vector(k - 1 - i));
                }
                return new Eigenpairs(top, errors, vectors, k);
            }
            steps = Math.min(Math.min(dimension, MOST_STEPS), 2 * steps);
        }
    }

    /**
     * The density of all eigenvalues by stochastic Lanczos quadrature.
     *
     * @param steps k of Lanczos: moments up to degree 2k − 1 are those of the probes
     * @param probes m ≥ 2, for a standard error; the cost is mk products
     */
    public SpectralDensity density(int steps, int probes, Key key) {
        Check.atLeastOne("steps", steps);
        Check.atLeast("probes", probes, 2);
        Check.given("key", key);
        return new SpectralDensity(
                dimension, LanczosQuadrature.of(this, dimension, type, steps, probes, key, Team.of(1)));
    }

    /**
     * The trace by Hutch++, with its standard error.
     *
     * @param products of the matrix with a vector, at least 9
     */
    public Estimate trace(int products, Key key) {
        Check.atLeast("products", products, 9);
        return Trace.hutchPlusPlus(this, dimension, type, products, Check.given("key", key));
    }

    /**
     * The matrix itself, [P, P], by P products; its two halves, which differ by rounding, averaged.
     *
     * @throws IllegalArgumentException if P is above {@value #DENSE}
     */
    public Array dense() {
        if (dimension > DENSE) {
            throw new IllegalArgumentException("dense: a " + name + " of dimension " + dimension
                    + " is not written down, at most " + DENSE + " is: density(…) and top(…) need products alone");
        }
        double[] all = new double[dimension * dimension];
        double[] unit = new double[dimension];
        for (int i = 0; i < dimension; i++) {
            unit[i] = 1;
            double[] column = apply(Array.vector(unit)).toDoubles();
            unit[i] = 0;
            for (int j = 0; j < dimension; j++) {
                all[i * dimension + j] += column[j] / 2;
                all[j * dimension + i] += column[j] / 2;
            }
        }
        return Array.of(Shape.of(dimension, dimension), all);
    }

    /**
     * The number of eigenvalues below {@code −tolerance·‖H‖}: at a critical point its index, from the whole spectrum.
     *
     * @param tolerance relative to the eigenvalue of largest magnitude, above 0: 1e-9, say
     */
    public int index(double tolerance) {
        Check.positive("tolerance", tolerance);
        double[] values = SymmetricEigen.values(dense()).toDoubles();
        double largest = 0;
        for (double value : values) {
            largest = Math.max(largest, Math.abs(value));
        }
        int index = 0;
        for (double value : values) {
            index += value < -tolerance * largest ? 1 : 0;
        }
        return index;
    }

    private Array start(Key key) {
        double[] start = new double[dimension];
        Randomness.normal(key, start);
        return Array.vector(start).as(type);
    }

    @Override
    public String toString() {
        return name + " of dimension " + dimension;
    }
}
