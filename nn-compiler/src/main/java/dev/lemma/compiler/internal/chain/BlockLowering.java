package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A chain written in {@link BlockCode}s, each of which gives a value of its own: what is compared and selected becomes
 * arithmetic on bits, bits are moved between reals and integers where the {@link RegisterLayout} asks for it, and runs of Horner's
 * scheme become one step.
 *
 * <p>Values are numbered from 0 up, the inputs first; {@code ~k} is the k-th real or integer constant.
 */
final class BlockLowering {
    private static final int NONE = BlockStep.NONE;

    private final Chain chain;
    private final RegisterLayout layout;
    private final DType type;
    private final List<BlockStep> steps = new ArrayList<>();
    private final List<Long> realConstants = new ArrayList<>();
    private final List<Long> integerConstants = new ArrayList<>();
    /** Per value of the chain: the value here that holds it as a real, as bits or as a mask. */
    private final Map<Integer, Integer> real = new HashMap<>();

    private final Map<Integer, Integer> integer = new HashMap<>();
    private final int[] uses;
    private final BitSet splats = new BitSet();
    private int values;

    BlockLowering(Chain chain, RegisterLayout layout) {
        this.chain = chain;
        this.layout = layout;
        type = chain.type();
        uses = new int[chain.instructions().size()];
        for (Instruction i : chain.instructions()) {
            for (int k = 0; k < i.code().arity(); k++) {
                uses[i.operand(k)]++;
            }
        }
        for (Sink s : chain.sinks()) {
            uses[s.value()] += 2;
        }
        boolean[] done = new boolean[uses.length];
        for (int v = 0; v < uses.length; v++) {
            Instruction i = chain.instruction(v);
            if (i.code() == Code.INPUT) {
                splats.set(values, i.isSplat());
                real.put(v, values++);
            } else if (!i.isLiteral() && !done[v]) {
                lower(v, i, done);
            }
        }
        for (Sink s : chain.sinks()) {
            real(s.value());
        }
        dropUnused();
    }

    /** The steps in an order in which they can be done. */
    List<BlockStep> steps() {
        return steps;
    }

    /** Number of values. */
    int values() {
        return values;
    }

    /** The values that are one number for the whole of a row. */
    BitSet splats() {
        return splats;
    }

    /** The value that sink {@code s} reads. */
    int sink(int s) {
        return real(chain.sinks().get(s).value());
    }

    /** Raw bits of the constants that are operands, not literals. */
    List<Long> realConstants() {
        return realConstants;
    }

    List<Long> integerConstants() {
        return integerConstants;
    }

    private void dropUnused() {
        BitSet used = new BitSet(values);
        for (int s = 0; s < chain.sinks().size(); s++) {
            if (sink(s) >= 0) {
                used.set(sink(s));
            }
        }
        for (int n = steps.size() - 1; n >= 0; n--) {
            BlockStep s = steps.get(n);
            if (used.get(s.z())) {
                for (int k = 0; k < 3; k++) {
                    if (s.reads(k)) {
                        used.set(s.operand(k));
                    }
                }
            } else {
                steps.remove(n);
            }
        }
    }

