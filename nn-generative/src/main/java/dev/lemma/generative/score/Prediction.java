package dev.lemma.generative.score;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.process.Moment;

/**
 * What a model predicts of {@code x = a x₀ + σ ε}: five answers to one question, each of which gives the others.
 *
 * <p>A conversion divides: by σ from data to noise, by a from noise to data. Near the end of the process, where a is small, noise says little about the
 * data; near its beginning, data say little about the noise. Velocity and flow are good at both ends.
 */
public enum Prediction {
    /** ε. */
    NOISE {
        @Override
        Tensor data(Tensor y, Tensor x, Moment at) {
            return x.minus(y.times(at.deviation())).dividedBy(at.scale());
        }

        @Override
        Tensor noise(Tensor y, Tensor x, Moment at) {
            return y;
        }

        @Override
        public Tensor target(Tensor data, Tensor noise, Moment at) {
            return noise;
        }

        @Override
        public Tensor noiseErrorPerError(Moment at) {
            return at.time().filled(1);
        }
    },
    /** x₀: the denoiser E[x₀ | x]. */
    DATA {
        @Override
        Tensor data(Tensor y, Tensor x, Moment at) {
            return y;
        }

        @Override
        Tensor noise(Tensor y, Tensor x, Moment at) {
            return x.minus(y.times(at.scale())).dividedBy(at.deviation());
        }

        @Override
        public Tensor target(Tensor data, Tensor noise, Moment at) {
            return data;
        }

        @Override
        public Tensor noiseErrorPerError(Moment at) {
            return at.scale().dividedBy(at.deviation());
        }
    },
    /** ∇log q_t(x) = −ε/σ. */
    SCORE {
        @Override
        Tensor data(Tensor y, Tensor x, Moment at) {
            return x.plus(y.times(at.variance())).dividedBy(at.scale());
        }

        @Override
        Tensor noise(Tensor y, Tensor x, Moment at) {
            return y.times(at.deviation()).negate();
        }

        @Override
        public Tensor target(Tensor data, Tensor noise, Moment at) {
            return noise.dividedBy(at.deviation()).negate();
        }

        @Override
        public Tensor noiseErrorPerError(Moment at) {
            return at.deviation();
        }
    },
    /** {@code (a ε − σ x₀)/n}, {@code n = √(a² + σ²)}, which is 1 for variance-preserving processes: v-prediction. */
    VELOCITY {
        @Override
        Tensor data(Tensor y, Tensor x, Moment at) {
            Tensor n = length(at);
            return at.scale().times(x).minus(at.deviation().times(n).times(y)).dividedBy(n.square());
        }

        @Override
        Tensor noise(Tensor y, Tensor x, Moment at) {
            Tensor n = length(at);
            return at.deviation().times(x).plus(at.scale().times(n).times(y)).dividedBy(n.square());
        }

        @Override
        public Tensor target(Tensor data, Tensor noise, Moment at) {
            return noise.times(at.scale()).minus(data.times(at.deviation())).dividedBy(length(at));
        }

        @Override
        public Tensor noiseErrorPerError(Moment at) {
            return at.scale().dividedBy(length(at));
        }

        private Tensor length(Moment at) {
            return at.scale().square().plus(at.variance()).sqrt();
        }
    },
    /** {@code a′ x₀ + σ′ ε}: the velocity of the probability flow, which flow matching learns. */
    FLOW {
        @Override
        Tensor data(Tensor y, Tensor x, Moment at) {
            return at.deviationRate().times(x).minus(at.deviation().times(y)).dividedBy(determinant(at));
        }

        @Override
        Tensor noise(Tensor y, Tensor x, Moment at) {
            return at.scale().times(y).minus(at.scaleRate().times(x)).dividedBy(determinant(at));
        }

        @Override
        public Tensor target(Tensor data, Tensor noise, Moment at) {
            return data.times(at.scaleRate()).plus(noise.times(at.deviationRate()));
        }

        @Override
        public Tensor noiseErrorPerError(Moment at) {
            return at.scale().dividedBy(determinant(at));
        }

        private Tensor determinant(Moment at) {
            return at.scale().times(at.deviationRate()).minus(at.deviation().times(at.scaleRate()));
        }
    };

    /** x₀ from this prediction y at x. */
    abstract Tensor data(Tensor y, Tensor x, Moment at);

    /** ε from this prediction y at x. */
    abstract Tensor noise(Tensor y, Tensor x, Moment at);

    /** What a model should predict for {@code x = a·data + σ·noise}. */
    public abstract Tensor target(Tensor data, Tensor noise, Moment at);

    /** {@code ‖ε − ε̂‖/‖y − ŷ‖}: what an error of this prediction means for the noise. */
    public abstract Tensor noiseErrorPerError(Moment at);

    /**
     * This prediction, said in another way.
     *
     * @param y this prediction
     * @param x where it was made
     */
    public Tensor to(Prediction other, Tensor y, Tensor x, Moment at) {
        if (other == this) {
            return y;
        }
        return switch (other) {
            case DATA -> data(y, x, at);
            case NOISE -> noise(y, x, at);
            case SCORE -> noise(y, x, at).dividedBy(at.deviation()).negate();
            default -> other.target(data(y, x, at), noise(y, x, at), at);
        };
    }
}
