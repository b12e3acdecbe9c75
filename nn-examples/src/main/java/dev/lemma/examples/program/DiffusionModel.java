package dev.lemma.examples.program;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import dev.lemma.core.training.Trainer;
import dev.lemma.generative.likelihood.FlowLikelihood;
import dev.lemma.generative.likelihood.Likelihood;
import dev.lemma.generative.network.TimeNetworks;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.sampler.DpmSolver;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.generative.score.Prediction;
import dev.lemma.generative.score.ScoreFunction;
import dev.lemma.generative.score.ScoreModel;
import dev.lemma.optim.Adam;

/** A diffusion model from its process: trained on two dimensions, sampled by a fast solver, with the likelihood of what it drew. */
public final class DiffusionModel {

    private DiffusionModel() {}

    // spotless:off
    /** Runs and prints. */
    public static void main(String[] arguments) {
        GaussianMixture law = GaussianMixture.of(new double[][] {{-2, 0}, {2, 1}}, 0.4);
        AffineProcess process = Diffusion.vp(Schedules.linear());
        Network net = TimeNetworks.perceptron(Shape.of(2), 64, 2);
        ScoreModel model = ScoreModel.of(process, net, Prediction.NOISE);
        Trained trained = Trainer.of(model.model(), model.loss(), new Adam(2e-3)).batchSize(256).steps(1500).ema(0.99).fit(law.draw(Key.of(1), 5000));

        ScoreFunction learned = model.at(trained);
        Array x = new DpmSolver(20).sampleArray(learned, Key.of(7), 64);   // the same points for any batch size
        Likelihood l = FlowLikelihood.of(learned).of(x);                   // value and error budget
        System.out.printf("log-likelihood %.2f, solver %s%n", l.mean(), l.error(0) < 0.1);
    }
    // spotless:on
}
