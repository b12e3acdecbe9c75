package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Concat;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Input;
import dev.lemma.api.tensor.Tensor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which Java array holds which values of a plan.
 *
 * <p>Each stored node lives from the item that writes it to the last that reads it; arrays are handed on when their node has died. Parts of a
 * joined vector are written where they belong, and a new state is written over the old one, when no one would notice.
 */
final class Memory {

    /** An array of a plan: made once, holding one node after another. */
    static final class Slot {
        final DType type;
        int size;

        Slot(DType type, int size) {
            this.type = type;
            this.size = size;
        }
    }

    /** The place of a stored node. */
    record Place(Slot slot, int offset) {}

    private final Plan plan;
    private final Map<Tensor, Place> places = new IdentityHashMap<>();
    private final Map<Tensor, Tensor> within = new IdentityHashMap<>();
    private final Map<Tensor, Integer> offsetWithin = new IdentityHashMap<>();
    private final Map<Tensor, Integer> firstWrite = new IdentityHashMap<>();
    private final Map<Tensor, Integer> lastRead = new IdentityHashMap<>();
    private final List<Slot> slots = new ArrayList<>();

    /**
     * @param kept nodes that must stay readable after the run
     * @param states state leaves with the nodes that replace them
     */
    Memory(Plan plan, Set<Tensor> kept, Map<Tensor, Tensor> states) {
        this.plan = plan;
        findLifetimes(kept);
        overwriteStates(kept, states);
        joinInPlace(kept);
        assign(kept);
    }

    Place place(Tensor base) {
        Place place = places.get(base);
        if (place == null) {
            throw new IllegalArgumentException("not stored: " + base);
        }
        return place;
    }

    List<Slot> slots() {
        return slots;
    }

    /** Whether the node is written straight into another's place. */
    boolean isWithin(Tensor base, Tensor owner) {
        return within.get(base) == owner;
    }

    // ------------------------------------------------------------------ lifetimes

    static List<View> reads(Item item) {
        if (item instanceof Group group) {
            return group.inputs();
        }
        return item instanceof Item.Compute compute ? compute.operands() : List.of(((Item.Copy) item).source());
    }

    static List<Tensor> writes(Item item) {
        if (item instanceof Group group) {
            List<Tensor> written = new ArrayList<>(group.stores());
            group.reductions().forEach(reduction -> written.add(reduction.node()));
            return written;
        }
        return List.of(item instanceof Item.Compute compute ? compute.node() : ((Item.Copy) item).node());
    }

    private void findLifetimes(Set<Tensor> kept) {
        List<Item> items = plan.items();
        for (Tensor leaf : plan.leaves()) {
            firstWrite.put(leaf, -1);
        }
        for (int i = 0; i < items.size(); i++) {
            for (View view : reads(items.get(i))) {
                lastRead.merge(view.base(), i, Math::max);
            }
            for (Tensor node : writes(items.get(i))) {
                firstWrite.put(node, i);
                lastRead.merge(node, i, Math::max);
            }
        }
        for (Tensor node : kept) {
            lastRead.put(node, Integer.MAX_VALUE);
        }
    }

    // ------------------------------------------------------------------ writing in place

    private void overwriteStates(Set<Tensor> kept, Map<Tensor, Tensor> states) {
        states.forEach((state, update) -> {
            View view = plan.view(update);
            Tensor written = view.base();
            Integer position = firstWrite.get(written);
            if (!view.isWhole()
                    || position == null
                    || position < 0
                    || within.containsKey(written)
                    || kept.contains(state)) {
                return;
            }
            if (!(plan.items().get(position) instanceof Group group)
                    || !group.stores().contains(written)) {
                return;
            }
            if (lastRead.getOrDefault(state, -1) > position) {
                return;
            }
            for (View input : group.inputs()) {
                if (input.base() == state && !input.isWhole()) {
                    return;
                }
            }
            within.put(written, state);
            offsetWithin.put(written, 0);
        });
    }

