package dev.lemma.generative.process;

import dev.lemma.api.tensor.Tensor;
import java.util.Objects;
import java.util.function.UnaryOperator;

/**
 * An affine process of one's own from its kernel: two expressions of time. Checked when it is made: a(0) = 1, v(0) = 0, a/√v falls, and the prior is
 * what it ends in.
 *
 * @param horizon T &gt; 0
 * @param scaleFormula a(t)
 * @param varianceFormula v(t)
 * @param prior N(0, σ²) with σ² about v(T)
 */
public record FormulaProcess(
        double horizon, UnaryOperator<Tensor> scaleFormula, UnaryOperator<Tensor> varianceFormula, Prior prior)
        implements AffineProcess {

    public FormulaProcess {
        Objects.requireNonNull(scaleFormula, "scaleFormula");
        Objects.requireNonNull(varianceFormula, "varianceFormula");
        Objects.requireNonNull(prior, "prior");
        if (!(horizon > 0) || Double.isInfinite(horizon)) {
            throw new IllegalArgumentException("horizon: expected a finite number above 0, got " + horizon);
        }
        int n = 256;
        double[] times = new double[n + 1];
        for (int i = 0; i <= n; i++) {
            times[i] = horizon * i / n;
        }
        double end = horizon;
        UnaryOperator<Tensor> a = scaleFormula;
        UnaryOperator<Tensor> v = varianceFormula;
        Prior given = prior;
        AffineProcess unchecked = new AffineProcess() {
            @Override
            public double horizon() {
                return end;
            }

            @Override
            public Tensor scale(Tensor t) {
                return a.apply(t);
            }

            @Override
            public Tensor variance(Tensor t) {
                return v.apply(t);
            }

            @Override
            public Prior prior() {
                return given;
            }
        };
        Marginals m = Marginals.of(unchecked, times);
        if (!(Math.abs(m.scale(0) - 1) <= 1e-12) || !(Math.abs(m.variance(0)) <= 1e-12)) {
            throw new IllegalArgumentException(
                    "process: expected a(0) = 1 and v(0) = 0, got " + m.scale(0) + " and " + m.variance(0));
        }
        for (int i = 1; i <= n; i++) {
            if (!(m.scale(i) >= 0 && m.variance(i) > 0 && m.lambda(i) < m.lambda(i - 1))) {
                throw new IllegalArgumentException("process: expected a ≥ 0, v > 0 and a/√v falling, got a = "
                        + m.scale(i) + ", v = " + m.variance(i) + " at t = " + times[i] + " after a = "
                        + m.scale(i - 1) + ", v = " + m.variance(i - 1) + " at t = " + times[i - 1]);
            }
        }
        prior.requireEndOf(unchecked);
    }

    @Override
    public Tensor scale(Tensor t) {
        return scaleFormula.apply(t);
    }

    @Override
    public Tensor variance(Tensor t) {
        return varianceFormula.apply(t);
    }
}
