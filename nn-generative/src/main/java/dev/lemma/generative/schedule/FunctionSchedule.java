package dev.lemma.generative.schedule;

import dev.lemma.api.tensor.Tensor;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * A schedule of one's own: an expression for B(t); its rate is the derivative. Checked when it is made.
 *
 * @param horizon the last time, above 0
 * @param formula B(t), with B(0) = 0, increasing
 */
public record FunctionSchedule(double horizon, UnaryOperator<Tensor> formula) implements NoiseSchedule {

    public FunctionSchedule {
        Objects.requireNonNull(formula, "formula");
        double last = horizon;
        UnaryOperator<Tensor> written = formula;
        NoiseSchedule.requireIncreasing("schedule", new NoiseSchedule() {
            @Override
            public Tensor integral(Tensor t) {
                return written.apply(t);
            }

            @Override
            public double horizon() {
                return last;
            }
        });
    }

    @Override
    public Tensor integral(Tensor t) {
        return formula.apply(t);
    }
}
