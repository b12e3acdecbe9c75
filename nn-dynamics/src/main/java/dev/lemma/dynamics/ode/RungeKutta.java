package dev.lemma.dynamics.ode;

import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An explicit Runge-Kutta method: its tableau is all of it.
 *
 * <pre>{@code
 * kᵢ = f(t + cᵢh, y + h Σⱼ aᵢⱼkⱼ)        y⁺ = y + h Σᵢ bᵢkᵢ        error = h Σᵢ eᵢkᵢ
 * }</pre>
 *
 * @see <a href="https://doi.org/10.1007/978-3-540-78862-1">Hairer, Nørsett and Wanner 1993, Solving Ordinary Differential Equations I, chapter II</a>
 */
public interface RungeKutta extends Solver {

    /** The coefficients. */
    Tableau tableau();

    @Override
    default int order() {
        return tableau().order();
    }

    @Override
    default int estimateOrder() {
        return tableau().estimateOrder();
    }

    @Override
    default int evaluations() {
        return tableau().sameAsLast() ? tableau().stages() - 1 : tableau().stages();
    }

    @Override
    default Step step(VectorField field, Tensor t, Tensor y, Tensor h, Tensor slope) {
        Tableau tableau = tableau();
        List<Tensor> k = new ArrayList<>(List.of(slope));
        stages(field, t, y, h, k, tableau.stages());
        Tensor next = tableau.sameAsLast()
                ? point(y, h, tableau.row(tableau.stages() - 1), k)
                : point(y, h, tableau.weights(), k);
        Optional<Tensor> last = tableau.sameAsLast() ? Optional.of(k.get(tableau.stages() - 1)) : Optional.empty();
        return new Step(next, last, error(h, k), dense(field, t, y, h, k, next));
    }

    /** The estimate of {@code h Σᵢ eᵢkᵢ}; a method with an estimate of another form says so here. */
    default Optional<Step.ErrorEstimate> error(Tensor h, List<Tensor> k) {
        return tableau().hasEstimate()
                ? Optional.of(
                        norm -> norm.apply(Tableau.sum(tableau().estimate(), k).times(h)))
                : Optional.empty();
    }

    /** The stages up to the given number, those that are there being kept. */
    private void stages(VectorField field, Tensor t, Tensor y, Tensor h, List<Tensor> k, int count) {
        Tableau tableau = tableau();
        for (int i = k.size(); i < count; i++) {
            Tensor time = tableau.node(i) == 0 ? t : t.plus(h.times(tableau.node(i)));
            k.add(field.at(time, point(y, h, tableau.row(i), k)));
        }
    }

    private static Tensor point(Tensor y, Tensor h, double[] coefficients, List<Tensor> k) {
        return y.plus(Tableau.sum(coefficients, k).times(h));
    }

    private Step.DenseOutput dense(VectorField field, Tensor t, Tensor y, Tensor h, List<Tensor> k, Tensor next) {
        Tableau tableau = tableau();
        if (!tableau.isDense()) {
            return Step.cubic(field, t, y, h, k.get(0), next);
        }
        return s -> {
            List<Tensor> all = new ArrayList<>(k);
            stages(field, t, y, h, all, tableau.allStages());
            Tensor sum = null;
            for (int i = 0; i < all.size(); i++) {
                double[] powers = tableau.denseWeights(i);
                Tensor weight = null;
                for (int j = powers.length - 1; j >= 0; j--) {
                    weight = weight == null
                            ? s.filled(powers[j])
                            : weight.times(s).plus(powers[j]);
                }
                if (weight != null) {
                    Tensor term = weight.times(s).times(all.get(i));
                    sum = sum == null ? term : sum.plus(term);
                }
            }
            return sum == null ? y : y.plus(sum.times(h));
        };
    }
}
