package dev.lemma.generative.process;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Derivatives;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.generative.schedule.DiscreteSchedule;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.testkit.golden.Golden;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Kernels against stored ones, and against their own drift and diffusion. */
class ProcessesTest {

    static List<AffineProcess> processes() {
        return List.of(
                Diffusion.vp(Schedules.linear()),
                Diffusion.vp(Schedules.cosine()),
                Diffusion.vp(Schedules.sigmoid()),
                Diffusion.vp(Schedules.constant(2, 3)),
                Diffusion.subVp(Schedules.linear()),
                Diffusion.ve(),
                Diffusion.edm(),
                Diffusion.flow(),
                Diffusion.affine(
                        1,
                        t -> t.square().negate().exp(),
                        t -> t.square().times(-2).expm1().negate(),
                        1));
    }

    /** Golden a and v; the VE of a widely used program has σ(t)² for v and fails. */
    @Test
    void followsTheStoredKernels() {
        Golden golden = Golden.read("diffusion/scores");
        double[] t = golden.get("t").toDoubles();
        Map<String, AffineProcess> named = Map.of(
                "vp",
                Diffusion.vp(Schedules.linear()),
                "subvp",
                Diffusion.subVp(Schedules.linear()),
                "ve",
                Diffusion.ve());
        named.forEach((name, process) -> {
            Marginals marginals = Marginals.of(process, t);
            double[] a = golden.get(name + ".a").toDoubles();
            double[] v = golden.get(name + ".v").toDoubles();
            for (int i = 0; i < t.length; i++) {
                assertThat(marginals.scale(i)).isCloseTo(a[i], within(1e-13 * a[i]));
                assertThat(marginals.variance(i)).isCloseTo(v[i], within(1e-12 * v[i]));
            }
        });
    }

    /** a′ = f a and v′ = 2 f v + g², the equations of mean and variance, with f and g² as each process has them. */
    @ParameterizedTest
    @MethodSource("processes")
    void kernelsSolveTheirMomentEquations(AffineProcess process) {
        double[] times = new double[30];
        for (int i = 0; i < times.length; i++) {
            times[i] = process.horizon() * (i + 0.5) / (times.length + 0.5);
        }
        List<double[]> values = Marginals.evaluate(times, t -> {
            Tensor a = process.scale(t);
            Tensor v = process.variance(t);
            Tensor one = t.filled(1);
            return List.of(
                    Derivatives.jvp(a, t, one).minus(process.driftRate(t).times(a)),
                    Derivatives.jvp(v, t, one)
                            .minus(process.driftRate(t).times(v).times(2))
                            .minus(process.diffusionSquared(t)),
                    process.diffusionSquared(t));
        });
        for (int i = 0; i < times.length; i++) {
            double scale = 1 + values.get(2)[i];
            assertThat(values.get(0)[i]).as("a' - f a at " + times[i]).isCloseTo(0, within(1e-12 * scale));
            assertThat(values.get(1)[i]).as("v' - 2 f v - g^2 at " + times[i]).isCloseTo(0, within(1e-11 * scale));
            assertThat(values.get(2)[i]).isPositive();
        }
    }

    /** The same numbers in float32, to its rounding: nothing cancels near t = 0. */
    @ParameterizedTest
    @MethodSource("processes")
    void kernelsKeepTheirAccuracyInFloat32(AffineProcess process) {
        double[] times = new double[20];
        for (int i = 0; i < times.length; i++) {
            times[i] = (float) (0.99 * process.horizon() * Math.pow(0.5, i));
        }
        Marginals exact = Marginals.of(process, times);
        Tensor t = Tensor.input("t", DType.FLOAT32, times.length);
        Array v = ReferenceExecutor.evaluate(
                        List.of(process.variance(t)),
                        Map.of(t, Array.vector(times).as(DType.FLOAT32)))
                .get(0);
        for (int i = 0; i < times.length; i++) {
            assertThat(v.get(i)).isCloseTo(exact.variance(i), within(2e-5 * exact.variance(i)));
        }
    }

    @ParameterizedTest
    @MethodSource("processes")
    void timesOfLambdaInvertLambda(AffineProcess process) {
        double[] times = {0.9 * process.horizon(), 0.3 * process.horizon(), 0.01 * process.horizon()};
        Marginals marginals = Marginals.of(process, times);
        double[] back = Marginals.timesOfLambda(process, marginals.lambda(0), marginals.lambda(1), marginals.lambda(2));
        for (int i = 0; i < times.length; i++) {
            assertThat(back[i]).isCloseTo(times[i], within(1e-12 * process.horizon()));
        }
    }

    /**
     * Lecture 13: ∂ₜq = −div(f q) + ½ g² Δq. With Langevin's drift −V′ and g² = 2 the law e^{−V} is at rest; with the printed sign, or without ½, it is
     * not.
     */
    @Test
    void lecture13FokkerPlanckHasLangevinsLawAtRest() {
        DiffusionProcess langevin = Diffusion.langevin(
                x -> x.square()
                        .square()
                        .times(0.25)
                        .minus(x.square().times(0.5))
                        .sum(1),
                1);
        Tensor x = Tensor.input("x", DType.FLOAT64, 5, 1);
        Tensor t = Tensor.constant(DType.FLOAT64, 0.3);
        Tensor q = x.square().square().times(-0.25).plus(x.square().times(0.5)).exp();
        Tensor one = x.filled(1);
        Tensor flux = Derivatives.jvp(langevin.drift(x, t).times(q), x, one);
        Tensor laplacian = Derivatives.jvp(Derivatives.jvp(q, x, one), x, one).times(langevin.diffusionSquared(t));
        List<Array> values = ReferenceExecutor.evaluate(
                List.of(laplacian.times(0.5).minus(flux), laplacian.times(0.5).plus(flux), laplacian.minus(flux)),
                Map.of(x, Array.matrix(new double[][] {{-1.7}, {-0.4}, {0.3}, {0.9}, {2.1}})));
        for (int i = 0; i < 5; i++) {
            assertThat(values.get(0).get(i)).isCloseTo(0, within(1e-13));
            assertThat(Math.abs(values.get(1).get(i))).isGreaterThan(1e-2);
            assertThat(Math.abs(values.get(2).get(i))).isGreaterThan(1e-2);
        }
    }

    @Test
    void refusesWhatDoesNotFit() {
        assertThatThrownBy(() -> Diffusion.affine(1, t -> t.filled(1), Tensor::square, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("prior")
                .hasMessageContaining("variance 9");
        assertThatThrownBy(() -> Diffusion.affine(
                        1, t -> t.negate().plus(1), t -> t.square().plus(0.1), 1))
                .hasMessageContaining("v(0) = 0");
        assertThatThrownBy(() -> Diffusion.affine(1, t -> t.filled(1), t -> t.minus(t.square()), 0.1))
                .hasMessageContaining("falling");
        assertThatThrownBy(() -> Diffusion.subVp(DiscreteSchedule.linear())).hasMessageContaining("continuous time");
        assertThatThrownBy(() -> Marginals.of(Diffusion.ve(), 1.5)).hasMessageContaining("horizon");
        assertThatThrownBy(() -> new VarianceExploding(0, 1)).hasMessageContaining("smallest");
        assertThatThrownBy(() -> new KarrasProcess(1, 2)).hasMessageContaining("smallest below largest");
    }
}
