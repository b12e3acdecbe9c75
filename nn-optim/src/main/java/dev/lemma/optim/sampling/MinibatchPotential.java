package dev.lemma.optim.sampling;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Tensor;
import java.util.Objects;

/**
 * A potential that is a sum over data, and its estimates from batches: the negative logarithm of a posterior.
 *
 * <pre>{@code
 * V(x) = prior(x) + Σᵢ term(x, zᵢ)        Ṽ(x) = prior(x) + (n/b)·Σ_{i ∈ batch} term(x, zᵢ)
 * }</pre>
 *
 * <p>Batches are drawn with replacement from the key of the step, one for each chain, so that chains stay independent.
 *
 * @param prior what does not depend on data; {@code x -> x.at(0, 0).times(0)} for none
 * @param term of one datum
 * @param data [n, m], one row per datum
 * @param batch b ≥ 1, data per batch
 */
public record MinibatchPotential(Potential prior, Term term, Array data, int batch) implements Potential {

    /** What one datum adds to the potential. */
    @FunctionalInterface
    public interface Term {

        /**
         * The terms of several data.
         *
         * @param x positions [d, chains]
         * @param data [b, chains, m]: b data for each chain; or [b, 1, m], the same for all
         * @return [b, chains]
         */
        Tensor at(Tensor x, Tensor data);
    }

    public MinibatchPotential {
        Objects.requireNonNull(prior, "prior");
        Objects.requireNonNull(term, "term");
        if (data.shape().rank() != 2 || data.shape().extent(0) == 0) {
            throw new IllegalArgumentException("data: expected at least one row, [n, m], got " + data.shape());
        }
        Check.atLeastOne("batch", batch);
    }

    @Override
    public Tensor at(Tensor x) {
        int n = data.shape().extent(0);
        Tensor all =
                Tensor.literal(data.as(x.type())).reshape(n, 1, data.shape().extent(1));
        return prior.at(x).plus(sum(x, all, n));
    }

    @Override
    public Tensor estimate(Tensor x, Tensor key) {
        int n = data.shape().extent(0);
        int chains = x.shape().extent(-1);
        Tensor places =
                Draws.uniform(key, x.type(), batch, chains).times(n).floor().minimum(n - 1);
        Tensor drawn = Tensor.literal(data.as(x.type())).gather(0, places);
        return prior.at(x).plus(sum(x, drawn, batch).times((double) n / batch));
    }

    private Tensor sum(Tensor x, Tensor chosen, int count) {
        Tensor terms = term.at(x, chosen);
        int chains = x.shape().extent(-1);
        if (terms.rank() != 2
                || terms.shape().extent(0) != count
                || terms.shape().extent(1) != chains) {
            throw new IllegalArgumentException(
                    "term: expected one number per datum and chain, [" + count + ", " + chains
                            + "], from positions "
                            + x.shape() + " and data " + chosen.shape() + ", got " + terms.shape());
        }
        return terms.sum(0);
    }
}
