package dev.lemma.scattering.group;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;

/**
 * From fields on a group to images: what is left when the element of the group is forgotten.
 *
 * <pre>{@code
 * y[n, c](p) = max_g x[n, c, g](p)     or     1/|G| Σ_g x[n, c, g](p)
 * }</pre>
 *
 * <p>[N, C, |G|, …] to [N, C, …]. Of fields on a point group images result that turn with the input; of functions on a finite group numbers that do not change.
 *
 * @param kind maximum or mean
 */
public record GroupPooling(Kind kind) implements Layer {

    /** What is taken over the group. */
    public enum Kind {
        /** The largest. */
        MAX,
        /** The mean. */
        MEAN
    }

    public GroupPooling {
        Check.given("kind", kind);
    }

    /** The maximum over the group. */
    public GroupPooling() {
        this(Kind.MAX);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        if (x.rank() < 3) {
            throw new ShapeException("group pooling: expected a field [N, C, |G|, …], got " + x.shape());
        }
        return kind == Kind.MAX ? x.max(2) : x.mean(2);
    }
}
