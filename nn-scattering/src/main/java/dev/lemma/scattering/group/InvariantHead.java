package dev.lemma.scattering.group;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * From fields to numbers that the group leaves as they are: one for each channel, over all its elements and places.
 *
 * <pre>{@code
 * y[n, c] = 1/(|G| H W) Σ_{g, p} x[n, c, g](p)      or the maximum
 * }</pre>
 *
 * <p>[N, C, …] to [N, C]. Dense layers may follow.
 *
 * @param kind maximum or mean
 */
public record InvariantHead(GroupPooling.Kind kind) implements Layer {

    public InvariantHead {
        Check.given("kind", kind);
    }

    /** The mean. */
    public InvariantHead() {
        this(GroupPooling.Kind.MEAN);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() < 3) {
            throw new ShapeException("invariant head: expected a field [N, C, |G|, …], got " + x.shape());
        }
        int[] axes = IntStream.range(2, x.rank()).toArray();
        return kind == GroupPooling.Kind.MAX ? x.max(axes) : x.mean(axes);
    }
}
