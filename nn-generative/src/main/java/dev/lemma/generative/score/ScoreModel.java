package dev.lemma.generative.score;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Risk;
import dev.lemma.core.training.Trained;
import dev.lemma.generative.network.Timed;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Moment;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A network that learns the score of a process from data: what it predicts, at which times it is trained, and what its errors count. Immutable; every
 * option gives a new one.
 *
 * <pre>{@code
 * ScoreModel model = ScoreModel.of(Diffusion.vp(Schedules.cosine()), TimeNetworks.perceptron(Shape.of(2), 128, 2), Prediction.NOISE);
 * Trained trained  = Trainer.of(model.model(), model.loss(), new Adam(2e-4)).ema(0.999).fit(points);
 * INDArray x       = new DpmSolver(20).sample(model.at(trained), Key.of(7), 64);
 * }</pre>
 *
 * <p>The loss is denoising score matching, {@code E w(t) ‖ε − ε̂(a x₀ + σ ε, t)‖²/d}: up to a constant, that of matching the score itself.
 *
 * @see <a href="https://doi.org/10.1162/NECO_a_00142">Vincent 2011</a>, <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021, equation (7)</a>
 */
public final class ScoreModel {

    /** The name of the network in {@link #model}. */
    public static final String PART = "score";

    private final AffineProcess process;
    private final Network network;
    private final Timed timed;
    private final Prediction prediction;
    private final Weighting weighting;
    private final TimeLaw times;
    private final Clock clock;
    private final @Nullable Preconditioning preconditioning;
    private final double dropped;

    private ScoreModel(
            AffineProcess process,
            Network network,
            Prediction prediction,
            Weighting weighting,
            TimeLaw times,
            Clock clock,
            @Nullable Preconditioning preconditioning,
            double dropped) {
        if (!(network.layer() instanceof Timed layer)) {
            throw new IllegalArgumentException("score model: expected a network that sees the time, made by"
                    + " TimeNetworks.of(…), got one of " + network.layer());
        }
        if (!network.output().equals(layer.sample())) {
            throw new ShapeException("score model: the network takes samples " + layer.sample() + " and gives "
                    + network.output() + ": expected the same shape");
        }
        this.process = Objects.requireNonNull(process, "process");
        this.network = network;
        this.timed = layer;
        this.prediction = Objects.requireNonNull(prediction, "prediction");
        this.weighting = weighting;
        this.times = times;
        this.clock = clock;
        this.preconditioning = preconditioning;
        this.dropped = dropped;
    }

    /** A network of a process, with uniform times and weights. */
    public static ScoreModel of(AffineProcess process, Network network, Prediction prediction) {
        return new ScoreModel(process, network, prediction, Weighting.SIMPLE, TimeLaw.UNIFORM, Clock.TIME, null, 0);
    }

    /** With other weights. */
    public ScoreModel weighting(Weighting other) {
        return new ScoreModel(process, network, prediction, other, times, clock, preconditioning, dropped);
    }

    /** With other times. */
    public ScoreModel times(TimeLaw other) {
        return new ScoreModel(process, network, prediction, weighting, other, clock, preconditioning, dropped);
    }

    /** With another number that the network is told of the time. */
    public ScoreModel clock(Clock other) {
        return new ScoreModel(process, network, prediction, weighting, times, other, preconditioning, dropped);
    }

    /** With the network's output taken as a correction to what is known of data of this deviation; it then predicts DATA. */
    public ScoreModel preconditioned(double dataDeviation) {
        return new ScoreModel(
                process,
                network,
                Prediction.DATA,
                weighting,
                times,
                clock,
                new Preconditioning(dataDeviation),
                dropped);
    }

    /**
     * Labels are left out with this probability, so that the network also learns the score without: for guidance.
     *
     * @param probability in [0, 1)
     */
    public ScoreModel dropLabels(double probability) {
        Check.inHalfOpenUnit("probability", probability);
        requireClasses();
        return new ScoreModel(process, network, prediction, weighting, times, clock, preconditioning, probability);
    }

    private void requireClasses() {
        if (timed.classes() == 0) {
            throw new IllegalArgumentException(
                    "score model: the network has no labels: make it by TimeNetworks.of(shape, classes, layer)");
        }
    }

    /** The process. */
    public AffineProcess process() {
        return process;
    }

