package dev.lemma.generative.process;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.schedule.NoiseSchedule;
import java.util.Objects;

/**
 * Data fade as in {@link VariancePreserving}, with less noise:
 *
 * <pre>{@code
 * dx = −½ β(t) x dt + √(β(t) (1 − e^{−2B})) dw          a = e^{−B/2},   v = (1 − e^{−B})²
 * }</pre>
 *
 * @param schedule B and β
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021, equations (12) and (29)</a>
 */
public record SubVariancePreserving(NoiseSchedule schedule) implements AffineProcess {

    public SubVariancePreserving {
        Objects.requireNonNull(schedule, "schedule");
        if (schedule.isDiscrete()) {
            throw new IllegalArgumentException(
                    "sub-variance-preserving: expected a schedule of continuous time, got " + schedule);
        }
    }

    @Override
    public Tensor scale(Tensor t) {
        return schedule.integral(t).times(-0.5).exp();
    }

    @Override
    public Tensor variance(Tensor t) {
        return schedule.integral(t).negate().expm1().square();
    }

    @Override
    public Tensor driftRate(Tensor t) {
        return schedule.rate(t).times(-0.5);
    }

    @Override
    public Tensor diffusionSquared(Tensor t) {
        return schedule.rate(t).times(schedule.integral(t).times(-2).expm1().negate());
    }

    @Override
    public double horizon() {
        return schedule.horizon();
    }

    @Override
    public Prior prior() {
        return new Prior(1);
    }
}
