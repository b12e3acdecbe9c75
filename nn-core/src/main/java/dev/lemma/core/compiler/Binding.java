package dev.lemma.core.compiler;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Literal;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;

/** The arrays of one execution of a plan. */
final class Binding {

    private final Memory memory;
    private final Map<Memory.Slot, Object> arrays = new IdentityHashMap<>();
    private long scratchBytes;

    /**
     * @param given arrays of leaves that the caller keeps
     */
    Binding(Plan plan, Memory memory, Map<Tensor, Array> given) {
        this.memory = memory;
        given.forEach((leaf, array) -> arrays.put(memory.place(leaf).slot(), array.storage()));
        for (Memory.Slot slot : memory.slots()) {
            arrays.computeIfAbsent(slot, own -> allocate(own.type, own.size));
        }
        for (Tensor leaf : plan.leaves()) {
            if (leaf.op() instanceof Literal literal) {
                System.arraycopy(literal.array().storage(), 0, array(leaf), offset(leaf), leaf.shape().size());
            }
        }
    }

    private static Object allocate(DType type, int size) {
        return Array.zeros(type, Shape.of(size)).storage();
    }

    Object array(Tensor base) {
        Object array = arrays.get(memory.place(base).slot());
        if (array == null) {
            throw new IllegalStateException("no array for " + base);
        }
        return array;
    }

    int offset(Tensor base) {
        return memory.place(base).offset();
    }

    Object scratch(DType type, int size) {
        scratchBytes += (long) size * type.bytes();
        return allocate(type, size);
    }

    /** Counts memory that a step has made for itself. */
    void count(long bytes) {
        scratchBytes += bytes;
    }

    long bytes() {
        return memory.bytes() + scratchBytes;
    }
}
