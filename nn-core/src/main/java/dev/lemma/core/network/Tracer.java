package dev.lemma.core.network;

import dev.lemma.api.network.Initializer;
import dev.lemma.api.network.Parametrization;
import dev.lemma.api.network.Scope;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Law;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The scope in which the layers of a network write their expressions; its children share its declarations and counters. */
final class Tracer implements Scope {

    private static final class Shared {
        final Declarations declarations;
        final boolean declaring;
        final Parametrization parametrization;
        final boolean training;
        final DType type;
        final @Nullable Tensor theta;
        final @Nullable Tensor state;
        final @Nullable Tensor key;
        final Placement placement;
        final Map<String, Tensor> updates = new LinkedHashMap<>();
        int weights;
        int keys;

        Shared(
                Declarations declarations,
                boolean declaring,
                Parametrization parametrization,
                boolean training,
                DType type,
                @Nullable Tensor theta,
                @Nullable Tensor state,
                @Nullable Tensor key,
                Placement placement) {
            this.declarations = declarations;
            this.declaring = declaring;
            this.parametrization = parametrization;
            this.training = training;
            this.type = type;
            this.theta = theta;
            this.state = state;
            this.key = key;
            this.placement = placement;
        }
    }

    private final String path;
    private final Shared shared;

    private Tracer(String path, Shared shared) {
        this.path = path;
        this.shared = shared;
    }

    Tracer(
            Declarations declarations,
            Parametrization parametrization,
            boolean training,
            Tensor theta,
            Placement placement,
            Tensor state,
            @Nullable Tensor key) {
        this(
                "",
                new Shared(declarations, false, parametrization, training, theta.type(), theta, state, key, placement));
    }

    /** A tracer that records declarations; it walks in training mode, so that everything is declared. */
    static Tracer declaring(Declarations into, Parametrization parametrization, DType type, Tensor key) {
        return new Tracer("", new Shared(into, true, parametrization, true, type, null, null, key, Placement.ALONE));
    }

    Declarations declarations() {
        return shared.declarations;
    }

    int weightsSeen() {
        return shared.weights;
    }

    /** The state vector with the updates of this walk. */
    Tensor stateAfter() {
        Tensor state = shared.state;
        if (state == null) {
            throw new IllegalStateException("a declaring walk has no state");
        }
        if (shared.updates.isEmpty()) {
            return state;
        }
        List<Tensor> parts = new ArrayList<>();
        for (Parameter slot : shared.declarations.states()) {
            Tensor updated = shared.updates.get(slot.name());
            int size = slot.shape().size();
            parts.add(updated == null ? state.slice(0, slot.offset(), slot.offset() + size) : updated.reshape(size));
        }
        return Tensor.concat(0, parts);
    }

    private String name(String part) {
        return path.isEmpty() ? part : path + "/" + part;
    }

    @Override
    public Scope child(String name) {
        return new Tracer(name(name), shared);
    }

    @Override
    public Tensor weight(String name, Shape shape, int fanIn, int fanOut, Initializer initializer) {
        int place = shared.weights++;
        int count = shared.declarations.weights();
        boolean first = place == 0;
        boolean last = place == count - 1;
        Law law = initializer.law(shape, fanIn, fanOut);
        // A weight that starts at zero, or at any constant, asks for no scale: it is given that of its sums.
        double s = law.standardDeviation() > 0 ? law.standardDeviation() : 1 / Math.sqrt(fanIn);
        boolean single = first && last;
        if (shared.parametrization == Parametrization.STANDARD) {
            return parameter(name, shape, law, Rates.PLAIN);
        }
        double m = fanIn;
        double n = fanOut;
        if (shared.parametrization == Parametrization.NTK || single) {
            double scaleFree = single ? 1 : 1 / Math.sqrt(last ? m : first ? n : m * n);
            return parameter(name, shape, law.scaled(1 / s), new Rates(1, scaleFree))
                    .times(s);
        }
        double lastFactor = last ? 1 / Math.sqrt(m) : 1;
        if (shared.parametrization == Parametrization.MEAN_FIELD) {
            Rates rates = new Rates(last ? m : n, first || last ? 1 : 1 / Math.sqrt(m));
            return parameter(name, shape, law.scaled(1 / s), rates).times(s * lastFactor);
        }
        Rates rates = last ? new Rates(1, 1 / Math.sqrt(m)) : first ? new Rates(n, 1) : new Rates(n / m, 1 / m);
        return parameter(name, shape, law, rates).times(lastFactor);
    }

    @Override
    public Tensor bias(String name, Shape shape, Initializer initializer) {
        Law law = initializer.law(shape, 1, shape.size());
        double s = law.standardDeviation();
        Parametrization p = shared.parametrization;
        boolean unit = s > 0 && (p == Parametrization.NTK || p == Parametrization.MEAN_FIELD);
        boolean featureLearning = p == Parametrization.MEAN_FIELD || p == Parametrization.MUP;
        boolean hidden = shared.weights < shared.declarations.weights();
        double n = shape.size();
        Rates rates =
                new Rates(featureLearning && hidden ? n : 1, p == Parametrization.NTK && hidden ? 1 / Math.sqrt(n) : 1);
        return unit ? parameter(name, shape, law.scaled(1 / s), rates).times(s) : parameter(name, shape, law, rates);
    }

    @Override
    public Tensor parameter(String name, Shape shape, Law law) {
        return parameter(name, shape, law, Rates.PLAIN);
    }

    private Tensor parameter(String name, Shape shape, Law law, Rates rates) {
        String full = name(name);
        if (shared.declaring) {
            shared.declarations.addParameter(full, shape, law, rates);
            return Tensor.input(full, shared.type, shape.extents());
        }
        Tensor theta = shared.theta;
        if (theta == null) {
            throw new IllegalStateException("no parameters to view");
        }
        return Tensor.apply(new ParameterView(shared.placement.of(shared.declarations.parameter(full))), theta);
    }

    @Override
    public Tensor state(String name, Shape shape, double initial) {
        String full = name(name);
        if (shared.declaring) {
            shared.declarations.addState(full, shape, new Law.Constant(initial));
            return Tensor.input(full, shared.type, shape.extents());
        }
        Parameter slot = shared.declarations.state(full);
        Tensor state = shared.state;
        if (state == null) {
            throw new IllegalStateException("no state to view");
        }
        return state.slice(0, slot.offset(), slot.offset() + slot.shape().size())
                .reshape(shape);
    }

    @Override
    public void update(String name, Tensor value) {
        if (shared.training && !shared.declaring) {
            shared.updates.put(name(name), value);
        }
    }

    @Override
    public boolean training() {
        return shared.training;
    }

    @Override
    public Tensor key() {
        if (shared.key == null) {
            throw new IllegalArgumentException(
                    "layer \"" + path + "\" needs a key: trace the network with one in training mode");
        }
        return shared.key.keyAt(shared.keys++);
    }
}
