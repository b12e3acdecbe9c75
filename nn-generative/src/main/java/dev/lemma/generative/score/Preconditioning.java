package dev.lemma.generative.score;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.Moment;

/**
 * A denoiser as what is best for Gaussian data of deviation s, corrected by a network F whose input and target both have variance 1:
 *
 * <pre>{@code
 * D(x) = c_skip x + c_out F(c_in x),   c_skip = a s²/(a² s² + v),   c_out = s σ/√(a² s² + v),   c_in = 1/√(a² s² + v)
 * }</pre>
 *
 * @param dataDeviation s &gt; 0
 * @see <a href="https://arxiv.org/abs/2206.00364">Karras et al. 2022, table 1</a>, there with a = 1
 */
public record Preconditioning(double dataDeviation) {

    public Preconditioning {
        Check.positive("dataDeviation", dataDeviation);
    }

    private Tensor total(Moment at) {
        return at.scale().square().times(dataDeviation * dataDeviation).plus(at.variance());
    }

    /** c_skip. */
    public Tensor skip(Moment at) {
        return at.scale().times(dataDeviation * dataDeviation).dividedBy(total(at));
    }

    /** c_out. */
    public Tensor out(Moment at) {
        return at.deviation().times(dataDeviation).dividedBy(total(at).sqrt());
    }

    /** c_in. */
    public Tensor in(Moment at) {
        return total(at).sqrt().reciprocal();
    }
}
