package dev.lemma.core.linear;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.compiler.linear.Cholesky;
import dev.lemma.compiler.linear.Exponential;
import dev.lemma.compiler.linear.GeneralEigen;
import dev.lemma.compiler.linear.LeastSquares;
import dev.lemma.compiler.linear.Lu;
import dev.lemma.compiler.linear.Qr;
import dev.lemma.compiler.linear.Svd;
import dev.lemma.compiler.linear.SymmetricEigen;
import dev.lemma.core.golden.Golden;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code reference/linalg/dense}, with its tolerances. */
class StoredLinearAlgebraTest {

    private static final Golden STORED = Golden.read("linalg/dense");

    private static void close(String what, Array actual, String name, double tolerance) {
        Golden.assertClose(what, actual, STORED.get(name), tolerance);
    }

    @ParameterizedTest
    @CsvSource({"spd0, 10", "spd1, 1e3", "spd2, 1e10"})
    void positiveDefinite(String name, double condition) {
        Array a = STORED.get(name + ".A");
        Array b = STORED.get(name + ".b");
        double tolerance = 1e-15 * a.shape().extent(0) * condition;
        Cholesky cholesky = Cholesky.of(a);
        close("factor", cholesky.factor(), name + ".cholesky", tolerance);
        close("solve", cholesky.solve(b), name + ".solve", tolerance);
        close("inverse", cholesky.inverse(), name + ".inverse", tolerance);
        close("log-determinant", cholesky.logDeterminant(), name + ".logdet", tolerance);
        close("solve by elimination", Lu.of(a).solve(b), name + ".solve", tolerance);
        close("log-determinant by elimination", Lu.of(a).logDeterminant(), name + ".logdet", tolerance);
        assertThat(Lu.of(a).sign().item()).isEqualTo(1);

        SymmetricEigen eigen = SymmetricEigen.of(a);
        close("eigenvalues", eigen.values(), name + ".eigenvalues", 1e-14);
        close("eigenvalues alone", SymmetricEigen.values(a), name + ".eigenvalues", 1e-14);
        close("eigenvectors", eigen.vectors(), name + ".eigenvectors", name.equals("spd2") ? 1e-5 : 1e-12);
        close("the matrix again", eigen.function(x -> x), name + ".A", 1e-14);
    }

    @ParameterizedTest
    @ValueSource(strings = {"svd0", "svd1", "svd2"})
    void singularValues(String name) {
        Array a = STORED.get(name + ".A");
        Svd svd = Svd.of(a);
        close("values", svd.values(), name + ".s", 1e-14);
        close("values alone", Svd.values(a), name + ".s", 1e-14);
        close("U", svd.u(), name + ".U", 1e-12);
        close("V", svd.vt(), name + ".Vt", 1e-12);
        close("pseudo-inverse", svd.pseudoInverse(), name + ".pinv", 1e-12);
    }

    @Test
    void pseudoInverseOfLowRank() {
        Svd svd = Svd.of(STORED.get("rankdef.A"));
        close("values", svd.values(), "rankdef.s", 1e-14);
        close("pseudo-inverse", svd.pseudoInverse(), "rankdef.pinv", 1e-12);
        int positive = 0;
        for (double s : STORED.get("rankdef.s").toDoubles()) {
            positive += s > 1e-10 ? 1 : 0;
        }
        assertThat(positive).isLessThan(5);
        assertThat(svd.rank(svd.defaultTolerance())).containsExactly(positive);
    }

    @ParameterizedTest
    @CsvSource({"expm0, 1e-12", "expm1, 1e-11", "expm2, 1e-12", "expm3, 1e-12", "expm4, 1e-12"})
    void exponential(String name, double tolerance) {
        close("exponential", Exponential.of(STORED.get(name + ".A")), name + ".expm", tolerance);
    }

    @Test
    void generalEigenvalues() {
        GeneralEigen eigen = GeneralEigen.of(STORED.get("general.A"));
        close("real parts", eigen.real(), "general.eigenvalues.re", 1e-13);
        close("imaginary parts", eigen.imaginary(), "general.eigenvalues.im", 1e-13);
    }

    @Test
    void leastSquaresAndQr() {
        LeastSquares solution = LeastSquares.solve(STORED.get("lstsq.A"), STORED.get("lstsq.b"));
        close("least squares", solution.x(), "lstsq.x", 1e-13);
        assertThat(solution.rank()).containsExactly(4);
        assertThat(solution.residuals().item()).isGreaterThan(0.01);
        assertThat(solution.singularValues().get(0))
                .isCloseTo(Svd.values(STORED.get("lstsq.A")).get(0), within(1e-12));
        Qr qr = Qr.of(STORED.get("qr.A"));
        close("Q", qr.q(), "qr.Q", 1e-14);
        close("R", qr.r(), "qr.R", 1e-14);
    }
}