    private void joinInPlace(Set<Tensor> kept) {
        for (int i = plan.items().size() - 1; i >= 0; i--) {
            if (!(plan.items().get(i) instanceof Item.Compute compute)
                    || !(compute.node().op() instanceof Concat concat)) {
                continue;
            }
            int[] extents = compute.node().shape().extents();
            int outer = 1;
            for (int axis = 0; axis < concat.axis(); axis++) {
                outer *= extents[axis];
            }
            int inner = 1;
            for (int axis = concat.axis() + 1; axis < extents.length; axis++) {
                inner *= extents[axis];
            }
            int at = 0;
            int earliest = i;
            for (int part = 0; part < compute.operands().size(); part++) {
                View view = compute.operands().get(part);
                Tensor base = view.base();
                boolean fits = outer == 1
                        && view.isWhole()
                        && !(base.op() instanceof Input)
                        && firstWrite.getOrDefault(base, -1) >= 0
                        && !within.containsKey(base)
                        && !kept.contains(base);
                if (fits) {
                    within.put(base, compute.node());
                    offsetWithin.put(base, at);
                    earliest = Math.min(earliest, written(base));
                    lastRead.merge(compute.node(), lastRead.get(base), Math::max);
                }
                at += compute.node().operand(part).shape().extent(concat.axis()) * inner;
            }
            firstWrite.merge(compute.node(), earliest, Math::min);
        }
    }

    // ------------------------------------------------------------------ arrays

    private int written(Tensor base) {
        return firstWrite.getOrDefault(base, -1);
    }

    private @Nullable Tensor owner(Tensor base) {
        return within.get(base);
    }

    private void assign(Set<Tensor> kept) {
        List<Tensor> owners = new ArrayList<>();
        for (Tensor base : firstWrite.keySet()) {
            if (owner(base) == null) {
                owners.add(base);
            }
        }
        Map<Tensor, Integer> number = new IdentityHashMap<>();
        int next = 0;
        for (Tensor leaf : plan.leaves()) {
            number.put(leaf, next++);
        }
        for (Item item : plan.items()) {
            for (Tensor node : writes(item)) {
                number.putIfAbsent(node, next++);
            }
        }
        extendOwners();
        owners.sort(Comparator.<Tensor>comparingInt(firstWrite::get).thenComparingInt(number::get));
        Map<Integer, List<Slot>> dying = new HashMap<>();
        List<Slot> free = new ArrayList<>();
        int reached = -1;
        for (Tensor base : owners) {
            int start = written(base);
            for (; reached < start; reached++) {
                free.addAll(dying.getOrDefault(reached, List.of()));
            }
            boolean permanent = start < 0 || kept.contains(base);
            Slot slot = permanent ? null : take(free, base);
            if (slot == null) {
                slot = new Slot(base.type(), base.shape().size());
                slots.add(slot);
            }
            places.put(base, new Place(slot, 0));
            if (!permanent) {
                dying.computeIfAbsent(lastRead.get(base), i -> new ArrayList<>())
                        .add(slot);
            }
        }
        for (Tensor base : within.keySet()) {
            places.put(base, resolve(base));
        }
    }

    /** An owner lives at least as long as what is written inside it. */
    private void extendOwners() {
        for (Tensor base : within.keySet()) {
            Tensor top = base;
            for (Tensor owner = within.get(base); owner != null; owner = within.get(owner)) {
                top = owner;
            }
            lastRead.merge(top, lastRead.get(base), Math::max);
            firstWrite.merge(top, firstWrite.get(base), Math::min);
        }
    }

    private Place resolve(Tensor base) {
        Tensor owner = within.get(base);
        if (owner == null) {
            return place(base);
        }
        Place outer = resolve(owner);
        return new Place(outer.slot(), outer.offset() + offsetWithin.getOrDefault(base, 0));
    }

    private static @Nullable Slot take(List<Slot> free, Tensor base) {
        int size = base.shape().size();
        Slot best = null;
        for (Slot slot : free) {
            boolean fits = slot.type == base.type() && slot.size >= size && slot.size <= 4L * size + 64;
            if (fits && (best == null || slot.size < best.size)) {
                best = slot;
            }
        }
        free.remove(best);
        return best;
    }
}
