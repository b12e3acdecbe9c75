package dev.lemma.core.loss;

import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.golden.Golden;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Losses and the softmax family against stored values and gradients: 1e-12 of the largest entry. */
class StoredLossesTest {

    private static final Golden GOLDEN = Golden.read("layers/losses");

    /** Case, operands with a gradient or without, expression. */
    static List<Arguments> stored() {
        return List.of(
                c("softmax", "z", x -> x.get(0).softmax(-1)),
                c("log_softmax", "z", x -> x.get(0).logSoftmax(-1)),
                c("logsumexp", "z", x -> x.get(0).logSumExp(-1)),
                c("softmax_extreme", "z", x -> x.get(0).softmax(-1)),
                c("log_softmax_extreme", "z", x -> x.get(0).logSoftmax(-1)),
                c("logsumexp_extreme", "z", x -> x.get(0).logSumExp(-1)),
                risk("cross_entropy_ls0.0", "z y", Losses.CROSS_ENTROPY),
                risk("cross_entropy_ls0.0_extreme", "z y", Losses.CROSS_ENTROPY),
                risk("cross_entropy_ls0.1", "z y", Losses.crossEntropy(0.1)),
                risk("cross_entropy_ls0.1_extreme", "z y", Losses.crossEntropy(0.1)),
                risk("cross_entropy_soft", "z p", Losses.CROSS_ENTROPY),
                risk("mse", "u t", Losses.SQUARE),
                risk("l1", "u t", Losses.ABSOLUTE),
                risk("huber_1.0", "u t", Losses.huber(1)),
                risk("smooth_l1_1.0", "u t", Losses.huber(1)),
                risk("huber_0.3", "u t", Losses.huber(0.3)),
                risk("smooth_l1_0.3", "u t", (p, t) -> Losses.huber(0.3)
                        .apply(p, t)
                        .times(1 / 0.3)),
                each("bce_logits", "s t", Losses.BINARY_CROSS_ENTROPY),
                risk("bce_logits_soft_pos_weight", "s t", Losses.binaryCrossEntropy(2.5)),
                each("hinge", "s y", Losses.HINGE),
                each("squared_hinge", "s y", Losses.SQUARED_HINGE),
                each("logistic", "s y", Losses.LOGISTIC),
                each("exponential", "s y", Losses.EXPONENTIAL),
                risk("multi_margin", "z y", Losses.MULTI_MARGIN),
                c(
                        "kl_diag_gaussians",
                        "m1 l1 m2 l2",
                        x -> Divergences.gaussian(x.get(0), x.get(1), x.get(2), x.get(3))),
                c("gaussian_nll", "u l t", x -> Divergences.gaussianLikelihood(x.get(0), x.get(1), x.get(2))),
                c(
                        "gaussian_nll",
                        "u l t",
                        x -> Losses.GAUSSIAN.apply(Tensor.concat(-1, x.get(0), x.get(1)), x.get(2))));
    }

    private static Arguments c(String name, String operands, Function<List<Tensor>, Tensor> expression) {
        return Arguments.of(name, List.of(operands.split(" ")), expression);
    }

    private static Arguments each(String name, String operands, Loss loss) {
        return c(name, operands, x -> loss.apply(x.get(0), x.get(1)));
    }

    private static Arguments risk(String name, String operands, Loss loss) {
        return c(name, operands, x -> loss.risk(x.get(0), x.get(1)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("stored")
    void equalsStoredValuesAndGradients(String name, List<String> operands, Function<List<Tensor>, Tensor> expression) {
        Map<Tensor, Array> leaves = new LinkedHashMap<>();
        List<Tensor> x = new ArrayList<>();
        for (String operand : operands) {
            Array value = GOLDEN.get(name + "." + operand).as(DType.FLOAT64);
            x.add(Tensor.input(operand, DType.FLOAT64, value.shape().extents()));
            leaves.put(x.get(x.size() - 1), value);
        }
        Tensor out = expression.apply(x);
        Tensor cotangent = Tensor.literal(GOLDEN.get(name + ".cotangent")).reshape(out.shape());
        List<Tensor> gradients = Derivatives.vjp(List.of(out), x, List.of(cotangent));
        List<Tensor> all = new ArrayList<>(gradients);
        all.add(out);
        List<Array> results = ReferenceExecutor.evaluate(all, leaves);
        Golden.assertClose(name + ".out", results.get(x.size()), GOLDEN.get(name + ".out"), 1e-12);
        for (int i = 0; i < x.size(); i++) {
            String gradient = name + ".d_" + operands.get(i);
            if (GOLDEN.has(gradient)) {
                Golden.assertClose(gradient, results.get(i), GOLDEN.get(gradient), 1e-12);
            }
        }
    }

    @Test
    void divergenceOfFullCovariances() {
        double computed = Divergences.gaussian(
                GOLDEN.get("kl_full.m1"), GOLDEN.get("kl_full.S1"), GOLDEN.get("kl_full.m2"), GOLDEN.get("kl_full.S2"));
        double expected = GOLDEN.get("kl_full.out").item();
        Assertions.assertThat(computed).isCloseTo(expected, Assertions.within(1e-12 * expected));
    }
}