    private void lower(int v, Instruction i, boolean[] done) {
        int a = i.a();
        int b = i.b();
        switch (i.code()) {
            case ADD -> commutative(v, BlockCode.ADD, BlockCode.ADD_C, a, b);
            case MUL -> commutative(v, BlockCode.MUL, BlockCode.MUL_C, a, b);
            case MIN -> commutative(v, BlockCode.MIN, BlockCode.MIN_C, a, b);
            case MAX -> commutative(v, BlockCode.MAX, BlockCode.MAX_C, a, b);
            case SUB -> {
                if (isConstant(b)) {
                    toReal(v, BlockCode.ADD_C, real(a), NONE, NONE, bits(-number(b)));
                } else if (isConstant(a)) {
                    toReal(v, BlockCode.C_SUB, real(b), NONE, NONE, literal(a));
                } else {
                    toReal(v, BlockCode.SUB, real(a), real(b), NONE);
                }
            }
            case DIV -> {
                if (isConstant(a)) {
                    toReal(v, BlockCode.C_DIV, real(b), NONE, NONE, literal(a));
                } else {
                    toReal(v, BlockCode.DIV, real(a), real(b), NONE);
                }
            }
            case FMA -> multiplyAdd(v, i, done);
            case NEG -> toReal(v, BlockCode.NEG, real(a), NONE, NONE);
            case ABS -> toReal(v, BlockCode.ABS, real(a), NONE, NONE);
            case SQRT -> toReal(v, BlockCode.SQRT, real(a), NONE, NONE);
            case LT -> less(v, a, b);
            case LE -> lessOrEqual(v, a, b);
            case EQ -> {
                if (isConstant(b)) {
                    toInteger(v, BlockCode.EQ_C, real(a), NONE, NONE, literal(b));
                } else if (isConstant(a)) {
                    toInteger(v, BlockCode.EQ_C, real(b), NONE, NONE, literal(a));
                } else {
                    toInteger(v, BlockCode.EQ, real(a), real(b), NONE);
                }
            }
            case SELECT -> select(v, a, b, i.c());
            case BITS -> integer.put(v, integerBits(a));
            case REAL -> integer.put(v, integer(a));
            case IADD -> integers(v, BlockCode.IADD, BlockCode.IADD_C, a, b);
            case ISUB -> {
                if (chain.instruction(b).isLiteral()) {
                    toInteger(v, BlockCode.IADD_C, integer(a), NONE, NONE, -literal(b));
                } else {
                    toInteger(v, BlockCode.ISUB, integer(a), integer(b), NONE);
                }
            }
            case IMUL -> toInteger(v, BlockCode.IMUL, integer(a), integer(b), NONE);
            case AND -> integers(v, BlockCode.AND, BlockCode.AND_C, a, b);
            case OR -> integers(v, BlockCode.OR, BlockCode.OR_C, a, b);
            case XOR -> integers(v, BlockCode.XOR, BlockCode.XOR_C, a, b);
            case SHL -> toInteger(v, BlockCode.SHL, integer(a), NONE, NONE, i.literal());
            case SHR -> toInteger(v, BlockCode.SHR, integer(a), NONE, NONE, i.literal());
            case SAR -> toInteger(v, BlockCode.SAR, integer(a), NONE, NONE, i.literal());
            case REPAIR -> {
                int x = real(b);
                int y = real(i.c());
                real.put(v, add(new BlockStep(BlockCode.REPAIR, values, x, y, integer(a), List.of(), i.rare())));
            }
            default -> throw new AssertionError(i.code());
        }
    }

    private void commutative(int v, BlockCode registers, BlockCode constant, int a, int b) {
        if (isConstant(a)) {
            toReal(v, constant, real(b), NONE, NONE, literal(a));
        } else if (isConstant(b)) {
            toReal(v, constant, real(a), NONE, NONE, literal(b));
        } else {
            toReal(v, registers, real(a), real(b), NONE);
        }
    }

    private void integers(int v, BlockCode registers, BlockCode constant, int a, int b) {
        if (chain.instruction(a).isLiteral()) {
            toInteger(v, constant, integer(b), NONE, NONE, literal(a));
        } else if (chain.instruction(b).isLiteral()) {
            toInteger(v, constant, integer(a), NONE, NONE, literal(b));
        } else {
            toInteger(v, registers, integer(a), integer(b), NONE);
        }
    }

    // ------------------------------------------------------------------------------------------------ comparisons

    /** {@code a < b} is the sign of a − b, which underflow does not lose; equal operands must give +0, see {@link #negative}. */
    private void less(int v, int a, int b) {
        if (isConstant(b)) {
            less(v, a, number(b));
        } else if (isConstant(a)) {
            greater(v, b, number(a));
        } else {
            int difference = step(BlockCode.SUB, real(a), real(b), NONE);
            negative(v, step(BlockCode.ADD_C, difference, NONE, NONE, 0L)); // −0 − 0 is −0
        }
    }

    /** {@code x < c}. */
    private void less(int v, int x, double c) {
        if (chain.instruction(x).code() == Code.ABS && c > 0) {
            smaller(v, chain.instruction(x).a(), c);
        } else {
            negative(v, step(BlockCode.ADD_C, real(x), NONE, NONE, bits(c == 0 ? 0 : -c)));
        }
    }

    /** {@code |x| < c} for positive c: without the sign, bits are in the order of their numbers, and NaN is above infinity. */
    private void smaller(int v, int x, double c) {
        long allButSign = type == DType.FLOAT32 ? Integer.MAX_VALUE : Long.MAX_VALUE;
        int magnitude = step(BlockCode.AND_C, integerBits(x), NONE, NONE, allButSign);
        int difference = step(BlockCode.IADD_C, magnitude, NONE, NONE, -bits(c));
        toInteger(v, BlockCode.SAR, difference, NONE, NONE, 8L * type.bytes() - 1);
    }

