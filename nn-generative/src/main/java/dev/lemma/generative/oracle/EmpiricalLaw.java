package dev.lemma.generative.oracle;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.Moment;

/**
 * The law that gives each of n data points the weight 1/n: what a model that has learnt its training data by heart samples from.
 *
 * <pre>{@code
 * q_t = 1/n Σᵢ N(a pᵢ, v I)       rᵢ ∝ e^{−‖x − a pᵢ‖²/(2v)}       E[x₀ | x] = Σ rᵢ pᵢ       score = (a E[x₀ | x] − x)/v
 * divergence = (a²/v²) Σ rᵢ ‖pᵢ − E[x₀ | x]‖² − d/v
 * }</pre>
 *
 * <p>Needs v &gt; 0. Cost per point: n·d. Distances come from {@code ‖x‖² − 2a x·p + a²‖p‖²} around the mean of the data: of {@code ‖x − a p‖²/v} about
 * ε·(‖x‖² + ‖p‖²)/v is rounding.
 */
public final class EmpiricalLaw implements DataLaw {

    private final Shape sample;
    private final double[] mean;
    /** [n, d], less the mean. */
    private final Array points;

    private EmpiricalLaw(Array data) {
        if (data.shape().rank() < 2 || data.shape().extent(0) < 1) {
            throw new ShapeException("empirical law: expected points [n, …], got " + data.shape());
        }
        if (!data.isFinite()) {
            throw new IllegalArgumentException("empirical law: the points must be finite");
        }
        int n = data.shape().extent(0);
        this.sample = data.shape().without(0);
        int d = sample.size();
        this.mean = new double[d];
        double[] centred = data.toDoubles();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                mean[j] += centred[i * d + j] / n;
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < d; j++) {
                centred[i * d + j] -= mean[j];
            }
        }
        this.points = Array.of(Shape.of(n, d), centred);
    }

    /** The law of these points [n, …]. */
    public static EmpiricalLaw of(Array points) {
        return new EmpiricalLaw(points);
    }

    @Override
    public Shape sample() {
        return sample;
    }

    /** What the formulas share: x less the noised mean, squared distances, shares. */
    private final class At {

        final Moment at;
        final Tensor x;
        final Tensor p;
        final Tensor squared;
        final Tensor exponents;
        final Tensor variance;
        final Tensor scale;

        At(Tensor given, Moment at) {
            if (!given.shape().range(1, given.rank()).equals(sample)) {
                throw new ShapeException(
                        "empirical law: expected points [N, …] of " + sample + ", got " + given.shape());
            }
            int n = given.shape().extent(0);
            this.at = at;
            this.scale = flat(at.scale(), n);
            this.variance = flat(at.variance(), n);
            Tensor centre = Tensor.literal(Array.vector(mean).as(given.type()));
            this.x = given.reshape(n, sample.size()).minus(centre.times(scale));
            this.p = Tensor.literal(points.as(given.type()));
            Tensor lengths = p.square().sum(1);
            Tensor cross = x.matmul(p.transpose());
            this.squared = x.square()
                    .sum(1)
                    .expand(1)
                    .minus(cross.times(scale).times(2))
                    .plus(lengths.times(scale.square()))
                    .maximum(0);
            this.exponents = squared.dividedBy(variance).times(-0.5);
        }

        private Tensor flat(Tensor number, int n) {
            return number.shape().size() == 1 ? number.reshape(1, 1) : number.reshape(n, 1);
        }

        Tensor shares() {
            return exponents.softmax(1);
        }

        /** Less the mean. */
        Tensor denoised(Tensor shares) {
            return shares.matmul(p);
        }

        Tensor spread() {
            Tensor shares = shares();
            Tensor second = shares.matmul(p.square().sum(1).expand(1)).squeeze(1);
            return second.minus(denoised(shares).square().sum(1)).maximum(0);
        }
    }

    @Override
    public Tensor logDensity(Tensor x, Moment at) {
        At here = new At(x, at);
        double d = sample.size();
        Tensor normaliser = here.variance
                .reshape(here.variance.shape().extent(0))
                .log()
                .times(d)
                .plus(d * Math.log(2 * Math.PI));
        return here.exponents
                .logSumExp(1)
                .minus(normaliser.times(0.5))
                .minus(Math.log(points.shape().extent(0)));
    }

    @Override
    public Tensor score(Tensor x, Moment at) {
        At here = new At(x, at);
        Tensor denoised = here.denoised(here.shares());
        return denoised.times(here.scale).minus(here.x).dividedBy(here.variance).reshape(x.shape());
    }

    @Override
    public Tensor divergence(Tensor x, Moment at) {
        At here = new At(x, at);
        Tensor factor = here.scale.dividedBy(here.variance).square();
        Tensor spread = here.spread();
        return spread.times(factor.reshape(factor.shape().extent(0)))
                .minus(here.variance
                        .reciprocal()
                        .times(sample.size())
                        .reshape(here.variance.shape().extent(0)));
    }

    @Override
    public Tensor denoiser(Tensor x, Moment at) {
        At here = new At(x, at);
        Tensor centre = Tensor.literal(Array.vector(mean).as(x.type()));
        return here.denoised(here.shares()).plus(centre).reshape(x.shape());
    }

    @Override
    public Tensor uncertainty(Tensor x, Moment at) {
        return new At(x, at).spread();
    }

    @Override
    public Array draw(Key key, int n) {
        Check.atLeastOne("n", n);
        int d = sample.size();
        double[] result = new double[n * d];
        for (int i = 0; i < n; i++) {
            int chosen = Randomness.below(key, i, points.shape().extent(0));
            for (int j = 0; j < d; j++) {
                result[i * d + j] = points.get(chosen * d + j) + mean[j];
            }
        }
        return Array.of(sample.batch(n), result);
    }
}
