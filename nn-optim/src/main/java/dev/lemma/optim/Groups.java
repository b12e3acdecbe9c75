package dev.lemma.optim;

import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Optimizer;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import dev.lemma.api.training.UpdateScaling;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * One optimiser for some of the parameters and another for the rest.
 *
 * <pre>{@code
 * new Groups(ParameterFilter.named("0/*"), new Sgd(1e-3), new Adam(1e-3))       // the first layer by descent
 * }</pre>
 *
 * <p>Each sees its own parameters alone, as if there were no others: a clipping inside clips by their norm. Slots have the size of the group.
 *
 * @param chosen the parameters of the first
 * @param optimizer of those
 * @param rest of all others
 */
public record Groups(ParameterFilter chosen, Optimizer optimizer, Optimizer rest) implements Optimizer {

    public Groups {
        Objects.requireNonNull(chosen, "chosen");
        Objects.requireNonNull(optimizer, "optimizer");
        Objects.requireNonNull(rest, "rest");
    }

    /** A part of θ, as an optimiser sees it. */
    private static final class Group implements Slots {

        private final Slots all;
        private final String prefix;
        private final List<Parameter> inside = new ArrayList<>();
        private final List<Parameter> own = new ArrayList<>();

        Group(Slots all, String prefix, List<Parameter> inside) {
            this.all = all;
            this.prefix = prefix;
            this.inside.addAll(inside);
            int offset = 0;
            for (Parameter p : inside) {
                own.add(new Parameter(p.name(), p.shape(), offset, p.law(), p.rateScale(), p.scaleFreeRate()));
                offset += p.shape().size();
            }
        }

        /** The group's parts of a vector, joined; neighbours are taken together. */
        Tensor take(Tensor vector) {
            List<Tensor> parts = new ArrayList<>();
            for (int i = 0; i < inside.size(); ) {
                int from = inside.get(i).offset();
                int to = from;
                while (i < inside.size() && inside.get(i).offset() == to) {
                    to += inside.get(i).shape().size();
                    i++;
                }
                parts.add(vector.slice(0, from, to));
            }
            return parts.size() == 1 ? parts.get(0) : Tensor.concat(0, parts);
        }

        @Override
        public Tensor slot(String name, Shape shape, double initial) {
            return all.slot(prefix + name, shape, initial);
        }

        @Override
        public Tensor theta() {
            return take(all.theta());
        }

        @Override
        public Tensor step() {
            return all.step();
        }

        @Override
        public List<Parameter> parameters() {
            return own;
        }
    }

    /** That of both, if it is the same. */
    @Override
    public UpdateScaling scaling() {
        return optimizer.scaling() == rest.scaling() ? optimizer.scaling() : UpdateScaling.UNDECLARED;
    }

    @Override
    public UpdateScaling scaling(Parameter parameter) {
        return (chosen.accepts(parameter) ? optimizer : rest).scaling(parameter);
    }

    @Override
    public Update update(Tensor g, Slots slots) {
        List<Parameter> first = new ArrayList<>();
        List<Parameter> second = new ArrayList<>();
        slots.parameters().forEach(p -> (chosen.accepts(p) ? first : second).add(p));
        if (second.isEmpty()) {
            return optimizer.update(g, slots);
        }
        if (first.isEmpty()) {
            return rest.update(g, slots);
        }
        Group chosenGroup = new Group(slots, "chosen ", first);
        Group restGroup = new Group(slots, "rest ", second);
        Update ofChosen = optimizer.update(chosenGroup.take(g), chosenGroup);
        Update ofRest = rest.update(restGroup.take(g), restGroup);
        List<Tensor> parts = new ArrayList<>();
        int inFirst = 0;
        int inSecond = 0;
        for (Parameter p : slots.parameters()) {
            int size = p.shape().size();
            if (chosen.accepts(p)) {
                parts.add(ofChosen.delta().slice(0, inFirst, inFirst + size));
                inFirst += size;
            } else {
                parts.add(ofRest.delta().slice(0, inSecond, inSecond + size));
                inSecond += size;
            }
        }
        Update both = Update.by(Tensor.concat(0, parts));
        both = stored(both, chosenGroup, ofChosen);
        return stored(both, restGroup, ofRest);
    }

    private static Update stored(Update to, Group group, Update from) {
        Update more = to;
        for (var entry : from.stored().entrySet()) {
            more = more.store(group.prefix + entry.getKey(), entry.getValue());
        }
        return more;
    }
}
