package dev.lemma.core.training;

import dev.lemma.api.tensor.Parameter;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.training.Slots;
import dev.lemma.api.training.Update;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Writes down which slots an update rule asks for while its expressions are written. */
final class SlotRecorder implements Slots {

    /**
     * A slot.
     *
     * @param leaf as the last step left it
     * @param start its number before the first step
     */
    record Slot(Tensor leaf, double start) {}

    private final Tensor theta;
    private final Tensor step;
    private final List<Parameter> parameters;
    private final Set<String> reserved;
    private final Map<String, Slot> slots = new LinkedHashMap<>();

    /**
     * @param reserved names that no slot may have
     */
    SlotRecorder(Tensor theta, Tensor step, List<Parameter> parameters, Set<String> reserved) {
        this.theta = theta;
        this.step = step;
        this.parameters = parameters;
        this.reserved = reserved;
    }

    /** The slots asked for so far, in order. */
    Map<String, Slot> slots() {
        return slots;
    }

    /** Refuses an update that is not of the shape of θ, or stores what was never asked for or in another shape. */
    Update checked(Update update) {
        if (!update.delta().tensorType().equals(theta.tensorType())) {
            throw new ShapeException(
                    "optimizer: its update is " + update.delta().tensorType() + ", θ is " + theta.tensorType()
                            + ": expected one number for each parameter; gradient.filled(c) is one number everywhere");
        }
        update.stored().forEach((name, value) -> {
            Slot slot = slots.get(name);
            if (slot == null) {
                throw new IllegalArgumentException("optimizer: stores slot \"" + name
                        + "\", which it never asked for; asked for are " + slots.keySet());
            }
            if (!value.tensorType().equals(slot.leaf().tensorType())) {
                throw new ShapeException("optimizer: stores " + value.tensorType() + " in slot \"" + name
                        + "\", which is " + slot.leaf().tensorType());
            }
        });
        return update;
    }

    @Override
    public Tensor slot(String name, Shape shape, double initial) {
        if (reserved.contains(name)) {
            throw new IllegalArgumentException(
                    "optimizer: a slot may not be called \"" + name + "\", which the training step keeps for itself");
        }
        Slot known = slots.get(name);
        if (known == null) {
            known = new Slot(Tensor.input("slot " + name, theta.type(), shape.extents()), initial);
            slots.put(name, known);
        } else if (!known.leaf().shape().equals(shape) || known.start() != initial) {
            throw new IllegalArgumentException("optimizer: slot \"" + name + "\" is asked for as "
                    + known.leaf().shape() + " from " + known.start() + " and as " + shape + " from " + initial);
        }
        return known.leaf();
    }

    @Override
    public Tensor theta() {
        return theta;
    }

    @Override
    public Tensor step() {
        return step;
    }

    @Override
    public List<Parameter> parameters() {
        return parameters;
    }
}
