package dev.lemma.kernels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.testkit.golden.Golden;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** {@code reference/gp/kernels}: eleven kernels at 40 digits, entry by entry. */
class StoredKernelsTest {

    private final Golden golden = Golden.read("gp/kernels");

    private static Map<String, Kernel> kernels() {
        Map<String, Kernel> kernels = new TreeMap<>();
        kernels.put("linear", Kernels.linear());
        kernels.put("affine", Kernels.affine(1.5));
        kernels.put("polynomial", Kernels.polynomial(3, 0.4, 1.5));
        kernels.put("gaussian", Kernels.gaussian(0.9));
        kernels.put("laplace_l2", Kernels.laplace(0.9));
        kernels.put("laplace_l1", Kernels.absoluteLaplace(0.9));
        kernels.put("matern32", Kernels.matern32(0.9));
        kernels.put("matern52", Kernels.matern52(0.9));
        kernels.put("arccos0", Kernels.arcCosine(0));
        kernels.put("arccos1", Kernels.arcCosine(1));
        kernels.put("arccos2", Kernels.arcCosine(2));
        return kernels;
    }

    @Test
    void everyEntryToThirteenDigits() {
        kernels().forEach((name, kernel) -> {
            Array x = golden.get("X");
            Array y = golden.get("Y");
            compare(name + ".XX", Gram.of(kernel).matrix(x), x, x);
            compare(name + ".XY", Gram.of(kernel).matrix(x, y), x, y);
        });
        assertThat(golden.arrays().keySet()).hasSize(2 + 2 * kernels().size());
    }

    private void compare(String name, Array actual, Array x, Array y) {
        Array expected = golden.get(name);
        for (int place = 0; place < expected.shape().size(); place++) {
            int i = place / expected.shape().extent(1);
            int j = place % expected.shape().extent(1);
            if (name.startsWith("arccos0") && (isZero(x, i) || isZero(y, j))) {
                continue; // not defined
            }
            double scale = name.startsWith("linear") || name.startsWith("affine") || name.startsWith("polynomial")
                    ? 1 + norm(x, i) * norm(y, j) // sums that cancel have no relative accuracy
                    : Math.abs(expected.get(place));
            assertThat(Math.abs(actual.get(place) - expected.get(place)))
                    .as("%s[%d, %d]: expected %s, got %s", name, i, j, expected.get(place), actual.get(place))
                    .isLessThanOrEqualTo(1e-13 * Math.max(scale, 1e-12));
        }
    }

    private static double norm(Array x, int row) {
        double square = 0;
        for (int j = 0; j < x.shape().extent(1); j++) {
            square += Math.pow(x.get(row * x.shape().extent(1) + j), 2);
        }
        return Math.sqrt(square);
    }

    private static boolean isZero(Array x, int row) {
        return norm(x, row) == 0;
    }

    @Test
    void singlePrecisionToSixDigits() {
        kernels().forEach((name, kernel) -> {
            if (!name.equals("arccos0")) {
                Array actual = Gram.of(kernel).matrix(golden.get("X").as(DType.FLOAT32));
                Golden.assertClose(name, actual, golden.get(name + ".XX"), 1e-6);
            }
        });
    }
}
