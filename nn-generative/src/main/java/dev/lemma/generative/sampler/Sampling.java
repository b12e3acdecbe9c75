package dev.lemma.generative.sampler;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Draws;
import dev.lemma.api.tensor.Loop;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Execution;
import dev.lemma.compiler.Executor;
import dev.lemma.compiler.Routine;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.generative.score.ScoreFunction;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A sampler with a score, compiled for batches of one size: for those who sample more than once, watch trajectories, or bring their own noise.
 *
 * <pre>{@code
 * Sampling sampling = Sampling.of(new Ddim(50), model, 64);
 * Array first = sampling.batch(key, 0), next = sampling.batch(key, 64);      // samples 0 … 63 and 64 … 127 of this key
 * Array path = sampling.trajectory(key, 0);                                  // [51, 64, …]
 * Array back = sampling.from(noise, Array.zeros(type, Shape.of(0)));         // from a start of one's own
 * }</pre>
 *
 * <p>The whole trajectory is one program: a loop for each phase of the scheme, whose steps make no new arrays. The start of sample i is drawn with
 * {@code key.at(0)}, its j-th noise in step k with {@code key.at(k + 1).at(j)}, both at the sample's own places. Not for several threads at once.
 */
public final class Sampling {

    private enum Mode {
        END,
        PATH,
        GIVEN_END,
        GIVEN_PATH
    }

    private final Executor executor;
    private final ScoreFunction score;
    private final Scheme scheme;
    private final int batch;
    private final int evaluations;
    private final Map<Mode, Execution> open = new EnumMap<>(Mode.class);

    private Sampling(Executor executor, Sampler sampler, ScoreFunction score, int batch) {
        this.executor = executor;
        this.score = score;
        this.batch = Check.atLeastOne("batch", batch);
        this.scheme = sampler.scheme(score.process());
        Sampler.requireStart(score, scheme.times());
        CountedScore counted = new CountedScore(score);
        int total = 0;
        DType type = score.type();
        Tensor x = Tensor.full(type, batchShape(), 0);
        for (Scheme.Phase phase : scheme.phases()) {
            Tensor row = Tensor.literal(phase.coefficients().table(type)).at(0, 0);
            phase.step().next(here(x, repeat(x, scheme.memory()), phase, row, repeat(x, phase.draws()), counted));
            total += phase.steps() * counted.take();
        }
        this.evaluations = total;
    }

    /** Batches of this size by this sampler on the process' fused executor. */
    public static Sampling of(Sampler sampler, ScoreFunction score, int batch) {
        return of(Fused.executor(), sampler, score, batch);
    }

    /** Batches of this size by this sampler. */
    public static Sampling of(Executor executor, Sampler sampler, ScoreFunction score, int batch) {
        return new Sampling(executor, sampler, score, batch);
    }

    private Shape batchShape() {
        return score.sample().batch(batch);
    }

