package dev.lemma.core.loss;

import dev.lemma.api.network.Loss;
import dev.lemma.api.tensor.Binary;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import java.util.List;
import java.util.Locale;

/**
 * The usual losses {@code ℓ(f, y)} of a prediction f and a target y; those with a parameter are made by the methods at
 * the end.
 *
 * <p>Regression targets have the shape of the prediction (up to axes of extent 1: [n] goes with [n, 1]). Binary targets
 * are −1 and 1 where the formula is in the margin {@code y·f}, 0 and 1 for {@link #BINARY_CROSS_ENTROPY}. Classes are
 * whole numbers, in the shape of the prediction without its last axis.
 */
public enum Losses implements Loss {

    /**
     * {@code (f − y)²}, per entry: the risk is the mean over all entries, as PyTorch's {@code mse_loss}, not the
     * squared norm per sample.
     */
    SQUARE {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            return difference(this, prediction, target).square();
        }
    },
    /** {@code (f − y)²/2}, per entry. */
    HALF_SQUARE {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            return difference(this, prediction, target).square().times(0.5);
        }
    },
    /** {@code |f − y|}, per entry; derivative 0 where they are equal. */
    ABSOLUTE {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            return difference(this, prediction, target).abs();
        }
    },
    /** {@code max(0, 1 − y·f)}, y = ±1; derivative 0 at the kink. */
    HINGE {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            return margin(this, prediction, target).negate().plus(1).relu();
        }
    },
    /** {@code max(0, 1 − y·f)²}, y = ±1. */
    SQUARED_HINGE {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            return HINGE.apply(prediction, target).square();
        }
    },
    /** {@code log(1 + e^{−y·f})}, y = ±1. */
    LOGISTIC {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            return margin(this, prediction, target).negate().softplus();
        }
    },
    /** {@code e^{−y·f}}, y = ±1: infinite below margins of about −700 (−88 in float32), as the formula says. */
    EXPONENTIAL {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            return margin(this, prediction, target).negate().exp();
        }
    },
    /**
     * {@code −log softmax(f)[y]} per sample for classes y; {@code −Σⱼ yⱼ log softmax(f)[j]} for probabilities y in the
     * shape of f.
     */
    CROSS_ENTROPY {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            return new CrossEntropy(0).apply(prediction, target);
        }
    },
    /**
     * {@code −y log σ(f) − (1 − y) log(1 − σ(f))} per entry, y in [0, 1], with derivative {@code σ(f) − y}. Computed as
     * {@code log(1 + e^{−|f|}) + |f|·(f > 0 ? 1 − y : y)}, whose terms are positive; 0 at infinite scores that agree with y.
     */
    BINARY_CROSS_ENTROPY {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            Tensor y = Targets.aligned(toString(), prediction, target);
            Tensor size = prediction.abs();
            Tensor disagreement =
                    Tensor.select(prediction.greaterThan(0), y.negate().plus(1), y);
            Tensor value = size.negate().softplus().plus(multiplied(disagreement, size));
            return value.withGradient(
                    List.of(prediction, y),
                    (loss, cotangent) -> List.of(
                            multiplied(cotangent, prediction.sigmoid().minus(y)),
                            multiplied(cotangent, prediction).negate()));
        }
    },
    /**
     * {@code 1/k Σ_{j ≠ y} max(0, 1 − f_y + f_j)} per sample, k the number of classes: the hinge loss of several
     * classes.
     */
    MULTI_MARGIN {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            Tensor scores = chosen(this, prediction, target);
            Tensor hinges = prediction.minus(scores.expand(-1)).plus(1).relu();
            Tensor own =
                    target.reshape(scores.shape()).oneHot(prediction.shape().extent(-1));
            return Tensor.select(own, hinges.filled(0), hinges).mean(-1);
        }
    },
    /**
     * {@code −log N(y; m, eˡ)} per sample: the prediction's last axis is the means m followed by as many log variances
     * l; see {@link Divergences#gaussianLikelihood}.
     */
    GAUSSIAN {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            int width = prediction.shape().extent(-1);
            if (prediction.rank() < 2 || width % 2 != 0) {
                throw new ShapeException("gaussian: expected d means and d log variances along the last axis, got "
                        + prediction.shape());
            }
            Tensor mean = prediction.slice(-1, 0, width / 2);
            Tensor logVariance = prediction.slice(-1, width / 2, width);
            return Divergences.gaussianLikelihood(mean, logVariance, Targets.aligned(toString(), mean, target));
        }
    },
    /**
     * 1 where the prediction is wrong, 0 where it is right: for classes, where {@code argmax f ≠ y}; for y = ±1 in the
     * shape of the prediction, where {@code f > 0} and {@code y > 0} differ, as accuracy has it: 0 is the class −1. NaN where a score
     * is NaN. Its derivative is 0: for evaluation.
     */
    ZERO_ONE {
        @Override
        public Tensor apply(Tensor prediction, Tensor target) {
            boolean binary = prediction.rank() == 1 || prediction.shape().extent(-1) == 1;
            if (binary) {
                Tensor aligned = Targets.aligned(toString(), prediction, target);
                Tensor wrong = prediction.greaterThan(0).notEqualTo(aligned.greaterThan(0));
                Tensor known = prediction.equalTo(prediction).times(aligned.equalTo(aligned));
                return Tensor.select(known, wrong, prediction.plus(aligned));
            }
            Tensor scores = chosen(this, prediction, target);
            Tensor wrong = prediction.argMax(-1).notEqualTo(target.reshape(scores.shape()));
            Tensor known = prediction.equalTo(prediction).min(-1);
            return Tensor.select(known, wrong, prediction.sum(-1));
        }
    };

    /** The name as it is written in configurations, for example {@code cross_entropy}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** {@link #SQUARE} near 0 and {@link #ABSOLUTE} far from it, joined at δ. */
    public static Loss huber(double delta) {
        return new Huber(delta);
    }

    /** Cross-entropy against targets of which ε is spread over all classes. */
    public static Loss crossEntropy(double smoothing) {
        return new CrossEntropy(smoothing);
    }

    /** Binary cross-entropy in which positive samples count w times. */
    public static Loss binaryCrossEntropy(double positiveWeight) {
        return new WeightedBinaryCrossEntropy(positiveWeight);
    }

    /** {@code a·b}, 0 where a factor is 0, be the other infinite. */
    static Tensor multiplied(Tensor a, Tensor b) {
        return Tensor.apply(Binary.MULTIPLY_NO_NAN, a, b);
    }

    private static Tensor difference(Losses loss, Tensor prediction, Tensor target) {
        return prediction.minus(Targets.aligned(loss.toString(), prediction, target));
    }

    private static Tensor margin(Losses loss, Tensor prediction, Tensor target) {
        return prediction.times(Targets.aligned(loss.toString(), prediction, target));
    }

    /** The scores of the true classes. */
    private static Tensor chosen(Losses loss, Tensor prediction, Tensor target) {
        if (!Targets.areClasses(loss.toString(), prediction, target)) {
            throw new ShapeException(
                    loss + ": expected classes " + prediction.shape().range(0, prediction.rank() - 1)
                            + " as whole numbers, got targets " + target.shape());
        }
        return Targets.ofClass(prediction, target);
    }
}
