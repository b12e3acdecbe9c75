package dev.lemma.theory.lazy;

import dev.lemma.api.network.Activation;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.List;

/**
 * A two-layer network {@code h(x) = s·Σⱼ aⱼ σ(wⱼ·x)} on m points: values, pull-backs and kernels.
 *
 * <pre>{@code
 * K̄ = s² σ(XWᵀ)σ(XWᵀ)ᵀ        K = K̄ + s² (σ′(XWᵀ) diag(a))(σ′(XWᵀ) diag(a))ᵀ ∘ XXᵀ
 * }</pre>
 *
 * <p>K̄ is the kernel of the last layer, K the tangent kernel.
 */
final class Shallow {

    private final Array points;
    private final Program values;
    private final Program pullBack;
    private final Program kernels;

    /** @param points X, [m, d] */
    Shallow(Activation activation, double scale, Array points) {
        this.points = points;
        Tensor x = Tensor.literal(points);
        this.values = Program.of(Fused.executor(), in -> List.of(output(activation, scale, x, in.get(0), in.get(1))));
        this.pullBack = Program.of(
                Fused.executor(),
                in -> Derivatives.vjp(
                        List.of(output(activation, scale, x, in.get(0), in.get(1))),
                        List.of(in.get(0), in.get(1)),
                        List.of(in.get(2))));
        this.kernels = Program.of(Fused.executor(), in -> {
            Tensor z = x.matmul(in.get(0).transpose());
            Tensor h = activation.apply(z);
            Tensor slopes = Derivatives.gradient(h.sum(), z).times(in.get(1));
            Tensor last = h.matmul(h.transpose()).times(scale * scale);
            Tensor first = slopes.matmul(slopes.transpose())
                    .times(x.matmul(x.transpose()))
                    .times(scale * scale);
            return List.of(last, last.plus(first));
        });
    }

    private static Tensor output(Activation activation, double scale, Tensor x, Tensor w, Tensor a) {
        return activation.apply(x.matmul(w.transpose())).times(a).sum(1).times(scale);
    }

    int count() {
        return points.shape().extent(0);
    }

    /** {@code h} on the points, [m]. */
    double[] values(Array w, Array a) {
        return values.call(w, a).toDoubles();
    }

    /** {@code (J_Wᵀ u, J_aᵀ u)} for a cotangent u of the values. */
    List<Array> pullBack(Array w, Array a, double[] u) {
        return pullBack.callAll(List.of(w, a, Array.vector(u)));
    }

    /** K̄ and K, [m, m]. */
    List<Array> kernels(Array w, Array a) {
        return kernels.callAll(List.of(w, a));
    }
}
