package dev.lemma.api.tensor;

import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;

/**
 * The law that the numbers of a parameter are drawn from. Limits of wide networks read its moments; training draws from it.
 */
public interface Law {

    /** The standard deviation of one number; 0 for a constant. */
    double standardDeviation();

    /** Draws a whole parameter. */
    Array draw(Key key, Shape shape);

    /** This law with every number multiplied by a factor. */
    Law scaled(double factor);

    /**
     * Independent normal numbers with mean 0.
     *
     * @param standardDeviation σ, finite and at least 0
     */
    record Normal(double standardDeviation) implements Law {

        public Normal {
            if (!(standardDeviation >= 0) || Double.isInfinite(standardDeviation)) {
                throw new IllegalArgumentException(
                        "normal law: the standard deviation must be finite and at least 0, got " + standardDeviation);
            }
        }

        @Override
        public Array draw(Key key, Shape shape) {
            double[] numbers = new double[shape.size()];
            Randomness.normal(key, numbers);
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] *= standardDeviation;
            }
            return Array.of(shape, numbers);
        }

        @Override
        public Law scaled(double factor) {
            return new Normal(standardDeviation * Math.abs(factor));
        }
    }

    /**
     * Independent numbers uniform on [−bound, bound].
     *
     * @param bound finite and at least 0
     */
    record Uniform(double bound) implements Law {

        public Uniform {
            if (!(bound >= 0) || Double.isInfinite(bound)) {
                throw new IllegalArgumentException(
                        "uniform law: the bound must be finite and at least 0, got " + bound);
            }
        }

        @Override
        public double standardDeviation() {
            return bound / Math.sqrt(3);
        }

        @Override
        public Array draw(Key key, Shape shape) {
            double[] numbers = new double[shape.size()];
            Randomness.uniform(key, numbers);
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = bound * (2 * numbers[i] - 1);
            }
            return Array.of(shape, numbers);
        }

        @Override
        public Law scaled(double factor) {
            return new Uniform(bound * Math.abs(factor));
        }
    }

    /**
     * One number everywhere.
     *
     * @param value the number
     */
    record Constant(double value) implements Law {

        @Override
        public double standardDeviation() {
            return 0;
        }

        @Override
        public Array draw(Key key, Shape shape) {
            return Array.full(DType.FLOAT64, shape, value);
        }

        @Override
        public Law scaled(double factor) {
            return new Constant(value * factor);
        }
    }
}
