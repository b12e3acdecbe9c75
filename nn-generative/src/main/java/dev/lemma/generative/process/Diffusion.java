package dev.lemma.generative.process;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.schedule.DiscreteSchedule;
import dev.lemma.generative.schedule.NoiseSchedule;
import java.util.function.UnaryOperator;

/** The usual processes by name: values of {@link DiffusionProcess}. */
public final class Diffusion {

    private Diffusion() {}

    /** {@link VariancePreserving}. */
    public static AffineProcess vp(NoiseSchedule schedule) {
        return new VariancePreserving(schedule);
    }

    /** Denoising diffusion in discrete time: {@link VariancePreserving} on a table. */
    public static AffineProcess ddpm(DiscreteSchedule schedule) {
        return new VariancePreserving(schedule);
    }

    /** {@link SubVariancePreserving}. */
    public static AffineProcess subVp(NoiseSchedule schedule) {
        return new SubVariancePreserving(schedule);
    }

    /** {@link VarianceExploding} from 0.01 to 50. */
    public static AffineProcess ve() {
        return new VarianceExploding();
    }

    /** {@link KarrasProcess} from 0.002 to 80. */
    public static AffineProcess edm() {
        return new KarrasProcess();
    }

    /** {@link RectifiedFlow}. */
    public static AffineProcess flow() {
        return new RectifiedFlow();
    }

    /** {@link LangevinProcess} at temperature 1. */
    public static DiffusionProcess langevin(UnaryOperator<Tensor> potential, double horizon) {
        return new LangevinProcess(potential, 1, horizon);
    }

    /** A process of one's own from its kernel N(a(t) x₀, v(t)), with the prior N(0, σ²); checked. */
    public static AffineProcess affine(
            double horizon, UnaryOperator<Tensor> scale, UnaryOperator<Tensor> variance, double priorDeviation) {
        return new FormulaProcess(horizon, scale, variance, new Prior(priorDeviation));
    }
}
