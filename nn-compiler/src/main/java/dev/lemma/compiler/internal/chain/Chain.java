package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import java.util.List;
import java.util.Objects;

/**
 * A straight-line element-wise program in static single assignment form: what one pass over a rows × columns domain computes. A
 * chain is immutable, and equal chains (same type, instructions, sinks) are interchangeable, so the chain itself is the signature
 * under which kernels are kept.
 *
 * <p>Inputs are the first instructions, in the order in which a {@link ChainKernel} expects their arrays; the sinks' arrays
 * follow. Made by {@link ChainBuilder}, which checks kinds and operands.
 */
public final class Chain {
    /**
     * Most instructions in one chain, arrays counted twice more. The bound is that of HotSpot's optimising compiler, whose time
     * for a method of Vector API calls grows faster than its length: with 190 it takes one to two seconds and the code runs at
     * full speed, with 280 values no longer fit the registers and each operation costs twice as much, with 390 it had not
     * finished after fifteen seconds. (Methods of more than 8000 bytes are never compiled; that is further off.)
     */
    public static final int MAX_INSTRUCTIONS = 200;

    private final DType type;
    private final List<Instruction> instructions;
    private final List<Sink> sinks;
    private final int inputs;
    private final int hash;

    Chain(DType type, List<Instruction> instructions, List<Sink> sinks) {
        this.type = type;
        this.instructions = List.copyOf(instructions);
        this.sinks = List.copyOf(sinks);
        int n = 0;
        while (n < this.instructions.size() && this.instructions.get(n).code() == Code.INPUT) {
            n++;
        }
        this.inputs = n;
        this.hash = Objects.hash(type, this.instructions, this.sinks);
    }

    /** The real type of the lanes. */
    public DType type() {
        return type;
    }

    /** All instructions; the first {@link #inputs()} are the inputs. */
    public List<Instruction> instructions() {
        return instructions;
    }

    /** The instruction that defines {@code value}. */
    public Instruction instruction(int value) {
        return instructions.get(value);
    }

    /** Where values go, in the order of the output arrays. */
    public List<Sink> sinks() {
        return sinks;
    }

    /** Number of input arrays. */
    public int inputs() {
        return inputs;
    }

    /** Number of arrays a kernel takes: inputs, then sinks. */
    public int arrays() {
        return inputs + sinks.size();
    }

    /** Number of instructions that compute something: neither inputs nor literals. */
    public int operations() {
        int n = 0;
        for (Instruction i : instructions) {
            if (i.code() != Code.INPUT && !i.isLiteral()) {
                n++;
            }
        }
        return n;
    }

    /** Estimated vector instructions per vector of elements, loads and stores included: a measure to compare chains by. */
    public int cost() {
        int n = 0;
        for (Instruction i : instructions) {
            n += i.isSplat() ? 0 : i.code() == Code.INPUT ? 1 : i.code().cost();
        }
        for (Sink s : sinks) {
            n += s.type() == Sink.Type.COLUMN_SUM ? 3 : s.type() == Sink.Type.STORE ? 1 : 4;
        }
        return n;
    }

    /** Whether a compiler accepts this chain; if not, the caller must cut it. */
    public boolean fitsOneMethod() {
        return instructions.size() + 2 * arrays() <= MAX_INSTRUCTIONS;
    }

    /** Refuses a chain that does not fit one method. */
    void requireFits() {
        if (!fitsOneMethod()) {
            throw new IllegalArgumentException("chain of " + instructions.size() + " instructions and " + arrays()
                    + " arrays: instructions and twice the arrays may be at most " + MAX_INSTRUCTIONS
                    + " in one kernel; cut it into several chains");
        }
    }

    @Override
    public boolean equals(Object other) {
        return this == other
                || other instanceof Chain that
                        && hash == that.hash
                        && type == that.type
                        && instructions.equals(that.instructions)
                        && sinks.equals(that.sinks);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** One line per instruction and sink. */
    @Override
    public String toString() {
        StringBuilder s = new StringBuilder("chain of ").append(type).append('\n');
        for (int v = 0; v < instructions.size(); v++) {
            Instruction i = instructions.get(v);
            s.append("  %").append(v).append(" = ").append(i.code());
            for (int k = 0; k < i.code().arity(); k++) {
                s.append(" %").append(i.operand(k));
            }
            switch (i.code()) {
                case CONSTANT -> s.append(' ').append(Scalar.toDouble(type, i.literal()));
                case INTEGER, SHL, SHR, SAR -> s.append(' ').append(i.literal());
                case INPUT -> s.append(i.isSplat() ? " splat" : "");
                case REPAIR -> s.append(' ').append(i.rare());
                default -> {}
            }
            s.append('\n');
        }
        for (Sink k : sinks) {
            s.append("  ").append(k.type()).append(" %").append(k.value()).append('\n');
        }
        return s.toString();
    }
}
