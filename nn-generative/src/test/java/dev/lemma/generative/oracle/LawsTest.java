package dev.lemma.generative.oracle;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.random.Key;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.generative.Golds;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.process.Moment;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.testkit.golden.Golden;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exact laws against stored values, against automatic differentiation of their own density, and against each other. */
class LawsTest {

    private static final Map<String, AffineProcess> PROCESSES = Map.of(
            "vp", Diffusion.vp(Schedules.linear()), "subvp", Diffusion.subVp(Schedules.linear()), "ve", Diffusion.ve());

    @ParameterizedTest
    @ValueSource(strings = {"vp", "subvp", "ve"})
    void mixturesFollowTheStoredValues(String name) {
        Golden golden = Golden.read("diffusion/scores");
        GaussianMixture law = Golds.mixture(golden);
        Array x = golden.get("x");
        double[] t = golden.get("t").toDoubles();
        Program program = Program.of(Fused.executor(), in -> {
            Moment at = PROCESSES.get(name).at(in.get(1));
            return List.of(
                    law.logDensity(in.get(0), at),
                    law.score(in.get(0), at),
                    law.divergence(in.get(0), at),
                    law.denoiser(in.get(0), at));
        });
        String[] quantities = {"log_density", "score", "div_score", "denoiser"};
        for (int i = 0; i < t.length; i++) {
            List<Array> values = program.callAll(List.of(x, Array.scalar(t[i])));
            for (int j = 0; j < quantities.length; j++) {
                Golden.assertClose(
                        name + " " + quantities[j] + " at " + t[i],
                        values.get(j),
                        Golds.row(golden.get(name + "." + quantities[j]), i),
                        1e-11);
            }
        }
    }

    /** Score, divergence and denoiser from the density by automatic differentiation, a time of its own for each point. */
    @Test
    void formulasAreDerivativesOfTheDensity() {
        GaussianMixture mixture =
                GaussianMixture.of(new double[] {1, 2}, new double[][] {{0, 1, 2}, {1, -1, 0}}, new double[][][] {
                    {{1, 0.3, 0}, {0.3, 0.5, 0.1}, {0, 0.1, 0.2}}, {{0.2, 0, 0}, {0, 0, 0}, {0, 0, 1}}
                });
        EmpiricalLaw empirical = EmpiricalLaw.of(mixture.draw(Key.of(1), 9));
        Array x = mixture.draw(Key.of(2), 6);
        Array t = Array.vector(0.05, 0.1, 0.2, 0.4, 0.7, 1);
        for (DataLaw law : List.of(mixture, empirical)) {
            List<Array> values = Program.of(Fused.executor(), in -> {
                        Tensor y = in.get(0);
                        Moment at = Moment.ofEach(PROCESSES.get("vp"), in.get(1), 1);
                        Tensor gradient =
                                Derivatives.gradient(law.logDensity(y, at).sum(), y);
                        Tensor trace = null;
                        for (int j = 0; j < 3; j++) {
                            Tensor unit = Tensor.range(y.type(), 3).equalTo(j).broadcast(y.shape());
                            Tensor part = Derivatives.jvp(gradient, y, unit).at(1, j);
                            trace = trace == null ? part : trace.plus(part);
                        }
                        Tensor tweedie = y.plus(gradient.times(at.variance())).dividedBy(at.scale());
                        Tensor spread = trace.times(at.variance().reshape(6))
                                .plus(3)
                                .times(at.variance()
                                        .dividedBy(at.scale().square())
                                        .reshape(6));
                        return List.of(
                                law.score(y, at),
                                gradient,
                                law.divergence(y, at),
                                trace,
                                law.denoiser(y, at),
                                tweedie,
                                law.uncertainty(y, at),
                                spread);
                    })
                    .callAll(List.of(x, t));
            for (int i = 0; i < values.size(); i += 2) {
                Golden.assertClose(law.getClass().getSimpleName() + " " + i, values.get(i), values.get(i + 1), 1e-10);
            }
        }
    }

    /** The posterior's mean is the denoiser, the trace of its covariance the uncertainty. */
    @Test
    void posteriorsHaveTheDenoiserAsTheirMean() {
        GaussianMixture law = Golds.mixture(Golden.read("diffusion/scores"));
        Array x = law.draw(Key.of(5), 7);
        List<Array> values = Program.of(Fused.executor(), in -> {
                    Moment at = PROCESSES.get("vp").at(Tensor.constant(DType.FLOAT64, 0.3));
                    GaussianMixture.Posterior posterior = law.posterior(in.get(0), at);
                    Tensor eye = Tensor.range(DType.FLOAT64, 2).oneHot(2);
                    return List.of(
                            posterior.mean(),
                            law.denoiser(in.get(0), at),
                            posterior.covariance().times(eye).sum(1, 2),
                            law.uncertainty(in.get(0), at));
                })
                .callAll(List.of(x));
        Golden.assertClose("mean", values.get(0), values.get(1), 1e-13);
        Golden.assertClose("covariance", values.get(2), values.get(3), 1e-12);
    }

    /** Of one component, mean and covariance of a sample within 5 standard errors; failure probability below 1e-5. */
    @Test
    void samplesHaveTheLawsMoments() {
        GaussianMixture law = GaussianMixture.of(
                new double[] {0.3, 0.7}, new double[][] {{-2}, {1}}, new double[][][] {{{0.25}}, {{1}}});
        int n = 40_000;
        Array x = law.draw(Key.of(3), n);
        double mean = 0;
        double second = 0;
        for (int i = 0; i < n; i++) {
            mean += x.get(i) / n;
            second += x.get(i) * x.get(i) / n;
        }
        double exactMean = 0.3 * -2 + 0.7;
        double exactSecond = 0.3 * (4 + 0.25) + 0.7 * 2;
        assertThat(mean).isCloseTo(exactMean, within(5 * Math.sqrt(exactSecond / n)));
        assertThat(second).isCloseTo(exactSecond, within(5 * Math.sqrt(12.0 / n)));
        assertThat(law.draw(Key.of(3), 10)).isEqualTo(x.rows(0, 10));
    }

    @Test
    void refusesWhatIsNoLaw() {
        assertThatThrownBy(() -> GaussianMixture.gaussian(new double[] {0, 0}, new double[][] {{1, 2}, {2, 1}}))
                .hasMessageContaining("not positive semi-definite");
        assertThatThrownBy(() -> GaussianMixture.gaussian(new double[] {0, 0}, new double[][] {{1, 0.5}, {0, 1}}))
                .hasMessageContaining("not symmetric");
        assertThatThrownBy(() -> GaussianMixture.of(new double[] {1, -1}, new double[2][1], new double[2][1][1]))
                .hasMessageContaining("weight");
        assertThatThrownBy(() -> EmpiricalLaw.of(Array.of(Shape.of(2, 1), new double[] {1, Double.NaN})))
                .hasMessageContaining("finite");
        assertThatThrownBy(() -> GaussianMixture.gaussian(new double[] {0}, 1)
                        .score(Tensor.input("x", DType.FLOAT64, 3, 2), DataLaw.clean(DType.FLOAT64)))
                .hasMessageContaining("[N, 1]");
    }
}
