package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Batch normalisation of each channel of [N, C] or [N, C, …]:
 *
 * <pre>{@code
 * y = γ (x − μ)/√(σ² + ε) + β
 * }</pre>
 *
 * <p>In training μ and σ² (biased: divided by n) are those of the channel over the batch and its places; the running
 * statistics follow by {@code m ← (1 − momentum)·m + momentum·μ} and likewise with the unbiased variance
 * {@code σ²·n/(n − 1)}. In evaluation they take the place of μ and σ².
 *
 * <p>Parameters {@code scale} (γ, 1 at first) and {@code shift} (β, 0), states {@code mean} (0) and {@code variance}
 * (1), all [C]. A single number per channel (a tail batch of one sample) has no variance: the output is β, no derivative reaches
 * what is before, and the running statistics stay as they are.
 *
 * @param epsilon ε &gt; 0, inside the root
 * @param momentum weight of the new batch in the running statistics, in [0, 1]
 * @see <a href="https://arxiv.org/abs/1502.03167">Ioffe and Szegedy 2015</a>
 */
public record BatchNorm(double epsilon, double momentum) implements Layer {

    public BatchNorm {
        Check.positive("epsilon", epsilon);
        Check.inUnitInterval("momentum", momentum);
    }

    /** With ε = 10⁻⁵ and momentum 0.1. */
    public BatchNorm() {
        this(1e-5, 0.1);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.checkChannels("batch norm", x, 2);
        int channels = x.shape().extent(1);
        Shape perChannel = Shape.of(channels);
        int[] along =
                IntStream.range(0, x.rank()).map(i -> i == 1 ? channels : 1).toArray();
        Tensor gamma = scope.parameter("scale", perChannel, new Law.Constant(1)).reshape(along);
        Tensor beta = scope.parameter("shift", perChannel, new Law.Constant(0)).reshape(along);
        Tensor runningMean = scope.state("mean", perChannel, 0);
        Tensor runningVariance = scope.state("variance", perChannel, 1);
        if (!scope.training()) {
            Tensor factor = Standardization.inverseRoot(runningVariance, epsilon)
                    .reshape(along)
                    .times(gamma);
            return x.minus(runningMean.reshape(along)).times(factor).plus(beta);
        }
        int[] others = IntStream.range(0, x.rank()).filter(i -> i != 1).toArray();
        Standardization standard = Standardization.of(x, epsilon, others);
        double n = x.shape().size() / (double) channels;
        if (n > 1) {
            Tensor unbiased = standard.variance().reshape(perChannel).times(n / (n - 1));
            scope.update("mean", blend(runningMean, standard.mean().reshape(perChannel)));
            scope.update("variance", blend(runningVariance, unbiased));
        }
        return standard.value().times(gamma).plus(beta);
    }

    private Tensor blend(Tensor running, Tensor batch) {
        return running.times(1 - momentum).plus(batch.stopGradient().times(momentum));
    }
}
