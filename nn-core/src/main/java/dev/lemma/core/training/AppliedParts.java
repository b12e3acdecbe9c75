package dev.lemma.core.training;

import dev.lemma.api.tensor.Input;
import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.ParameterView;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.core.network.Model;
import dev.lemma.core.network.Network;
import dev.lemma.core.network.Placement;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * The parts while the expressions of one risk are written.
 *
 * <p>The first application draws from the key itself, as the training of a single network does; the others and the risk from children
 * with numbers below 0, which no layer uses.
 */
final class AppliedParts implements Parts {

    private final Model model;
    private final Network.Mode mode;
    private final Function<String, Tensor> theta;
    private final Function<String, Placement> placement;
    private final Map<String, Tensor> states;
    private final Tensor key;
    private final Set<String> used = new TreeSet<>();
    private int applications;

    /**
     * @param theta the block that holds a part's parameters
     * @param states the state of each part: replaced by what an application in training leaves
     */
    AppliedParts(
            Model model,
            Network.Mode mode,
            Function<String, Tensor> theta,
            Function<String, Placement> placement,
            Map<String, Tensor> states,
            Tensor key) {
        this.model = model;
        this.mode = mode;
        this.theta = theta;
        this.placement = placement;
        this.states = states;
        this.key = key;
    }

    /** What the risk draws from. */
    Tensor riskKey() {
        return key.keyAt(-1);
    }

    /** The parts whose parameters have been used other than as constants. */
    Set<String> used() {
        return used;
    }

    private Tensor theta(String part) {
        model.part(part);
        used.add(part);
        return theta.apply(part);
    }

    /** A state has no gradient: what an application has left is a number to the next. */
    private Tensor state(String part) {
        Tensor state = Objects.requireNonNull(states.get(part), part);
        return state.op() instanceof Input ? state : state.stopGradient();
    }

    @Override
    public Tensor apply(String part, Tensor x) {
        Network network = model.part(part);
        applications++;
        Tensor own = applications == 1 ? key : key.keyAt(-applications);
        Network.Trace trace =
                in(part, () -> network.trace(mode, theta(part), placement.apply(part), state(part), x, own));
        states.put(part, trace.state());
        return trace.output();
    }

    @Override
    public Tensor frozen(String part, Tensor x) {
        Network network = model.part(part);
        return in(
                        part,
                        () -> network.trace(
                                Network.Mode.EVALUATION,
                                theta.apply(part).stopGradient(),
                                placement.apply(part),
                                state(part),
                                x,
                                null))
                .output();
    }

    /** Says in which part shapes do not fit, where there are several. */
    private Network.Trace in(String part, Supplier<Network.Trace> traced) {
        try {
            return traced.get();
        } catch (ShapeException e) {
            if (model.parts().size() == 1) {
                throw e;
            }
            throw new ShapeException("part \"" + part + "\": " + e.getMessage());
        }
    }

    @Override
    public Tensor parameters(String part) {
        int from = placement.apply(part).offset();
        return theta(part).slice(0, from, from + network(part).parameterCount());
    }

    @Override
    public Tensor parameter(String part, String name) {
        for (Parameter parameter : network(part).parameters()) {
            if (parameter.name().equals(name)) {
                return Tensor.apply(new ParameterView(placement.apply(part).of(parameter)), theta(part));
            }
        }
        throw new IllegalArgumentException("parts: \"" + part + "\" has no parameter \"" + name + "\"; it has "
                + network(part).parameters().stream().map(Parameter::name).toList());
    }

    @Override
    public Network network(String part) {
        return model.part(part);
    }
}
