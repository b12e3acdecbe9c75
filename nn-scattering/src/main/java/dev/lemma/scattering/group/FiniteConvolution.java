package dev.lemma.scattering.group;

import dev.lemma.api.check.Check;
import dev.lemma.api.group.FiniteGroup;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.initializer.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of functions on a finite group (cross-correlation).
 *
 * <pre>{@code
 * y[n, o](g) = b[o] + Σ_c Σ_h x[n, c](h) · w[o, c](g⁻¹h)
 * }</pre>
 *
 * <p>[N, C, |G|] to [N, filters, |G|]; it commutes with {@code (L_u x)(g) = x(u⁻¹g)}, and every linear map that does so is of this form. On the cyclic group it is the
 * circular convolution of signals. Parameters {@code weight} [filters, C, |G|], {@code bias} [filters]; fan-in C |G|. Cost: {@code 2 N · filters · C · |G|²}.
 *
 * @param group any finite group
 * @param filters number of channels of the result
 * @param weight initial law of w
 * @param bias initial law of b; null for none
 */
public record FiniteConvolution(
        FiniteGroup group,
        int filters,
        Initializer weight,
        @Nullable Initializer bias) implements Layer {

    public FiniteConvolution {
        Check.given("group", group);
        Check.atLeastOne("filters", filters);
        Check.given("weight", weight);
    }

    /** With the usual laws. */
    public FiniteConvolution(FiniteGroup group, int filters) {
        this(group, filters, Initializers.lecunNormal(), Initializers.zeros());
    }

    /** Without b. */
    public FiniteConvolution noBias() {
        return new FiniteConvolution(group, filters, weight, null);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        int order = group.order();
        if (x.rank() != 3 || x.shape().extent(2) != order) {
            throw new ShapeException("finite convolution: expected functions [N, C, " + order + "] on " + group.name()
                    + ", got " + x.shape());
        }
        int n = x.shape().extent(0);
        int channels = x.shape().extent(1);
        Tensor w =
                scope.weight("weight", Shape.of(filters, channels, order), channels * order, filters * order, weight);
        int[] places = new int[order * order];
        for (int g = 0; g < order; g++) {
            for (int h = 0; h < order; h++) {
                places[g * order + h] = group.multiply(group.inverse(g), h);
            }
        }
        // [filters, C, g, h] to a matrix from (c, h) to (o, g)
        Tensor matrix = Fields.chosen(w, places)
                .reshape(filters, channels, order, order)
                .permute(1, 3, 0, 2)
                .reshape(channels * order, filters * order);
        Tensor y = x.reshape(n, channels * order).matmul(matrix).reshape(n, filters, order);
        return bias == null
                ? y
                : y.plus(scope.bias("bias", Shape.of(filters), bias).reshape(filters, 1));
    }
}
