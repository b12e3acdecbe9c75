package dev.lemma.api.tensor;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operands of a node that is to be computed for n elements at once: each is shared by all elements, or has one value per element along a new
 * leading axis. What a {@linkplain Primitive#batch batching rule} works on.
 */
public final class Mapped {

    private final Tensor y;
    private final int count;
    private final List<@Nullable Tensor> mapped;
    private final Map<Tensor, Tensor> known;

    Mapped(Tensor y, int count, Map<Tensor, Tensor> known) {
        this.y = y;
        this.count = count;
        this.known = known;
        this.mapped = new ArrayList<>();
        for (Tensor operand : y.operands()) {
            mapped.add(known.get(operand));
        }
    }

    /** Number of elements, n. */
    public int count() {
        return count;
    }

    /** Whether the i-th operand has a value per element. */
    public boolean isMapped(int i) {
        return mapped.get(i) != null;
    }

    /** The i-th operand as it is: with the leading axis if it is mapped, without it if it is shared. */
    public Tensor get(int i) {
        Tensor own = mapped.get(i);
        return own == null ? y.operand(i) : own;
    }

    /** The i-th operand with the leading axis; a shared one is repeated along it, which moves no numbers. */
    public Tensor spread(int i) {
        Tensor own = mapped.get(i);
        return own == null ? spread(y.operand(i)) : own;
    }

    /** A shared value repeated along a new leading axis. */
    public Tensor spread(Tensor shared) {
        return shared.broadcast(shared.shape().batch(count));
    }

    /** The rule of a primitive that takes any leading axes: itself on the spread operands. */
    public Tensor leading(Primitive op) {
        List<Tensor> operands = new ArrayList<>();
        for (int i = 0; i < y.operands().size(); i++) {
            operands.add(spread(i));
        }
        return Tensor.apply(op, operands);
    }

    /** The rule of last resort: one element after another, in a loop. */
    public Tensor loop() {
        List<Tensor> elements = new ArrayList<>();
        for (Tensor own : mapped) {
            if (own != null) {
                elements.add(own);
            }
        }
        return Loop.of(count, List.of(), elements, (none, rows) -> {
                    List<Tensor> operands = new ArrayList<>();
                    int next = 0;
                    for (int i = 0; i < mapped.size(); i++) {
                        operands.add(isMapped(i) ? rows.get(next++) : y.operand(i));
                    }
                    return new Loop.Step(List.of(), List.of(Tensor.apply(y.op(), operands)));
                })
                .outputs()
                .get(0);
    }

    /** A batching of further expressions, which knows what this one does: for rules that close over expressions. */
    Batcher further() {
        return new Batcher(count, new IdentityHashMap<>(known));
    }

    /** Axis {@code from} put to place {@code to}, the others in order. */
    public static Tensor move(Tensor x, int from, int to) {
        List<Integer> axes = new ArrayList<>();
        for (int i = 0; i < x.rank(); i++) {
            if (i != from) {
                axes.add(i);
            }
        }
        axes.add(to, from);
        return x.permute(axes.stream().mapToInt(i -> i).toArray());
    }
}
