package dev.lemma.kernels.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.kernel.Hyperparameter;
import dev.lemma.api.kernel.Kernel;
import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.kernels.Gram;
import dev.lemma.kernels.Kernels;
import dev.lemma.testkit.golden.Golden;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

class ClassificationTest {

    private final Golden golden = Golden.read("gp/classification");
    private final Array x = golden.get("X");
    private final Array xs = golden.get("Xs");

    /** {@code reference/gp/classification}: mode, prediction, evidence and gradient. */
    @Test
    void twoClassesAsStored() {
        Map<String, Function<double[], Kernel>> kernels = Map.of(
                "sum",
                p -> Kernels.gaussian(p[1])
                        .times(p[0])
                        .plus(Kernels.matern32(p[3]).times(p[2])),
                "rbf",
                p -> Kernels.gaussian(p[0]),
                "matern52",
                p -> Kernels.matern52(p[0]));
        kernels.forEach((name, make) -> {
            double[] p = Arrays.stream(golden.get(name + ".theta").toDoubles())
                    .map(Math::exp)
                    .toArray();
            GaussianClassifier c = GaussianClassifier.of(make.apply(p)).condition(x, golden.get("y"));
            Golden.assertClose(name + ".mode", c.mode(), golden.get(name + ".mode"), 1e-9);
            Golden.assertClose(name + ".lml", Array.vector(c.logEvidence()), golden.get(name + ".lml"), 1e-9);
            Golden.assertClose(
                    name + ".lml_grad", Array.vector(c.logEvidenceGradient()), golden.get(name + ".lml_grad"), 1e-9);
            ClassPrediction q = c.predict(xs);
            Golden.assertClose(name + ".mean", q.latentMean(), golden.get(name + ".latent_mean"), 1e-9);
            Golden.assertClose(name + ".var", q.latentVariance(), golden.get(name + ".latent_var"), 1e-9);
            double[] one = new double[xs.shape().extent(0)];
            for (int i = 0; i < one.length; i++) {
                one[i] = q.probabilityArray().get(2 * i + 1);
                assertThat(q.probabilityArray().get(2 * i)).isCloseTo(1 - one[i], within(1e-14));
            }
            Golden.assertClose(name + ".p_exact", Array.vector(one), golden.get(name + ".p_exact"), 1e-9);
        });
    }

    /** The integral of a probability against a wide normal law: σ is a step there, and its mean an error function. */
    @Test
    void probabilitiesAreIntegralsForAnySpread() {
        assertThat(BinaryLaplace.averaged(0, 7)).isCloseTo(0.5, within(1e-14));
        assertThat(BinaryLaplace.averaged(1.3, 0)).isCloseTo(1 / (1 + Math.exp(-1.3)), within(1e-14));
        // P(Z > −1) = 0.841344746068543, to which a step smoothed over 1/1000 adds nothing to 1e-6.
        assertThat(BinaryLaplace.averaged(1000, 1000)).isCloseTo(0.841344746068543, within(1e-6));
    }

    private Array thirds() {
        double[] y = new double[x.shape().extent(0)];
        for (int i = 0; i < y.length; i++) {
            double angle = Math.atan2(x.get(2 * i), x.get(2 * i + 1));
            y[i] = angle < -1 ? 0 : angle < 1 ? 1 : 2;
        }
        return Array.vector(y);
    }

    /** The gradient of the evidence of three classes, the implicit part through the mode included, against differences. */
    @Test
    void theGradientOfThreeClassesIsThatOfTheEvidence() {
        Kernel kernel = Kernels.gaussian(0.9).times(2.5).plus(Kernels.white(0.1));
        GaussianClassifier c = GaussianClassifier.of(kernel).condition(x, thirds());
        double[] gradient = c.logEvidenceGradient();
        double[] p =
                c.hyperparameters().stream().mapToDouble(Hyperparameter::value).toArray();
        for (int i = 0; i < p.length; i++) {
            double step = 1e-5;
            double[] above = p.clone();
            above[i] *= Math.exp(step);
            double[] below = p.clone();
            below[i] *= Math.exp(-step);
            double difference = (evidence(kernel.with(above)) - evidence(kernel.with(below))) / (2 * step);
            assertThat(gradient[i]).isCloseTo(difference, within(1e-6));
        }
    }

    private double evidence(Kernel kernel) {
        return GaussianClassifier.of(kernel).condition(x, thirds()).logEvidence();
    }

    /**
     * Two latent processes with one kernel differ by a process of twice the variance: a softmax of two is the logistic function of that, in its evidence too, which the term that the book
     * forgets would spoil by some units.
     */
    @Test
    void aSoftmaxOfTwoIsTheLogisticFunction() {
        Kernel kernel = Kernels.gaussian(0.9).times(1.5);
        int[] labels = Arrays.stream(golden.get("y").toDoubles())
                .mapToInt(v -> (int) v)
                .toArray();
        SoftmaxLaplace two = new SoftmaxLaplace(Gram.of(kernel), x, labels, 2, List.of());
        GaussianClassifier one =
                GaussianClassifier.of(Kernels.gaussian(0.9).times(3.0)).condition(x, golden.get("y"));
        assertThat(two.logEvidence()).isCloseTo(one.logEvidence(), within(1e-9));
        assertThat(two.logEvidenceGradient()).containsExactly(one.logEvidenceGradient(), within(1e-8));
        double[] p = two.predict(xs).probabilityArray().toDoubles();
        double[] q = one.predict(xs).probabilityArray().toDoubles();
        assertThat(p).containsExactly(q, within(0.01));
        for (int i = 0; i < labels.length; i++) {
            assertThat(two.mode().get(2 * i + 1) - two.mode().get(2 * i))
                    .isCloseTo(one.mode().get(i), within(1e-8));
        }
    }

    /** Three sectors of the plane are learned, and the search does not lower the evidence. */
    @Test
    void threeClassesAreLearned() {
        Kernel kernel = Kernels.gaussian(1.0).times(2.0);
        GaussianClassifier before = GaussianClassifier.of(kernel).condition(x, thirds());
        GaussianClassifier after = GaussianClassifier.of(kernel).fit(x, thirds(), new Search(1, Key.of(0)));
        assertThat(after.classes()).isEqualTo(3);
        assertThat(after.logEvidence()).isGreaterThan(before.logEvidence());
        ClassPrediction q = after.predict(x);
        int right = 0;
        for (int i = 0; i < x.shape().extent(0); i++) {
            right += q.labelArray().get(i) == thirds().get(i) ? 1 : 0;
        }
        assertThat(right).isGreaterThanOrEqualTo(x.shape().extent(0) - 3);
    }

    @Test
    void refusesWhatAreNoLabels() {
        ClassificationPrior prior = GaussianClassifier.of(Kernels.gaussian(1));
        double[] y = new double[x.shape().extent(0)];
        assertThatThrownBy(() -> prior.condition(x, Array.vector(y))).hasMessageContaining("at least two");
        y[2] = -1;
        assertThatThrownBy(() -> prior.condition(x, Array.vector(y)))
                .hasMessageContaining("label 2")
                .hasMessageContaining("(y + 1)/2");
        assertThatThrownBy(() -> prior.condition(x, Array.vector(1, 0))).hasMessageContaining("[24]");
    }
}
