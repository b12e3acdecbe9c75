package dev.lemma.bench.workload;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.fused.FusedExecutor;
import dev.lemma.core.network.Network;
import dev.lemma.generative.network.TimeNetworks;
import dev.lemma.generative.network.TimedPerceptron;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.sampler.Ancestral;
import dev.lemma.generative.sampler.Sampling;
import dev.lemma.generative.schedule.DiscreteSchedule;
import dev.lemma.generative.score.Prediction;
import dev.lemma.generative.score.ScoreModel;
import java.util.List;
import java.util.Locale;

/** W11a: 10,000 points of the plane by 100 steps of ancestral sampling with a score network 18-128-128-2. */
public final class AncestralSampling implements SteadyWorkload {

    static final int STEPS = 100;
    private static final int POINTS = 10_000;

    /** β from 0.001 to 0.2. */
    static AffineProcess process() {
        return Diffusion.ddpm(DiscreteSchedule.linear(STEPS, 1e-3, 0.2));
    }

    @Override
    public String id() {
        return "W11a";
    }

    @Override
    public String title() {
        return "10,000 points of the plane by 100 ancestral steps of a score network 18-128-128-2, draws included";
    }

    @Override
    public List<Case> cases() {
        return List.of(Case.of("sampling run", "float32", "sampling run"));
    }

    @Override
    public List<PeerScript> peers() {
        return List.of(
                PeerScript.of("w11_diffusion.py").arguments("--part", "a").needing("torch", "jax"));
    }

    @Override
    public Work prepare(Case which, Setup setup) {
        return new Runs(POINTS, setup.threads());
    }

    /** Each run with a key of its own. */
    static final class Runs implements Work {

        private final Sampling sampling;
        private int runs;
        private Array last;

        Runs(int points, int threads) {
            Network net = TimeNetworks.of(Shape.of(2), new TimedPerceptron(128, 2));
            ScoreModel model = ScoreModel.of(process(), net, Prediction.NOISE);
            this.sampling = Sampling.of(
                    new FusedExecutor(threads), new Ancestral(STEPS), model.at(net.initialArray(Key.of(1))), points);
            this.last = sampling.batch(Key.of(0), 0);
        }

        @Override
        public void run(int units) {
            for (int i = 0; i < units; i++) {
                last = sampling.batch(Key.of(++runs), 0);
            }
            if (!last.isFinite()) {
                throw new ArithmeticException("run " + runs + " gave samples that are not finite");
            }
        }

        @Override
        public String note() {
            double sum = 0;
            int n = last.shape().size();
            for (int i = 0; i < n; i++) {
                sum += last.get(i) * last.get(i) / n;
            }
            return String.format(Locale.ROOT, "mean square %.4f", sum);
        }
    }
}
