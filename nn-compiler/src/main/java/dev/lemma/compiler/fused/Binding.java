package dev.lemma.compiler.fused;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Literal;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.compiler.internal.blas.CacheLines;
import dev.lemma.compiler.primitive.Place;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * The arrays of one execution of a plan: for each type a few long ones, in which the slots lie on {@linkplain CacheLines cache lines}.
 */
final class Binding {

    /** Numbers in one array, unless a slot has more. */
    private static final int MOST = 1 << 22;

    /** A program whose numbers fill less than this part of a large array is not worth one. */
    private static final int WORTH_A_LARGE_ARRAY = 32;

    private final Memory memory;
    private final Map<Memory.Slot, Object> arrays = new IdentityHashMap<>();
    private final Map<Memory.Slot, Integer> starts = new IdentityHashMap<>();
    private final List<Object> shared = new ArrayList<>();
    private final List<Object> free = new ArrayList<>();
    private long bytes;

    /**
     * @param given arrays of leaves that the caller keeps
     */
    Binding(Plan plan, Memory memory, Map<Tensor, Array> given) {
        this.memory = memory;
        given.forEach((leaf, array) -> {
            arrays.put(memory.place(leaf).slot(), array.storage());
            count((long) array.shape().size() * array.type().bytes());
        });
        for (DType type : DType.values()) {
            List<Memory.Slot> own = new ArrayList<>();
            long at = CacheLines.first(type);
            for (Memory.Slot slot : memory.slots()) {
                if (slot.type == type && !arrays.containsKey(slot)) {
                    if (at + slot.size > MOST) {
                        allocate(own, type, Math.toIntExact(at));
                        own.clear();
                        at = CacheLines.first(type);
                    }
                    own.add(slot);
                    starts.put(slot, (int) at);
                    at += CacheLines.whole(slot.size, type);
                }
            }
            allocate(own, type, Math.toIntExact(at));
        }
        for (Tensor leaf : plan.leaves()) {
            if (leaf.op() instanceof Literal literal) {
                System.arraycopy(
                        literal.array().storage(),
                        0,
                        array(leaf),
                        offset(leaf),
                        leaf.shape().size());
            }
        }
    }

    /** One array for some slots that begin before {@code end}. */
    private void allocate(List<Memory.Slot> slots, DType type, int end) {
        if (!slots.isEmpty()) {
            int large = CacheLines.large(type);
            Object array = scratch(type, end < large / WORTH_A_LARGE_ARRAY ? end : Math.max(end, large));
            slots.forEach(slot -> arrays.put(slot, array));
        }
    }

    Object array(Tensor base) {
        Object array = arrays.get(memory.place(base).slot());
        if (array == null) {
            throw new IllegalStateException("no array for " + base);
        }
        return array;
    }

    int offset(Tensor base) {
        Memory.Place place = memory.place(base);
        return starts.getOrDefault(place.slot(), 0) + place.offset();
    }

    /** Where a kernel finds the elements of a view. */
    Place place(View view) {
        return new Place(array(view.base()), offset(view.base()) + view.offset(), view.layout());
    }

    /** An array for use during a step: steps that follow get it too. */
    Object sharedScratch(DType type, int size) {
        for (Object array : free) {
            boolean fits = type == DType.FLOAT32
                    ? array instanceof float[] f && f.length >= size
                    : array instanceof double[] d && d.length >= size;
            if (fits) {
                free.remove(array);
                return array;
            }
        }
        Object array = scratch(type, size);
        shared.add(array);
        return array;
    }

    /** The next step may have what the steps before had for use during a run. */
    void releaseScratch() {
        free.clear();
        free.addAll(shared);
    }

    /** An array for a step alone. */
    Object scratch(DType type, int size) {
        count((long) size * type.bytes());
        return Array.zeros(type, Shape.of(size)).storage();
    }

    /** Counts memory that a step has made for itself. */
    void count(long more) {
        bytes += more;
    }

    /** All of these arrays, and what else was counted. */
    long bytes() {
        return bytes;
    }
}
