package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.concurrent.Team;
import dev.lemma.compiler.linear.Cholesky;
import dev.lemma.compiler.linear.LinearOperator;
import dev.lemma.compiler.linear.Lu;
import dev.lemma.compiler.linear.Svd;
import dev.lemma.compiler.linear.SymmetricEigen;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** W20: Cholesky, symmetric eigen-decomposition, singular values with vectors, and a system of equations, dense, both types. */
public final class Factorisations implements SteadyWorkload {

    private static final int[] SIZES = {500, 2000};

    @Override
    public String id() {
        return "W20";
    }

    @Override
    public String title() {
        return "Cholesky, symmetric eigen-decomposition, SVD and one system of equations, dense, n = 500 and 2000";
    }

    @Override
    public List<Case> cases() {
        List<Case> cases = new ArrayList<>();
        for (int n : SIZES) {
            for (String operation : List.of("cholesky", "eigh", "svd", "solve")) {
                String name = operation + " " + n;
                for (String type : List.of("float64", "float32")) {
                    cases.add(Case.of(name, type, "call").with(name));
                }
            }
        }
        return cases;
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of("w20_linalg.py").needing("torch", "jax", "numpy"));
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        int n = Integer.parseInt(which.name().substring(which.name().indexOf(' ') + 1));
        DType type = which.dtype().equals("float64") ? DType.FLOAT64 : DType.FLOAT32;
        Array wide = Data.normal(Key.of(n), n * n).reshape(Shape.of(n, n)).as(DType.FLOAT64);
        Array right = Data.normal(Key.of(1), n).as(type);
        double[] gram = LinearOperator.of(wide).applyAll(transpose(n, wide)).toDoubles();
        double[] sum = transpose(n, Array.of(Shape.of(n, n), gram)).toDoubles();
        for (int i = 0; i < sum.length; i++) {
            sum[i] = (gram[i] + sum[i]) / (2 * n) + (i % (n + 1) == 0 ? 1 : 0);
        }
        Array x = wide.as(type);
        Array positive = Array.of(Shape.of(n, n), sum).as(type);
        Team team = Team.of(setup.threads());
        Supplier<Array> one =
                switch (which.name().substring(0, which.name().indexOf(' '))) {
                    case "cholesky" -> () -> Cholesky.of(positive, team).factor();
                    case "eigh" -> () -> SymmetricEigen.of(positive, team).vectors();
                    case "svd" -> () -> Svd.of(x, team).u();
                    default -> () -> Lu.of(x, team).solve(right);
                };
        return units -> {
            Array last = right;
            for (int i = 0; i < units; i++) {
                last = one.get();
            }
            if (!last.isFinite()) {
                throw new ArithmeticException("a number of the last factor is not finite");
            }
        };
    }

    private static Array transpose(int n, Array x) {
        double[] y = new double[n * n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                y[j * n + i] = x.get(i * n + j);
            }
        }
        return Array.of(Shape.of(n, n), y);
    }
}
