package dev.lemma.optim;

import dev.lemma.api.check.Check;
import dev.lemma.api.plugin.Default;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import java.util.Objects;

/**
 * Muon: steps of matrices whose singular values are all near 1, in the direction of momentum; another optimiser for the rest.
 *
 * <pre>{@code
 * M ← μ·M + (1−μ)·G        U = ((1−μ)·G + μ·M)/(1−μᵗ⁺¹)   with Nesterov's momentum,  U = M/(1−μᵗ)   without
 * W ← W − η·(s·√max(k, l) · NewtonSchulz(U) + λ·W)                    W is [k, l]
 * }</pre>
 *
 * <p>Steepest descent in the spectral norm. With s = 0.2 a step's root mean square is about Adam's, so that Adam's rates
 * fit. Filters are matrices with one row for each output. {@link NewtonSchulz} costs more than the gradient of a small batch:
 * {@code 10k²(2l + k)} for k rows and l ≥ k columns, and a gradient {@code 4kl} per example.
 *
 * @param rate η &gt; 0, per step
 * @param momentum μ, in [0, 1)
 * @param nesterov whether momentum is Nesterov's
 * @param scale s &gt; 0
 * @param weightDecay λ ≥ 0, of the matrices
 * @param orthogonalized the parameters that are treated so; vectors among them count as one column
 * @param rest for the others
 * @see <a href="https://kellerjordan.github.io/posts/muon/">Jordan et al. 2024</a>
 * @see <a href="https://arxiv.org/abs/2502.16982">Liu et al. 2025, the factor √max(k, l)</a>
 */
public record Muon(
        @Default("1e-3") double rate,
        double momentum,
        boolean nesterov,
        double scale,
        double weightDecay,
        ParameterFilter orthogonalized,
        Optimizer rest)
        implements Optimizer {

    private static final NewtonSchulz ITERATION = new NewtonSchulz();

    public Muon {
        Check.positive("rate", rate);
        Check.inHalfOpenUnit("momentum", momentum);
        Check.positive("scale", scale);
        Check.notNegative("weightDecay", weightDecay);
        Objects.requireNonNull(orthogonalized, "orthogonalized");
        Objects.requireNonNull(rest, "rest");
    }

    /** Muon with Nesterov's momentum 0.95 and s = 0.2, of matrices and filters, without weight decay. */
    public Muon(double rate, Optimizer rest) {
        this(rate, 0.95, true, 0.2, 0, ParameterFilter.MATRICES, rest);
    }

    /** Muon with Adam, at the same rate, for the rest. */
    public Muon(double rate) {
        this(rate, new Adam(rate));
    }

    /** Not said: the singular values of a step are given, not its numbers, and neither table of rates is made for that. */
    @Override
    public UpdateScaling scaling() {
        return UpdateScaling.UNDECLARED;
    }

    @Override
    public UpdateScaling scaling(Parameter parameter) {
        return orthogonalized.accepts(parameter) ? UpdateScaling.UNDECLARED : rest.scaling(parameter);
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        Optimizer matrices = new DecoupledDecay(this::orthogonal, rate * weightDecay);
        return new Groups(orthogonalized, matrices, rest).update(g, slots);
    }

    private Update orthogonal(Tensor g, Slots slots) {
        MovingAverage average = new MovingAverage("m", momentum);
        Tensor m = average.next(g, slots);
        Tensor u = nesterov
                ? g.times(1 - momentum)
                        .plus(m.times(momentum))
                        .dividedBy(average.weight(slots.step().plus(1)))
                : average.unbiased(m, slots);
        Tensor step = Layers.map(u, slots, (parameter, part) -> {
            int size = parameter.shape().size();
            int rows = parameter.shape().rank() == 0 ? 1 : parameter.shape().extent(0);
            int columns = size / rows;
            Tensor direction = ITERATION.of(part.reshape(rows, columns));
            return direction
                    .times(-rate * scale * Math.sqrt(Math.max(rows, columns)))
                    .reshape(size);
        });
        return Update.by(step).store("m", m);
    }
}
