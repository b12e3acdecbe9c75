package dev.lemma.kernels.gp;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.optim.descent.LBfgs;
import dev.lemma.optim.descent.Minimizer;
import dev.lemma.optim.descent.Stopping;
import dev.lemma.optim.descent.StrongWolfe;
import java.util.Objects;

/**
 * How hyper-parameters are looked for: descent of the negative evidence in their free coordinates (logarithms, for what is above 0), from the values given and from
 * random ones around them.
 *
 * @param minimizer of each descent
 * @param starts at least 1; the first is the values as they stand, and the lowest end of all is taken. They run side by side
 * @param spread standard deviation of the other starts, in the free coordinates
 * @param key of the other starts
 */
public record Search(Minimizer minimizer, int starts, double spread, Key key) {

    /** L-BFGS, 4 starts, a factor of e either way. */
    public static final Search USUAL = new Search(4, Key.of(0));

    public Search {
        Objects.requireNonNull(minimizer, "minimizer");
        Check.atLeastOne("starts", starts);
        Check.positive("spread", spread);
        Objects.requireNonNull(key, "key");
    }

    /** L-BFGS with at most 200 steps, until the gradient's norm is 1e-4 or a step gains less than 1e-9 of the value. */
    public Search(int starts, Key key) {
        this(new LBfgs(10, new StrongWolfe(0.9), new Stopping(200, 1e-4, 1e-9)), starts, 1, key);
    }
}
