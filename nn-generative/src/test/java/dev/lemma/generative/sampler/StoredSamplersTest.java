package dev.lemma.generative.sampler;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.generative.Golds;
import dev.lemma.generative.oracle.GaussianMixture;
import dev.lemma.generative.process.AffineProcess;
import dev.lemma.generative.process.Diffusion;
import dev.lemma.generative.schedule.DiscreteSchedule;
import dev.lemma.generative.schedule.Schedules;
import dev.lemma.testkit.golden.Golden;
import org.junit.jupiter.api.Test;

/** Whole trajectories against stored ones, step by step. */
class StoredSamplersTest {

    private final Golden golden = Golden.read("diffusion/samplers");
    private final GaussianMixture law = Golds.mixture(golden);
    private final Array z = golden.get("z");
    private static final Array NONE = Array.zeros(DType.FLOAT64, Shape.of(1));

    private void follows(Sampler sampler, AffineProcess process, Array start, Array noise, String name) {
        Array path = Sampling.of(sampler, law.under(process), 6).trajectoryFrom(start, noise);
        Golden.assertClose(name, path, golden.get(name), 1e-10);
    }

    @Test
    void gridsAreTheStoredOnes() {
        AffineProcess vp = Diffusion.vp(Schedules.linear());
        Golden.assertClose("t", Array.vector(TimeGrid.uniform().times(vp, 20)), golden.get("grid.t_uniform"), 1e-13);
        Golden.assertClose(
                "lambda", Array.vector(TimeGrid.logSnr().times(vp, 20)), golden.get("grid.lambda_uniform"), 1e-13);
        Golden.assertClose(
                "karras",
                Array.vector(TimeGrid.karras(7).times(Diffusion.edm(), 20)),
                golden.get("grid.karras"),
                1e-13);
    }

    @Test
    void ddim() {
        AffineProcess vp = Diffusion.vp(Schedules.linear());
        follows(new Ddim(20, 0, TimeGrid.uniform()), vp, z, NONE, "ddim.t_uniform");
        follows(new Ddim(20, 0, TimeGrid.logSnr()), vp, z, NONE, "ddim.lambda_uniform");
        follows(new DpmSolver(20, 1, TimeGrid.uniform()), vp, z, NONE, "ddim.t_uniform");
    }

    @Test
    void dpmSolver() {
        AffineProcess vp = Diffusion.vp(Schedules.linear());
        follows(new DpmSolver(20, 2, TimeGrid.logSnr()), vp, z, NONE, "dpmpp2m.lambda_uniform");
        follows(new DpmSolver(20, 2, TimeGrid.uniform()), vp, z, NONE, "dpmpp2m.t_uniform");
    }

    @Test
    void heun() {
        double[] scaled = z.toDoubles();
        for (int i = 0; i < scaled.length; i++) {
            scaled[i] *= 80;
        }
        Array start = Array.of(z.shape(), scaled);
        follows(new HeunEdm(20), Diffusion.edm(), start, NONE, "heun.karras");
        follows(new Ddim(20, 0, TimeGrid.karras(7)), Diffusion.edm(), start, NONE, "euler.karras");
    }

    /** Also says that the noise of the step to t − 1 is the stored one of that time. */
    @Test
    void chainsWithNoise() {
        DiscreteSchedule schedule = DiscreteSchedule.cosine(40);
        Golden.assertClose(
                "beta",
                Array.vector(java.util.stream.IntStream.rangeClosed(1, 40)
                        .mapToDouble(schedule::beta)
                        .toArray()),
                golden.get("discrete.beta"),
                1e-12);
        Array stored = golden.get("discrete.noise");
        int[] reversed = new int[40];
        for (int i = 0; i < 40; i++) {
            reversed[i] = 39 - i;
        }
        Array noise = stored.rows(reversed).reshape(40, 1, 6, 2);
        AffineProcess ddpm = Diffusion.ddpm(schedule);
        follows(new Ancestral(40).variance(ReverseVariance.POSTERIOR), ddpm, z, noise, "discrete.ancestral");
        follows(new Ddim(40, 0.5, TimeGrid.trailing()), ddpm, z, noise, "discrete.ddim_eta_half");
    }

    /** The end points of the probability flow, solved to 3e-13; bounds on the RMS error at 48 evaluations. */
    @Test
    void methodsComeToTheStoredEndPoints() {
        AffineProcess vp = Diffusion.vp(Schedules.linear());
        double ddim = rms(new Ddim(48, 0, TimeGrid.logSnr()), vp);
        double second = rms(new DpmSolver(48, 2, TimeGrid.logSnr()), vp);
        double third = rms(new DpmSolver(16, 3, TimeGrid.logSnr()), vp);
        assertThat(ddim).isLessThan(6e-2);
        assertThat(second).isLessThan(6e-3);
        assertThat(third).isLessThan(6e-3);
        assertThat(rms(new DpmSolver(400, 3, TimeGrid.logSnr()), vp)).isLessThan(1e-6);
    }

    private double rms(Sampler sampler, AffineProcess process) {
        Array end = Sampling.of(sampler, law.under(process), 6).from(z, NONE);
        Array exact = golden.get("exact.vp_endpoint");
        double sum = 0;
        for (int i = 0; i < 12; i++) {
            sum += Math.pow(end.get(i) - exact.get(i), 2) / 6;
        }
        return Math.sqrt(sum);
    }
}
