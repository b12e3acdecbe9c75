package dev.lemma.kernels.function;

import dev.lemma.api.check.Check;
import dev.lemma.api.kernel.Hyperparameters;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.kernel.Pairs;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.Objects;

/**
 * {@code k(x, x′) = Σ_q w_q exp(−2π² Σⱼ v_qj² τⱼ²) cos 2π⟨μ_q, τ⟩}, τ = x − x′: a stationary kernel whose spectral density is a mixture of Gaussians with means
 * ±μ_q and standard deviations v_q.
 *
 * <p>Any stationary kernel is a limit of such. For several coordinates this is the Fourier transform of the mixture; the product of a cosine for each
 * coordinate, as in GPyTorch, is that of one with 2ᵈ means.
 *
 * @param components at least one
 * @see <a href="https://proceedings.mlr.press/v28/wilson13.html">Wilson and Adams 2013, (12)</a>
 */
public record SpectralMixture(List<Component> components) implements Kernel {

    /**
     * One Gaussian of the spectrum.
     *
     * @param weight w &gt; 0
     * @param frequency μ, one number for each coordinate, in cycles per unit of x
     * @param bandwidth v &gt; 0, one number for each coordinate, in cycles per unit of x
     */
    public record Component(double weight, List<Double> frequency, List<Double> bandwidth) {

        public Component {
            Check.positive("weight", weight);
            frequency = List.copyOf(frequency);
            bandwidth = List.copyOf(bandwidth);
            if (frequency.isEmpty() || frequency.size() != bandwidth.size()) {
                throw new IllegalArgumentException("spectral mixture: expected as many frequencies as bandwidths, got "
                        + frequency.size() + " and " + bandwidth.size());
            }
            frequency.forEach(value -> Check.finite("frequency", value));
            bandwidth.forEach(value -> Check.positive("bandwidth", value));
        }

        /** In one dimension. */
        public Component(double weight, double frequency, double bandwidth) {
            this(weight, List.of(frequency), List.of(bandwidth));
        }
    }

    public SpectralMixture {
        components = List.copyOf(components);
        if (components.isEmpty()) {
            throw new IllegalArgumentException("spectral mixture: expected at least one component");
        }
    }

    @Override
    public Tensor apply(Hyperparameters hyper, Pairs pairs) {
        Tensor sum = null;
        for (int q = 0; q < components.size(); q++) {
            Component component = components.get(q);
            if (component.frequency().size() != pairs.dimension()) {
                throw new ShapeException("spectral mixture: component " + q + " has "
                        + component.frequency().size() + " frequencies, the points have " + pairs.dimension()
                        + " coordinates");
            }
            Hyperparameters own = hyper.within(Integer.toString(q));
            Tensor weight = own.positive("weight", component.weight());
            Tensor mu = own.real("frequency", component.frequency()).times(2 * Math.PI);
            Tensor v = own.positive("bandwidth", component.bandwidth()).times(2 * Math.PI);
            Tensor envelope = pairs.map(rows -> rows.times(v)).squaredDistance();
            Tensor phase = pairs.ofLeft(rows -> rows.times(mu).sum(1))
                    .minus(pairs.ofRight(rows -> rows.times(mu).sum(1)));
            Tensor term = envelope.times(-0.5).exp().times(phase.cos()).times(weight);
            sum = sum == null ? term : sum.plus(term);
        }
        return Objects.requireNonNull(sum);
    }
}
