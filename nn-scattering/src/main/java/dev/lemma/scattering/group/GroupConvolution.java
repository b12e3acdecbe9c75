package dev.lemma.scattering.group;

import dev.lemma.api.check.Check;
import dev.lemma.api.group.PointGroup;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.initializer.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * Convolution of fields on a point group with learned filters (cross-correlation, no flip).
 *
 * <pre>{@code
 * y[n, o, g](p) = b[o] + Σ_{c, h, q} w[o, c, g⁻¹h](g⁻¹q) · x[n, c, h](p + q)
 * }</pre>
 *
 * <p>[N, C, |G|, H, W] to [N, filters, |G|, H′, W′]; it commutes with the action {@code (L_u x)[g] = u·x[u⁻¹g]}, and every linear map that does so for all translations is
 * of this form. Parameters {@code weight} [filters, C, |G|, k, k], {@code bias} [filters]; fan-in C |G| k². Cost: |G|² times that of a convolution of as many channels.
 *
 * @param group of turns and reflections
 * @param filters number of channels of the result
 * @param lattice where filters stand
 * @param weight initial law of the filters
 * @param bias initial law of b; null for none
 */
public record GroupConvolution(
        PointGroup group,
        int filters,
        Lattice lattice,
        Initializer weight,
        @Nullable Initializer bias) implements Layer {

    public GroupConvolution {
        Check.given("group", group);
        Check.atLeastOne("filters", filters);
        Check.given("lattice", lattice);
        Check.given("weight", weight);
    }

    /** Filters of this extent, with zeros around the image, so that it keeps its size. */
    public GroupConvolution(PointGroup group, int filters, int kernel) {
        this(group, filters, Lattice.of(kernel).same());
    }

    /** Filters that stand where the lattice says. */
    public GroupConvolution(PointGroup group, int filters, Lattice lattice) {
        this(group, filters, lattice, Initializers.lecunNormal(), Initializers.zeros());
    }

    /** With another initial law of the filters. */
    public GroupConvolution weight(Initializer law) {
        return new GroupConvolution(group, filters, lattice, law, bias);
    }

    /** Without b. */
    public GroupConvolution noBias() {
        return new GroupConvolution(group, filters, lattice, weight, null);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Fields.check("group convolution", group, x);
        lattice.check("group convolution", group, x.shape().extent(3), x.shape().extent(4));
        int channels = x.shape().extent(1);
        int k = lattice.kernel();
        int order = group.order();
        Tensor w = scope.weight(
                "weight",
                Shape.of(filters, channels, order, k, k),
                channels * order * k * k,
                filters * order * k * k,
                weight);
        Tensor y = Fields.field(lattice.convolve(Fields.flat(x), bank(w)), order);
        return bias == null
                ? y
                : y.plus(scope.bias("bias", Shape.of(filters), bias).reshape(filters, 1, 1, 1));
    }

    /** All positions of the filters, [filters·|G|, C·|G|, k, k]. */
    Tensor bank(Tensor w) {
        int k = lattice.kernel();
        int order = group.order();
        return Fields.positions(w, order, g -> group.movedField(g, k, k))
                .reshape(filters * order, w.shape().extent(1) * order, k, k);
    }
}