    private static List<Tensor> repeat(Tensor x, int count) {
        List<Tensor> list = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            list.add(x);
        }
        return list;
    }

    private static Scheme.Here here(
            Tensor x, List<Tensor> memory, Scheme.Phase phase, Tensor row, List<Tensor> noise, ScoreFunction score) {
        return new Scheme.Here(x, memory, phase.coefficients().row(row), noise, score);
    }

    /** Predictions of the score that a trajectory takes. */
    public int evaluations() {
        return evaluations;
    }

    /** The times from T on. */
    public double[] times() {
        return scheme.times().clone();
    }

    /** Samples {@code first} … {@code first + batch − 1} of the key: [batch, …]. */
    public Array batch(Key key, int first) {
        return run(Mode.END, key, first);
    }

    /** Samples 0 … n − 1 of the key, batch by batch. */
    public Array samples(Key key, int n) {
        Check.atLeastOne("n", n);
        Array all = Array.zeros(score.type(), score.sample().batch(n));
        int each = score.sample().size();
        for (int from = 0; from < n; from += batch) {
            int first = Math.max(0, Math.min(from, n - batch));
            Array part = batch(key, first);
            int count = Math.min(batch, n - first);
            System.arraycopy(part.storage(), 0, all.storage(), first * each, count * each);
        }
        return all;
    }

    /** The states of samples {@code first} … at all times, noise first: [steps + 1, batch, …]. */
    public Array trajectory(Key key, int first) {
        return run(Mode.PATH, key, first);
    }

    /**
     * The samples that come from this start and this noise.
     *
     * @param start [batch, …], as it is at the first time: not standardised
     * @param noise [steps, draws, batch, …]; anything for a method without noise
     */
    public Array from(Array start, Array noise) {
        return run(Mode.GIVEN_END, start, noise);
    }

    /** The states at all times from this start and this noise: [steps + 1, batch, …]. */
    public Array trajectoryFrom(Array start, Array noise) {
        return run(Mode.GIVEN_PATH, start, noise);
    }

    private Array run(Mode mode, Key key, int first) {
        if (first < 0) {
            throw new IllegalArgumentException("first: expected at least 0, got " + first);
        }
        Execution execution = open.computeIfAbsent(mode, this::compile);
        return execution
                .run(List.of(
                        Tensor.keyWords(score.type(), key),
                        Array.scalar((double) first * evenWidth()).reshape()))
                .get(0);
    }

    private Array run(Mode mode, Array start, Array noise) {
        Shape shape = batchShape();
        if (!start.shape().equals(shape)) {
            throw new ShapeException("start: expected " + shape + ", got " + start.shape());
        }
        Shape noises = noiseShape();
        if (noises.size() > 0 && !noise.shape().equals(noises)) {
            throw new ShapeException("noise: expected " + noises + ", got " + noise.shape());
        }
        Execution execution = open.computeIfAbsent(mode, this::compile);
        Array given = noises.size() > 0 ? noise.as(score.type()) : Array.zeros(score.type(), Shape.of(1));
        return execution.run(List.of(start.as(score.type()), given)).get(0);
    }

    private Shape noiseShape() {
        return Shape.of(scheme.steps(), scheme.draws()).append(batchShape());
    }

    /** Noise comes in pairs, which no two samples may share. */
    private int evenWidth() {
        return score.sample().size() + score.sample().size() % 2;
    }

    private Tensor normal(Tensor key, Tensor first) {
        int width = score.sample().size();
        return Draws.normal(key, first, score.type(), batch, evenWidth())
                .slice(1, 0, width)
                .reshape(batchShape());
    }

    private Execution compile(Mode mode) {
        DType type = score.type();
        boolean given = mode == Mode.GIVEN_END || mode == Mode.GIVEN_PATH;
        boolean path = mode == Mode.PATH || mode == Mode.GIVEN_PATH;
        Tensor left;
        Tensor right;
        Tensor x;
        if (given) {
            Shape noises = noiseShape();
            left = Tensor.input("start", type, batchShape().extents());
            right = Tensor.input("noise", type, (noises.size() > 0 ? noises : Shape.of(1)).extents());
            x = left;
        } else {
            left = Tensor.input("key", type, 4);
            right = Tensor.input("first", DType.FLOAT64);
            x = normal(left.keyAt(0), right).times(score.process().prior().deviation());
        }
        List<Tensor> pathParts = new ArrayList<>();
        pathParts.add(x.expand(0));
        List<Tensor> states = new ArrayList<>();
        states.add(x);
        states.addAll(repeat(x.filled(0), scheme.memory()));
        int from = 0;
        for (Scheme.Phase phase : scheme.phases()) {
            int steps = phase.steps();
            if (steps == 0) {
                continue;
            }
            List<Tensor> elements = new ArrayList<>();
            elements.add(Tensor.literal(phase.coefficients().table(type)));
            if (phase.draws() > 0) {
                elements.add(
                        given
                                ? right.slice(0, from, from + steps)
                                : Tensor.range(type, steps).plus(from + 1));
            }
            Loop.Body body = (carry, rows) -> {
                List<Tensor> noise = new ArrayList<>();
                for (int j = 0; j < phase.draws(); j++) {
                    noise.add(
                            given
                                    ? rows.get(1).at(0, j)
                                    : normal(left.keyAt(rows.get(1)).keyAt(j), right));
                }
                List<Tensor> next = phase.step()
                        .next(here(carry.get(0), carry.subList(1, carry.size()), phase, rows.get(0), noise, score));
                return new Loop.Step(next, path ? List.of(next.get(0)) : List.of());
            };
            if (steps == 1) {
                List<Tensor> rows = elements.stream().map(e -> e.at(0, 0)).toList();
                Loop.Step step = body.step(states, rows);
                states = step.carry();
                step.outputs().forEach(y -> pathParts.add(y.expand(0)));
            } else {
                Loop loop = Loop.of(steps, states, elements, body);
                states = loop.carry();
                pathParts.addAll(loop.outputs());
            }
            from += steps;
        }
        Tensor result = path ? Tensor.concat(0, pathParts) : Objects.requireNonNull(states.get(0));
        return executor.open(Routine.of(List.of(left, right), List.of(result)));
    }
}
