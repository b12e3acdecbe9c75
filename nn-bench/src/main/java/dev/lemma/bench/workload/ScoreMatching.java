package dev.lemma.bench.workload;

import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Scope;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.network.Network;
import dev.lemma.generative.network.TimedPerceptron;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.score.TimeLaw;
import dev.lemma.optim.Adam;
import java.util.List;

/** W11b: a step of learning the score of points in the plane; times and noise are drawn inside the step. */
public final class ScoreMatching extends TrainingWorkload {

    public ScoreMatching() {
        super("W11b", "training step of a score network 18-128-128-2, batch 512, Adam", "w11_diffusion.py");
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(PeerScript.of("w11_diffusion.py").arguments("--part", "b"));
    }

    /** {@code ‖ε − ε̂(√ᾱ_t x + √(1 − ᾱ_t) ε, t)‖²/2} of each sample, t uniform on 1 … 100, ε normal. */
    private record Matching(TimedPerceptron net) implements Layer {

        @Override
        public Tensor apply(Scope scope, Tensor x) {
            var process = AncestralSampling.process();
            Tensor key = scope.key();
            Tensor t = TimeLaw.UNIFORM.draw(key.keyAt(0), x.type(), x.shape().extent(0), process);
            Moment at = Moment.ofEach(process, t, 1);
            Tensor noise = Draws.normal(key.keyAt(1), x.type(), x.shape().extents());
            Tensor time = at.time().times(1.0 / AncestralSampling.STEPS);
            Tensor guess = net.apply(scope.child("score"), at.noised(x, noise), time, null);
            return guess.minus(noise).square().mean(1);
        }
    }

    static Network network() {
        return Network.of(Shape.of(2), new Matching(new TimedPerceptron(128, 2)));
    }

    @Override
    Problem problem(int samples) {
        return new Problem(
                network(),
                (loss, none) -> loss,
                new Adam(1e-3),
                Data.normal(Key.of(0), samples, 2),
                Array.zeros(DType.FLOAT32, Shape.of(samples)),
                512);
    }
}
