package dev.lemma.core.initializer;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Initializer;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Shape;
import dev.lemma.compiler.linear.Qr;

/**
 * A matrix with orthonormal rows or columns (whichever are fewer) times the gain, uniform over all such matrices (Haar
 * measure). A weight of higher rank is the matrix [first axis, all others].
 *
 * <p>The numbers have variance {@code gain²/max(rows, columns)} but are not independent. Cost: O(max·min²).
 *
 * @param gain at least 0
 * @see <a href="https://arxiv.org/abs/1312.6120">Saxe, McClelland and Ganguli 2013</a>
 * @see <a href="https://arxiv.org/abs/math-ph/0609050">Mezzadri 2006: the sign of R's diagonal makes Q Haar
 *     distributed</a>
 */
public record Orthogonal(double gain) implements Initializer {

    public Orthogonal {
        Check.notNegative("gain", gain);
    }

    @Override
    public Law law(Shape shape, int fanIn, int fanOut) {
        if (shape.rank() < 2) {
            throw new IllegalArgumentException(
                    "orthogonal initializer: expected a weight of at least two axes, got " + shape);
        }
        int rows = shape.extent(0);
        return new HaarLaw(gain, rows, shape.range(1, shape.rank()).size());
    }

    /**
     * The law of {@link Orthogonal} for a weight of known shape.
     *
     * @param gain factor on the orthonormal matrix
     * @param rows extent of the first axis
     * @param columns product of the other extents
     */
    public record HaarLaw(double gain, int rows, int columns) implements Law {

        @Override
        public double standardDeviation() {
            return gain / Math.sqrt(Math.max(1, Math.max(rows, columns)));
        }

        @Override
        public Law scaled(double factor) {
            return new HaarLaw(gain * Math.abs(factor), rows, columns);
        }

        @Override
        public Array draw(Key key, Shape shape) {
            if (shape.size() != rows * columns) {
                throw new IllegalArgumentException(
                        "orthogonal law: made for " + rows + "×" + columns + " numbers, got shape " + shape);
            }
            int count = Math.min(rows, columns);
            int length = Math.max(rows, columns);
            double[] gaussian = new double[count * length];
            Randomness.normal(key, gaussian);
            // As columns, the vectors are orthonormalised in their order: R has a positive diagonal.
            double[] matrix = new double[count * length];
            for (int i = 0; i < count; i++) {
                for (int k = 0; k < length; k++) {
                    matrix[k * count + i] = gaussian[i * length + k];
                }
            }
            Array q = Qr.of(Array.of(Shape.of(length, count), matrix)).q();
            double[] numbers = new double[rows * columns];
            for (int i = 0; i < rows; i++) {
                for (int j = 0; j < columns; j++) {
                    numbers[i * columns + j] = gain * q.get(rows <= columns ? j * count + i : i * count + j);
                }
            }
            return Array.of(shape, numbers);
        }
    }
}
