package dev.lemma.theory.bias;

import dev.lemma.api.check.Check;
import dev.lemma.api.network.Activation;
import dev.lemma.api.network.Layer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.tensor.Array;
import dev.lemma.compiler.linear.Svd;
import dev.lemma.core.data.Dataset;
import dev.lemma.core.layer.Dense;
import dev.lemma.core.layer.Sequential;
import dev.lemma.core.network.Network;
import dev.lemma.core.training.Trained;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The spectrally normalised margins of a classifier of dense layers without biases, with 1-Lipschitz activations.
 *
 * <pre>{@code
 * R_A = Πᵢ |Aᵢ|_σ · (Σᵢ (|Aᵢᵀ − Mᵢᵀ|₂,₁ / |Aᵢ|_σ)^{2/3})^{3/2}         margin of (x, y): (f(x)_y − max_{j≠y} f(x)_j)/R_A
 * }</pre>
 *
 * <p>{@code |Aᵀ|₂,₁} is the sum of the norms of the <b>rows</b> of A, one for each unit; with columns in their place the number is another. Data that can be learnt have larger normalised margins
 * than random labels; as a bound of the risk it is vacuous.
 *
 * <p>Cost: a singular value decomposition for each layer, and one pass over the data.
 *
 * <p>Source: On Mathematical Theories of Deep Learning, margins; Bartlett, Foster and Telgarsky 2017.
 *
 * @param complexity R_A
 * @param margins of each example, normalised; negative where the class is wrong
 * @see <a href="https://arxiv.org/abs/1706.08498">Spectrally-normalized margin bounds for neural networks</a>
 */
public record MarginBound(double complexity, double[] margins) {

    public MarginBound {
        margins = margins.clone();
    }

    /** Around 0: M = 0. */
    public static MarginBound of(Trained trained, Dataset data) {
        return of(trained, data, null);
    }

    /**
     * Around the parameters at the start.
     *
     * @param initial θ₀, whose layers are the M
     */
    public static MarginBound around(Array initial, Trained trained, Dataset data) {
        return of(trained, data, Check.given("initial", initial));
    }

    /**
     * R_A of matrices.
     *
     * @param matrices A, in order
     * @param references M, in order
     */
    public static double complexity(List<Array> matrices, List<Array> references) {
        Check.given("matrices", matrices);
        Check.given("references", references);
        if (matrices.isEmpty() || matrices.size() != references.size()) {
            throw new IllegalArgumentException("complexity: expected a reference for each matrix, got "
                    + matrices.size() + " and " + references.size());
        }
        double product = 1;
        double sum = 0;
        for (int i = 0; i < matrices.size(); i++) {
            double norm = Svd.of(matrices.get(i)).values().get(0);
            product *= norm;
            sum += Math.pow(rows(matrices.get(i), references.get(i)) / norm, 2.0 / 3);
        }
        return product * Math.pow(sum, 1.5);
    }

    /** The sum of the norms of the rows of A − M. */
    private static double rows(Array a, Array m) {
        int columns = a.shape().extent(1);
        double sum = 0;
        for (int i = 0; i < a.shape().extent(0); i++) {
            double square = 0;
            for (int j = 0; j < columns; j++) {
                square += Math.pow(a.get(i * columns + j) - m.get(i * columns + j), 2);
            }
            sum += Math.sqrt(square);
        }
        return sum;
    }

    /** The margin that half of the examples exceed. */
    public double median() {
        double[] sorted = margins.clone();
        Arrays.sort(sorted);
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    private static MarginBound of(Trained trained, Dataset data, @Nullable Array initial) {
        Check.given("trained", trained);
        Check.given("data", data);
        Network network = trained.network();
        requireDense(network);
        List<Array> matrices =
                new ArrayList<>(network.named(trained.thetaArray()).values());
        List<Array> references = new ArrayList<>();
        if (initial == null) {
            matrices.forEach(a -> references.add(Array.zeros(a.type(), a.shape())));
        } else {
            references.addAll(network.named(initial).values());
        }
        double complexity = complexity(matrices, references);
        double[] scores = trained.predict(data.featureArray()).toDoubles();
        int classes = network.output().size();
        double[] margins = new double[data.size()];
        for (int i = 0; i < margins.length; i++) {
            int own = (int) data.targetArray().get(i);
            double other = Double.NEGATIVE_INFINITY;
            for (int c = 0; c < classes; c++) {
                other = c == own ? other : Math.max(other, scores[i * classes + c]);
            }
            margins[i] = (scores[i * classes + own] - other) / complexity;
        }
        return new MarginBound(complexity, margins);
    }

    private static void requireDense(Network network) {
        boolean fits = network.parametrization() == Parametrization.STANDARD
                && network.layer() instanceof Sequential sequence
                && sequence.layers().stream().allMatch(MarginBound::fits)
                && network.output().rank() == 1
                && network.output().size() > 1;
        if (!fits) {
            throw new IllegalArgumentException(
                    "margin bound: expected Sequential dense layers without biases and activations between them, in STANDARD parametrization, with at least two outputs; got "
                            + network.layer());
        }
    }

    private static boolean fits(Layer layer) {
        return layer instanceof Activation || layer instanceof Dense dense && dense.bias() == null;
    }
}
