package dev.lemma.generative.process;

import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.TensorType;
import java.util.Arrays;

/**
 * What a process is at one time, or at a time of each sample: {@code x_t = a x₀ + σ ε}.
 *
 * <p>All have one shape, which stretches to that of x: a single number, or [N, 1, …]. Expressions that nothing uses are not computed.
 *
 * @param time t
 * @param scale a(t)
 * @param deviation σ(t) = √v(t)
 * @param scaleRate a′(t)
 * @param deviationRate σ′(t)
 */
public record Moment(Tensor time, Tensor scale, Tensor deviation, Tensor scaleRate, Tensor deviationRate) {

    static Moment of(AffineProcess process, Tensor t) {
        Tensor a = process.scale(t);
        Tensor sigma = process.variance(t).sqrt();
        Tensor one = t.filled(1);
        return new Moment(t, a, sigma, Derivatives.jvp(a, t, one), Derivatives.jvp(sigma, t, one));
    }

    /** The moment of each sample from times [N], for samples of so many axes besides. */
    public static Moment ofEach(AffineProcess process, Tensor times, int sampleAxes) {
        int[] extents = new int[sampleAxes + 1];
        Arrays.fill(extents, 1);
        extents[0] = times.shape().extent(0);
        return of(process, times.reshape(extents));
    }

    /** σ². */
    public Tensor variance() {
        return deviation.square();
    }

    /** a²/σ², the signal-to-noise ratio. */
    public Tensor snr() {
        return scale.dividedBy(deviation).square();
    }

    /** {@code a x₀ + σ ε}. */
    public Tensor noised(Tensor data, Tensor noise) {
        return data.times(scale).plus(noise.times(deviation));
    }

    /** The type and shape of its numbers. */
    public TensorType type() {
        return time.tensorType();
    }
}
