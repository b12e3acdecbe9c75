package dev.lemma.kernels.features;

import dev.lemma.api.check.Check;
import dev.lemma.api.random.Key;
import dev.lemma.api.random.Randomness;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.linear.Qr;
import java.util.Objects;

/**
 * Random Fourier features of a stationary kernel: {@code φ(x) = √(2/m)(cos⟨ωᵢ, x⟩, sin⟨ωᵢ, x⟩)}, i = 1 … m/2.
 *
 * <p>{@code ⟨φ(x), φ(x′)⟩} is the mean of {@code cos⟨ω, x − x′⟩} over m/2 frequencies: unbiased, exactly 1 for x = x′, with an error of order m^−½. Orthogonal frequencies keep their law one by one
 * and are orthogonal within each d of them, which lowers the error, by more the smaller {@code ‖x − x′‖} is; not for m below 2d.
 *
 * @param features m, even
 * @param spectrum of the kernel
 * @param length l &gt; 0, in the unit of x
 * @param orthogonal whether frequencies are orthogonal in blocks of d
 * @param key of the frequencies
 * @see <a href="https://papers.nips.cc/paper/3182">Rahimi and Recht 2007</a>
 * @see <a href="https://arxiv.org/abs/1610.09072">Yu et al. 2016, Orthogonal random features</a>
 */
public record RandomWaves(int features, Spectrum spectrum, double length, boolean orthogonal, Key key)
        implements FeatureMap {

    public RandomWaves {
        Check.atLeastOne("features", features);
        if (features % 2 != 0) {
            throw new IllegalArgumentException(
                    "features: expected an even number, a cosine and a sine for each frequency, got " + features);
        }
        Objects.requireNonNull(spectrum, "spectrum");
        Check.positive("length", length);
        Objects.requireNonNull(key, "key");
    }

    /** With independent frequencies. */
    public RandomWaves(int features, Spectrum spectrum, double length, Key key) {
        this(features, spectrum, length, false, key);
    }

    /** ω, [m/2, d]. */
    public Array frequencies(int dimension) {
        int count = features / 2;
        double[] omega = orthogonal ? orthogonal(count, dimension) : normal(key.of("frequency"), count * dimension);
        int degrees = spectrum.degrees();
        double[] chi = normal(key.of("degrees"), count * degrees);
        for (int i = 0; i < count; i++) {
            double square = 0;
            for (int j = 0; j < degrees; j++) {
                square += chi[i * degrees + j] * chi[i * degrees + j];
            }
            double scale = (degrees == 0 ? 1 : Math.sqrt(degrees / square)) / length;
            for (int j = 0; j < dimension; j++) {
                omega[i * dimension + j] *= scale;
            }
        }
        return Array.of(Shape.of(count, dimension), omega);
    }

    /** Blocks of rows of orthogonal matrices, as long as rows of independent normal numbers are. */
    private double[] orthogonal(int count, int d) {
        double[] rows = new double[count * d];
        for (int first = 0; first < count; first += d) {
            Array square = Array.of(Shape.of(d, d), normal(key.of("block").at(first / d), d * d));
            Array q = Qr.of(square).q();
            double[] lengths = normal(key.of("length").at(first / d), d * d);
            for (int i = 0; i < Math.min(d, count - first); i++) {
                double norm = 0;
                for (int j = 0; j < d; j++) {
                    norm += lengths[i * d + j] * lengths[i * d + j];
                }
                for (int j = 0; j < d; j++) {
                    rows[(first + i) * d + j] = Math.sqrt(norm) * q.get(i * d + j);
                }
            }
        }
        return rows;
    }

    private static double[] normal(Key key, int count) {
        double[] numbers = new double[count];
        Randomness.normal(key, numbers);
        return numbers;
    }

    @Override
    public Tensor map(Tensor rows) {
        Tensor omega = Tensor.literal(frequencies(rows.shape().extent(1)).as(rows.type()));
        Tensor phase = rows.matmul(omega.transpose());
        return Tensor.concat(1, phase.cos(), phase.sin()).times(Math.sqrt(2.0 / features));
    }
}
