package dev.lemma.scattering.group;

import dev.lemma.api.check.Check;
import dev.lemma.api.group.PointGroup;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.initializer.Initializers;
import org.jspecify.annotations.Nullable;

/**
 * From images to fields on a point group: each filter in all its positions (cross-correlation, no flip).
 *
 * <pre>{@code
 * y[n, o, g](p) = b[o] + Σ_{c, q} (g·w)[o, c](q) · x[n, c](p + q)        (g·w)(q) = w(g⁻¹q)
 * }</pre>
 *
 * <p>[N, C, H, W] to [N, filters, |G|, H′, W′]; it commutes with the group: {@code lift(u·x)[g] = u·lift(x)[u⁻¹g]}. Parameters {@code weight} [filters, C, k, k], {@code bias}
 * [filters]; fan-in C k². Cost: |G| times that of a convolution with as many filters.
 *
 * @param group of turns and reflections
 * @param filters number of channels of the field
 * @param lattice where filters stand
 * @param weight initial law of the filters
 * @param bias initial law of b; null for none
 */
public record Lifting(
        PointGroup group,
        int filters,
        Lattice lattice,
        Initializer weight,
        @Nullable Initializer bias) implements Layer {

    public Lifting {
        Check.given("group", group);
        Check.atLeastOne("filters", filters);
        Check.given("lattice", lattice);
        Check.given("weight", weight);
    }

    /** Filters of this extent, with zeros around the image, so that it keeps its size. */
    public Lifting(PointGroup group, int filters, int kernel) {
        this(group, filters, Lattice.of(kernel).same());
    }

    /** Filters that stand where the lattice says. */
    public Lifting(PointGroup group, int filters, Lattice lattice) {
        this(group, filters, lattice, Initializers.lecunNormal(), Initializers.zeros());
    }

    /** With another initial law of the filters. */
    public Lifting weight(Initializer law) {
        return new Lifting(group, filters, lattice, law, bias);
    }

    /** Without b. */
    public Lifting noBias() {
        return new Lifting(group, filters, lattice, weight, null);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() != 4) {
            throw new ShapeException("lifting: expected images [N, C, H, W], got " + x.shape()
                    + (x.rank() == 5 ? ": a field is convolved by a GroupConvolution" : ""));
        }
        lattice.check("lifting", group, x.shape().extent(2), x.shape().extent(3));
        int channels = x.shape().extent(1);
        int k = lattice.kernel();
        Tensor w = scope.weight("weight", Shape.of(filters, channels, k, k), channels * k * k, filters * k * k, weight);
        Tensor y = Fields.field(lattice.convolve(x, bank(w)), group.order());
        return bias == null
                ? y
                : y.plus(scope.bias("bias", Shape.of(filters), bias).reshape(filters, 1, 1, 1));
    }

    /** All positions of the filters, [filters·|G|, C, k, k]. */
    Tensor bank(Tensor w) {
        int k = lattice.kernel();
        return Fields.positions(w, group.order(), g -> group.moved(g, k, k))
                .reshape(filters * group.order(), w.shape().extent(1), k, k);
    }
}