    /** {@code x > c}. */
    private void greater(int v, int x, double c) {
        negative(v, step(BlockCode.C_SUB, real(x), NONE, NONE, bits(c == 0 ? 0 : c)));
    }

    private void lessOrEqual(int v, int a, int b) {
        if (isConstant(b) && number(b) < Double.POSITIVE_INFINITY) {
            less(v, a, type == DType.FLOAT32 ? Math.nextUp((float) number(b)) : Math.nextUp(number(b)));
        } else if (isConstant(a) && number(a) > Double.NEGATIVE_INFINITY) {
            greater(v, b, type == DType.FLOAT32 ? Math.nextDown((float) number(a)) : Math.nextDown(number(a)));
        } else {
            toInteger(v, BlockCode.LE, real(a), real(b), NONE);
        }
    }

    /**
     * The mask of numbers below zero, NaN and +0 not among them; the number must not be −0. Their bits i are those from sign + 1 to
     * sign + infinity, and for exactly these i is negative and i + (smallest normal − sign − 1) is not.
     */
    private void negative(int v, int x) {
        long sign = type == DType.FLOAT32 ? Integer.MIN_VALUE : Long.MIN_VALUE;
        long shift = bits(type.smallestNormal()) - sign - 1;
        int i = converted(BlockCode.TO_BITS, x);
        int shifted = step(BlockCode.IADD_C, i, NONE, NONE, type == DType.FLOAT32 ? (int) shift : shift);
        int below = step(BlockCode.AND_NOT, shifted, i, NONE);
        toInteger(v, BlockCode.SAR, below, NONE, NONE, 8L * type.bytes() - 1);
    }

    private void select(int v, int mask, int b, int c) {
        if (isClamp(mask, b, c)) {
            boolean isMinimum = isConstant(chain.instruction(mask).a());
            toReal(v, isMinimum ? BlockCode.MIN_C : BlockCode.MAX_C, real(c), NONE, NONE, literal(b));
        } else if (splats.get(integer(mask))) {
            int chosen = real(b);
            int other = real(c);
            real.put(v, step(BlockCode.CHOOSE, chosen, other, integer(mask)));
        } else if (isZero(c)) {
            toInteger(v, BlockCode.AND, integer(mask), integerBits(b), NONE);
        } else if (isZero(b)) {
            toInteger(v, BlockCode.AND_NOT, integer(mask), integerBits(c), NONE);
        } else {
            toInteger(v, BlockCode.SELECT, integer(mask), integerBits(b), integerBits(c));
        }
    }

    /** Whether it is {@code x < c ? c : x}, the maximum, or {@code c < x ? c : x}, the minimum, also for NaN and zeros. */
    private boolean isClamp(int mask, int b, int c) {
        Instruction compared = chain.instruction(mask);
        if (compared.code() != Code.LT || !isConstant(b) || isConstant(c)) {
            return false;
        }
        boolean isMaximum = compared.a() == c && isConstant(compared.b()) && literal(compared.b()) == literal(b);
        boolean isMinimum = compared.b() == c && isConstant(compared.a()) && literal(compared.a()) == literal(b);
        // Where x is the other zero it stays what it is, but −0 is less than 0 for the minimum and the maximum.
        double excluded = isMaximum ? 0.0 : -0.0;
        return (isMaximum || isMinimum) && literal(b) != bits(excluded) && !Double.isNaN(number(b));
    }

    // ------------------------------------------------------------------------------------------------ multiply-add

    private void multiplyAdd(int v, Instruction i, boolean[] done) {
        int a = isConstant(i.a()) ? i.b() : i.a();
        int b = isConstant(i.a()) ? i.a() : i.b();
        int c = i.c();
        if (isConstant(b)) {
            if (isConstant(c)) {
                toReal(v, BlockCode.FMA_XCD, real(a), NONE, NONE, literal(b), literal(c));
            } else {
                toReal(v, BlockCode.FMA_XCW, real(a), NONE, real(c), literal(b));
            }
        } else if (!isConstant(c)) {
            toReal(v, BlockCode.FMA, real(a), real(b), real(c));
        } else {
            // p x + c, followed by further ones of the same x whose only operand it is
            for (int x : new int[] {a, b}) {
                int p = x == a ? b : a;
                List<Integer> run = new ArrayList<>(List.of(v));
                int next;
                while (run.size() < 4 && (next = nextOfHorner(run.get(run.size() - 1), x)) >= 0) {
                    run.add(next);
                }
                int length = run.size() == 4 ? 4 : run.size() >= 2 ? 2 : 1;
                if (length > 1) {
                    Long[] coefficients = new Long[length];
                    for (int n = 0; n < length; n++) {
                        coefficients[n] = literal(chain.instruction(run.get(n)).c());
                        done[run.get(n)] = true;
                    }
                    int last = run.get(length - 1);
                    toReal(
                            last,
                            length == 4 ? BlockCode.HORNER_4 : BlockCode.HORNER_2,
                            real(p),
                            real(x),
                            NONE,
                            coefficients);
                    return;
                }
            }
            toReal(v, BlockCode.FMA_XYC, real(a), real(b), NONE, literal(c));
        }
    }

