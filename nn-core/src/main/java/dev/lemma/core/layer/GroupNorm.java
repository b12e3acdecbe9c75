package dev.lemma.core.layer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.stream.IntStream;

/**
 * Normalisation of each sample [C, …] over the channels of a group and all their places:
 * {@code y = γ (x − μ)/√(σ² + ε) + β}, γ and β per channel.
 *
 * <p>Parameters {@code scale} (γ, 1 at first) and {@code shift} (β, 0), both [C].
 *
 * @param groups number of groups of neighbouring channels; 1 normalises over everything, as many as channels make an
 *     {@link InstanceNorm}
 * @param epsilon ε &gt; 0, inside the root
 * @see <a href="https://arxiv.org/abs/1803.08494">Wu and He 2018</a>
 */
public record GroupNorm(int groups, double epsilon) implements Layer {

    public GroupNorm {
        Check.atLeastOne("groups", groups);
        Check.positive("epsilon", epsilon);
    }

    /** With ε = 10⁻⁵. */
    public GroupNorm(int groups) {
        this(groups, 1e-5);
    }

    @Override
    public Tensor apply(Scope scope, Tensor x) {
        Images.checkChannels("group norm", x, 2);
        int channels = x.shape().extent(1);
        if (channels % groups != 0) {
            throw new ShapeException("group norm: " + x.shape() + " has " + channels
                    + " channels, which do not divide into " + groups + " groups");
        }
        int[] along =
                IntStream.range(1, x.rank()).map(i -> i == 1 ? channels : 1).toArray();
        Tensor gamma = scope.parameter("scale", Shape.of(channels), new Law.Constant(1))
                .reshape(along);
        Tensor beta = scope.parameter("shift", Shape.of(channels), new Law.Constant(0))
                .reshape(along);
        Tensor grouped = x.reshape(
                x.shape().extent(0), groups, x.shape().range(1, x.rank()).size() / groups);
        Tensor standard = Standardization.of(grouped, epsilon, 2).value();
        return standard.reshape(x.shape()).times(gamma).plus(beta);
    }
}
