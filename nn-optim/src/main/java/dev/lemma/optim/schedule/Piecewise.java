package dev.lemma.optim.schedule;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Schedule;
import java.util.ArrayList;
import java.util.List;

/**
 * Constant between boundaries.
 *
 * <pre>{@code
 * s(t) = vₖ,  k = #{i : bᵢ ≤ t}
 * }</pre>
 *
 * <p>The value changes at the boundary step itself, as optax's does.
 *
 * @param boundaries b, increasing
 * @param values v, one more than boundaries
 */
public record Piecewise(List<Integer> boundaries, List<Double> values) implements Schedule {

    public Piecewise {
        boundaries = List.copyOf(boundaries);
        values = List.copyOf(values);
        if (values.size() != boundaries.size() + 1) {
            throw new IllegalArgumentException("piecewise: " + boundaries.size() + " boundaries, " + values.size()
                    + " values: expected one value more than boundaries");
        }
        for (int i = 1; i < boundaries.size(); i++) {
            if (boundaries.get(i) <= boundaries.get(i - 1)) {
                throw new IllegalArgumentException(
                        "piecewise: boundaries " + boundaries + ": expected them to increase");
            }
        }
        values.forEach(value -> Check.finite("value", value));
    }

    /**
     * Multiplied by a factor at every milestone.
     *
     * @param milestones increasing
     */
    public static Piecewise multiStep(double initial, double factor, List<Integer> milestones) {
        List<Double> values = new ArrayList<>(List.of(initial));
        for (int i = 1; i <= milestones.size(); i++) {
            values.add(initial * Math.pow(factor, i));
        }
        return new Piecewise(milestones, values);
    }

    @Override
    public Tensor at(Tensor t) {
        Tensor value = t.filled(values.get(0));
        for (int i = 0; i < boundaries.size(); i++) {
            value = Tensor.select(t.atLeast(boundaries.get(i)), t.filled(values.get(i + 1)), value);
        }
        return value;
    }
}