    /** The network. */
    public Network network() {
        return network;
    }

    /** The network as a model of one part, for training. */
    public Model model() {
        return Model.of(PART, network);
    }

    /** Denoising score matching of the features of a batch, given their targets if the network has labels: [n]. */
    public Risk loss() {
        return (parts, batch, key) -> {
            Tensor data = batch.features();
            int n = data.shape().extent(0);
            if (!data.shape().range(1, data.rank()).equals(timed.sample())) {
                throw new ShapeException("score model: expected data " + timed.sample() + ", got " + data.shape());
            }
            Tensor label = null;
            if (timed.classes() > 0) {
                label = batch.targets().reshape(n);
                if (dropped > 0) {
                    Tensor drop = Draws.bernoulli(key.keyAt(2), dropped, data.type(), n);
                    label = Tensor.select(drop, label.filled(timed.classes()), label);
                }
            }
            Tensor classes = label;
            return perSample(data, key, (x, at) -> raw(rows -> parts.apply(PART, rows), x, at, classes));
        };
    }

    /** Somewhere that x and the moment give a prediction. */
    interface Predictor {
        /** The prediction. */
        Tensor at(Tensor x, Moment at);
    }

    private Tensor perSample(Tensor data, Tensor key, Predictor predictor) {
        int n = data.shape().extent(0);
        Tensor t = times.draw(key.keyAt(0), data.type(), n, process);
        Moment at = Moment.ofEach(process, t, data.rank() - 1);
        Tensor noise = Draws.normal(key.keyAt(1), data.type(), data.shape().extents());
        Tensor x = at.noised(data, noise);
        Tensor error = predictor.at(x, at).minus(prediction.target(data, noise, at));
        Tensor weight = weighting
                .of(process, at)
                .times(prediction.noiseErrorPerError(at).square());
        return error.square().times(weight).reshape(n, -1).mean(1);
    }

    /** The network's prediction through whatever applies it. */
    private Tensor raw(java.util.function.UnaryOperator<Tensor> apply, Tensor x, Moment at, @Nullable Tensor label) {
        Tensor time = clock.read(process, at);
        Preconditioning known = preconditioning;
        if (known == null) {
            return apply.apply(timed.pack(x, time, label));
        }
        Tensor correction = apply.apply(timed.pack(x.times(known.in(at)), time, label));
        return x.times(known.skip(at)).plus(correction.times(known.out(at)));
    }

    /** The score that training has left, without a label. */
    public ScoreFunction at(Trained trained) {
        return at(part(trained).thetaArray());
    }

    private static Trained part(Trained trained) {
        return trained.partNames().contains(PART) ? trained.part(PART) : trained;
    }

    /** The score at parameters, without a label. */
    public ScoreFunction at(Array theta) {
        return new Learned(theta, timed.classes());
    }

    /** The score that training has left, given a label. */
    public ScoreFunction at(Trained trained, int label) {
        requireClasses();
        if (label < 0 || label >= timed.classes()) {
            throw new IllegalArgumentException("label: expected 0 to " + (timed.classes() - 1) + ", got " + label);
        }
        return new Learned(part(trained).thetaArray(), label);
    }

    /**
     * The score given a label, guided: further from the score without than it is by itself.
     *
     * @param strength 0 for the conditional score itself
     */
    public ScoreFunction guided(Trained trained, int label, double strength) {
        return new Guided(at(trained, label), at(trained), strength);
    }

    private final class Learned implements ScoreFunction {

        private final Tensor theta;
        private final int label;

        Learned(Array theta, int label) {
            if (theta.shape().size() != network.parameterCount()) {
                throw new ShapeException(
                        "score model: theta has " + theta.shape().size() + " numbers, the network has "
                                + network.parameterCount() + " parameters");
            }
            this.theta = Tensor.literal(theta.as(network.type()));
            this.label = label;
        }

        @Override
        public AffineProcess process() {
            return process;
        }

        @Override
        public Shape sample() {
            return timed.sample();
        }

        @Override
        public DType type() {
            return network.type();
        }

        @Override
        public Prediction prediction() {
            return prediction;
        }

        @Override
        public Tensor predict(Tensor x, Moment at) {
            Tensor classes = timed.classes() > 0 ? Tensor.constant(x.type(), label) : null;
            return raw(rows -> network.apply(theta, rows), x, at, classes);
        }
    }
}
