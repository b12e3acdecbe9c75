package dev.lemma.compiler.internal.fourier;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Plans that were made lately: a plan is a table of factors, about as large as one line, and programs of one kind need the same ones again and again. Holds
 * a bounded number; may be asked from several threads.
 */
final class FourierPlans {

    private static final int MOST = 64;

    private record Wanted(
            DType type, TransformKind kind, Shape shape, List<Integer> axes, boolean inverse, double scale) {}

    private final Map<Wanted, FourierTransform> plans = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Wanted, FourierTransform> eldest) {
            return size() > MOST;
        }
    };

    /** The plan, made if it is not there. */
    synchronized FourierTransform plan(
            DType type, TransformKind kind, Shape shape, List<Integer> axes, boolean inverse, double scale) {
        Wanted wanted = new Wanted(type, kind, shape, axes, inverse, scale);
        FourierTransform plan = plans.get(wanted);
        if (plan == null) {
            plan = FourierTransform.of(type, kind, shape, axes, inverse, scale);
            plans.put(wanted, plan);
        }
        return plan;
    }
}
