package dev.lemma.generative.flow;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Risk;
import dev.lemma.core.training.Trained;
import java.util.List;
import java.util.Objects;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A density from an invertible map to noise: {@code log p(x) = log N(z; 0, I) + log|det ∂z/∂x|}, z = f(x), trained by maximum likelihood.
 *
 * <pre>{@code
 * NormalizingFlow flow = NormalizingFlow.of(2, new CouplingFlow(6, 64));
 * Trained trained = Trainer.of(flow.model(), flow.loss(), new Adam(1e-3)).steps(2000).fit(points);
 * INDArray x = flow.sample(trained, Key.of(1), 1000), density = flow.logDensity(trained, x);
 * }</pre>
 */
public final class NormalizingFlow {

    /** The network's name in {@link #model}. */
    public static final String PART = "flow";

    private final int dimension;
    private final Network forward;
    private final Network inverse;

    private NormalizingFlow(int dimension, Flow flow, DType type) {
        this.dimension = dimension;
        this.forward = Network.of(Shape.of(dimension), (scope, x) -> {
                    Flow.Image image = flow.forward(scope, x);
                    return Tensor.concat(1, image.z(), image.logDeterminant().expand(1));
                })
                .as(type);
        this.inverse = Network.of(Shape.of(dimension), flow::inverse).as(type);
    }

    /** A flow of points with d numbers, in float32. */
    public static NormalizingFlow of(int d, Flow flow) {
        return of(d, flow, DType.FLOAT32);
    }

    /** A flow of points with d numbers. */
    public static NormalizingFlow of(int d, Flow flow, DType type) {
        return new NormalizingFlow(Check.atLeastOne("d", d), Objects.requireNonNull(flow, "flow"), type);
    }

    /** The map and its determinant as a network [d] to [d + 1], for training. */
    public Model model() {
        return Model.of(PART, forward);
    }

    private Tensor logDensity(Tensor image) {
        Tensor[] parts = image.split(1, dimension, 1);
        return parts[0].square()
                .sum(1)
                .times(-0.5)
                .minus(0.5 * dimension * Math.log(2 * Math.PI))
                .plus(parts[1].squeeze(1));
    }

    /** −log p of each example: [n]. */
    public Risk loss() {
        return (parts, batch, key) ->
                logDensity(parts.apply(PART, batch.features())).negate();
    }

    private static Array theta(Trained trained) {
        return trained.part(PART).thetaArray();
    }

    /** log p(x) of points [n, d]: [n]. */
    public INDArray logDensity(Trained trained, INDArray x) {
        return logDensity(theta(trained), Array.of(x)).toINDArray();
    }

    /** log p(x) of points [n, d] at parameters: [n]. */
    public Array logDensity(Array theta, Array x) {
        return Program.of(Fused.executor(), in -> List.of(logDensity(forward.apply(in.get(0), in.get(1)))))
                .call(theta.as(forward.type()), x.as(forward.type()));
    }

    /** Where points [n, d] go at parameters: [n, d]. */
    public Array encode(Array theta, Array x) {
        return Program.of(
                        Fused.executor(),
                        in -> List.of(forward.apply(in.get(0), in.get(1)).slice(1, 0, dimension)))
                .call(theta.as(forward.type()), x.as(forward.type()));
    }

    /** Where noise [n, d] comes from at parameters: [n, d]. */
    public Array decode(Array theta, Array z) {
        return inverse.values(theta, z);
    }

    /** n samples, each from its own place of the key. */
    public INDArray sample(Trained trained, Key key, int n) {
        return sampleArray(theta(trained), key, n).toINDArray();
    }

    /** n samples at parameters: [n, d]. */
    public Array sampleArray(Array theta, Key key, int n) {
        double[] z = new double[Check.atLeastOne("n", n) * dimension];
        Randomness.normal(key, z);
        return decode(theta, Array.of(Shape.of(n, dimension), z));
    }
}
