package dev.lemma.core.linear;

import static dev.lemma.api.linear.LinearAlgebra.cholesky;
import static dev.lemma.api.linear.LinearAlgebra.eigh;
import static dev.lemma.api.linear.LinearAlgebra.exponential;
import static dev.lemma.api.linear.LinearAlgebra.leastSquares;
import static dev.lemma.api.linear.LinearAlgebra.logDeterminant;
import static dev.lemma.api.linear.LinearAlgebra.qr;
import static dev.lemma.api.linear.LinearAlgebra.solve;
import static dev.lemma.api.linear.LinearAlgebra.solveTriangular;
import static dev.lemma.api.linear.LinearAlgebra.svd;

import dev.lemma.api.linear.LinearAlgebra;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.golden.Golden;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code reference/linalg-derivatives}: values, gradients and Hessian-vector products of JAX, on both executors. */
class StoredLinearDerivativesTest {

    private static final Golden STORED = Golden.read("linalg-derivatives/derivatives");

    private static Tensor weights(String name) {
        return Tensor.literal(STORED.get(name));
    }

    private static Tensor weighted(String name, Tensor x) {
        return weights(name).times(x).sum();
    }

    private static final Map<String, Function<List<Tensor>, Tensor>> FUNCTIONS = Map.ofEntries(
            Map.entry("cholesky", x -> weighted("cholesky.w", cholesky(x.get(0)).sin())),
            Map.entry(
                    "triangular",
                    x -> weighted(
                            "triangular.w", solveTriangular(x.get(0), x.get(1)).sin())),
            Map.entry(
                    "solve", x -> weighted("solve.w", solve(x.get(0), x.get(1)).sin())),
            Map.entry("logdet", x -> logDeterminant(x.get(0)).sin()),
            Map.entry("qr", x -> {
                LinearAlgebra.Qr factors = qr(x.get(0));
                return weighted("qr.wq", factors.q().sin())
                        .plus(weighted("qr.wr", factors.r().cos()));
            }),
            Map.entry("eigh", x -> {
                LinearAlgebra.Eigen eigen = eigh(x.get(0));
                Tensor v = eigen.vectors();
                return weighted("eigh.w", eigen.values().sin())
                        .plus(weighted("eigh.wv", v.square()))
                        .plus(weighted("eigh.w", v.at(0, 0).times(v.at(0, 1))));
            }),
            Map.entry("svd_tall", x -> ofSvd("svd_tall", x.get(0))),
            Map.entry("svd_wide", x -> ofSvd("svd_wide", x.get(0))),
            Map.entry("svd_square", x -> ofSvd("svd_square", x.get(0))),
            Map.entry("expm", x -> weighted("expm.w", exponential(x.get(0)).sin())),
            Map.entry(
                    "lstsq",
                    x -> weighted("lstsq.w", leastSquares(x.get(0), x.get(1)).sin())));

    private static Tensor ofSvd(String name, Tensor a) {
        LinearAlgebra.Svd factors = svd(a);
        return weighted(name + ".w", factors.values().sin())
                .plus(weighted(name + ".wu", factors.u().square()))
                .plus(weighted(name + ".wv", factors.vt().square()))
                .plus(weighted(
                        name + ".w", factors.u().at(0, 0).times(factors.vt().at(1, 0))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cholesky",
                "triangular",
                "solve",
                "logdet",
                "qr",
                "eigh",
                "svd_tall",
                "svd_wide",
                "svd_square",
                "expm",
                "lstsq"
            })
    void followJax(String name) {
        List<Tensor> inputs = new ArrayList<>();
        List<Tensor> directions = new ArrayList<>();
        List<Array> numbers = new ArrayList<>();
        for (int i = 0; STORED.has(name + ".x" + i); i++) {
            Array x = STORED.get(name + ".x" + i);
            inputs.add(Tensor.input("x" + i, new TensorType(DType.FLOAT64, x.shape())));
            directions.add(Tensor.input("d" + i, new TensorType(DType.FLOAT64, x.shape())));
            numbers.add(x);
        }
        for (int i = 0; i < inputs.size(); i++) {
            numbers.add(STORED.get(name + ".d" + i));
        }
        Tensor y = FUNCTIONS.get(name).apply(inputs);
        List<Tensor> gradients = Derivatives.gradient(y, inputs);
        List<Tensor> hessian = Derivatives.jvp(gradients, inputs, directions);
        List<Tensor> outputs = new ArrayList<>(List.of(y));
        outputs.addAll(gradients);
        outputs.addAll(hessian);
        List<Tensor> leaves = new ArrayList<>(inputs);
        leaves.addAll(directions);
        for (Executor executor : List.of(Fused.executor(), new ReferenceExecutor())) {
            List<Array> results = executor.open(Routine.of(leaves, outputs)).run(numbers);
            Golden.assertClose("value", results.get(0).reshape(1), STORED.get(name + ".value"), 1e-12);
            for (int i = 0; i < inputs.size(); i++) {
                Golden.assertClose("gradient " + i, results.get(1 + i), STORED.get(name + ".g" + i), 1e-10);
                Golden.assertClose(
                        "Hessian-vector product " + i,
                        results.get(1 + inputs.size() + i),
                        STORED.get(name + ".h" + i),
                        1e-10);
            }
        }
    }
}
