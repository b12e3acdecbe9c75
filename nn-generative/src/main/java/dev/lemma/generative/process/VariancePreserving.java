package dev.lemma.generative.process;

import dev.lemma.api.tensor.Tensor;
import dev.lemma.generative.schedule.NoiseSchedule;
import java.util.Objects;

/**
 * Data fade while noise fills up what they leave:
 *
 * <pre>{@code
 * dx = −½ β(t) x dt + √β(t) dw          a = e^{−B/2},   v = 1 − e^{−B},   a² + v = 1
 * }</pre>
 *
 * <p>With a {@link dev.lemma.generative.schedule.DiscreteSchedule} this is denoising diffusion in discrete time: at whole times its law is that of the
 * chain {@code x_t = √(1 − β_t) x_{t−1} + √β_t z_t}, one of whose steps is this process' kernel over one unit of time, exactly. With a constant rate it
 * is the process of Ornstein and Uhlenbeck.
 *
 * @param schedule B and β
 * @see <a href="https://arxiv.org/abs/2011.13456">Song et al. 2021, equations (11) and (29)</a>
 */
public record VariancePreserving(NoiseSchedule schedule) implements AffineProcess {

    public VariancePreserving {
        Objects.requireNonNull(schedule, "schedule");
    }

    @Override
    public Tensor scale(Tensor t) {
        return schedule.integral(t).times(-0.5).exp();
    }

    @Override
    public Tensor variance(Tensor t) {
        return schedule.integral(t).negate().expm1().negate();
    }

    @Override
    public Tensor driftRate(Tensor t) {
        return schedule.rate(t).times(-0.5);
    }

    @Override
    public Tensor diffusionSquared(Tensor t) {
        return schedule.rate(t);
    }

    @Override
    public double horizon() {
        return schedule.horizon();
    }

    @Override
    public Prior prior() {
        return new Prior(1);
    }

    @Override
    public double cutoff() {
        return schedule.isDiscrete() ? 0 : 1e-3 * horizon();
    }

    @Override
    public boolean isDiscrete() {
        return schedule.isDiscrete();
    }
}