    /** The multiply-add by {@code x} plus a constant that is the only use of {@code p}, or −1. */
    private int nextOfHorner(int p, int x) {
        if (uses[p] != 1) {
            return -1;
        }
        for (int v = p + 1; v < uses.length; v++) {
            Instruction i = chain.instruction(v);
            boolean usesP = i.a() == p || i.b() == p || i.c() == p;
            if (usesP) {
                boolean multiplies = i.a() == p && i.b() == x || i.b() == p && i.a() == x;
                return multiplies && x != p && i.code() == Code.FMA && isConstant(i.c()) ? v : -1;
            }
        }
        return -1;
    }

    // ------------------------------------------------------------------------------------------------ values

    private int step(BlockCode code, int x, int y, int w, Long... literals) {
        return add(new BlockStep(code, values, x, y, w, List.of(literals), null));
    }

    private int add(BlockStep s) {
        boolean splat = true;
        for (int k = 0; k < 3; k++) {
            splat &= !s.reads(k) || splats.get(s.operand(k));
        }
        splats.set(s.z(), splat);
        steps.add(s);
        return values++;
    }

    private void toReal(int v, BlockCode code, int x, int y, int w, Long... literals) {
        real.put(v, step(code, x, y, w, literals));
    }

    private void toInteger(int v, BlockCode code, int x, int y, int w, Long... literals) {
        integer.put(v, step(code, x, y, w, literals));
    }

    /** The value with the bits of {@code x} in the other kind of register; the same value where registers are of either kind. */
    private int converted(BlockCode code, int x) {
        if (x < 0) {
            return code == BlockCode.TO_REAL
                    ? constant(realConstants, integerConstants.get(~x))
                    : constant(integerConstants, realConstants.get(~x));
        }
        return layout == RegisterLayout.TOGETHER ? x : step(code, x, NONE, NONE);
    }

    /** The real value of a number; of a mask, as 1 or 0. */
    private int real(int v) {
        Instruction i = chain.instruction(v);
        if (i.code() == Code.CONSTANT) {
            return constant(realConstants, i.literal());
        }
        Integer r = real.get(v);
        if (r == null) {
            int bits = i.kind() == Kind.MASK ? numberOf(v) : integer(v);
            r = converted(BlockCode.TO_REAL, bits);
            real.put(v, r);
        }
        return r;
    }

    /** The integer value of an integer, a mask or the bits of a real. */
    private int integer(int v) {
        Instruction i = chain.instruction(v);
        if (i.isLiteral()) {
            return constant(integerConstants, i.literal());
        }
        Integer r = integer.get(v);
        if (r == null) {
            r = converted(BlockCode.TO_BITS, real(v));
            integer.put(v, r);
        }
        return r;
    }

    /** The bits of a number, also if it is a mask used as one. */
    private int integerBits(int v) {
        return chain.instruction(v).kind() == Kind.MASK ? numberOf(v) : integer(v);
    }

    /** The bits of a mask's 1 or 0. */
    private int numberOf(int mask) {
        return step(BlockCode.AND_C, integer(mask), NONE, NONE, bits(1));
    }

    private static int constant(List<Long> constants, long bits) {
        int k = constants.indexOf(bits);
        if (k < 0) {
            constants.add(bits);
            k = constants.size() - 1;
        }
        return ~k;
    }

    private boolean isConstant(int v) {
        return chain.instruction(v).code() == Code.CONSTANT;
    }

    private boolean isZero(int v) {
        return isConstant(v) && literal(v) == 0;
    }

    private long literal(int v) {
        return chain.instruction(v).literal();
    }

    private double number(int constant) {
        return Scalar.toDouble(type, literal(constant));
    }

    private long bits(double number) {
        return Scalar.ofDouble(type, number);
    }
}
