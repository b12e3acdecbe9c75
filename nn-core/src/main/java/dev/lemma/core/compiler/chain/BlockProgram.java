package dev.lemma.core.compiler.chain;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A chain lowered to {@link BlockStep}s: reals, integers and masks are given registers, bits are moved between the two kinds of
 * registers where needed, and runs of Horner's scheme become one step. Registers are used again as soon as their value is dead.
 */
final class BlockProgram {
    private static final int NONE = BlockStep.NONE;

    private final Chain chain;
    private final List<BlockStep> steps = new ArrayList<>();
    private final List<Long> realConstants = new ArrayList<>();
    private final List<Long> integerConstants = new ArrayList<>();
    private final Map<Integer, Integer> real = new HashMap<>();
    private final Map<Integer, Integer> integer = new HashMap<>();
    private final int[] inputs;
    private final int[] sinks;
    private final int[] uses;
    private final boolean[] splat;
    private int reals;
    private int integers;

    private BlockProgram(Chain chain) {
        this.chain = chain;
        inputs = new int[chain.inputs()];
        sinks = new int[chain.sinks().size()];
        uses = new int[chain.instructions().size()];
        splat = new boolean[uses.length];
    }

    static BlockProgram of(Chain chain) {
        BlockProgram p = new BlockProgram(chain);
        p.lower();
        p.allocate();
        return p;
    }

    List<BlockStep> steps() {
        return steps;
    }

    /** Raw bits of the constants that need a register of their own. */
    List<Long> realConstants() {
        return realConstants;
    }

    List<Long> integerConstants() {
        return integerConstants;
    }

    /** Number of real registers. */
    int reals() {
        return reals;
    }

    /** Number of integer registers. */
    int integers() {
        return integers;
    }

    /** The register that input {@code k} is loaded to. */
    int input(int k) {
        return inputs[k];
    }

    /** The register that sink {@code s} reads. */
    int sink(int s) {
        return sinks[s];
    }

    // ------------------------------------------------------------------------------------------------ lowering

    private void lower() {
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
            splat[v] = isSplat(i);
            if (i.code() == Code.INPUT) {
                inputs[v] = reals++;
                real.put(v, inputs[v]);
            } else if (!i.isLiteral() && !done[v]) {
                lower(v, i, done);
            }
        }
        for (int s = 0; s < sinks.length; s++) {
            sinks[s] = real(chain.sinks().get(s).value());
        }
    }

    /** Whether it is one number for the whole of a row. */
    private boolean isSplat(Instruction i) {
        if (i.code() == Code.INPUT || i.isLiteral()) {
            return i.isLiteral() || i.isSplat();
        }
        for (int k = 0; k < i.code().arity(); k++) {
            if (!splat[i.operand(k)]) {
                return false;
            }
        }
        return true;
    }

    /** Whether a mask compares with a number at the lower end of the range: as a rule all numbers of a block are above, or none. */
    private boolean isRarelyMixed(int mask) {
        Instruction i = chain.instruction(mask);
        if (i.code() != Code.LT || !isConstant(i.b())) {
            return false;
        }
        double bound = Scalar.toDouble(chain.type(), literal(i.b()));
        return bound > 0 && bound <= chain.type().smallestNormal();
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
                    long minus = Scalar.ofDouble(chain.type(), -Scalar.toDouble(chain.type(), literal(b)));
                    toReal(v, BlockCode.ADD_C, real(a), NONE, NONE, minus);
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
            case LT -> compare(v, a, b, BlockCode.LT, BlockCode.LT_C, BlockCode.C_LT);
            case LE -> compare(v, a, b, BlockCode.LE, BlockCode.LE_C, BlockCode.C_LE);
            case EQ -> compare(v, a, b, BlockCode.EQ, BlockCode.EQ_C, BlockCode.EQ_C);
            case SELECT -> {
                if (splat[a] || isRarelyMixed(a)) {
                    int mask = integer(a);
                    int chosen = real(b);
                    int other = real(i.c());
                    real.put(v, reals);
                    steps.add(new BlockStep(BlockCode.CHOOSE, reals++, chosen, other, mask, List.of(), null));
                } else if (isZero(i.c())) {
                    toInteger(v, BlockCode.AND, integer(a), integerBits(b), NONE);
                } else if (isZero(b)) {
                    toInteger(v, BlockCode.AND_NOT, integer(a), integerBits(i.c()), NONE);
                } else {
                    toInteger(v, BlockCode.SELECT, integer(a), integerBits(b), integerBits(i.c()));
                }
            }
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
                int mask = integer(a);
                real.put(v, reals);
                steps.add(new BlockStep(BlockCode.REPAIR, reals++, x, y, mask, List.of(), i.rare()));
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

    private void compare(int v, int a, int b, BlockCode registers, BlockCode right, BlockCode left) {
        if (isConstant(b)) {
            toInteger(v, right, real(a), NONE, NONE, literal(b));
        } else if (isConstant(a)) {
            toInteger(v, left, real(b), NONE, NONE, literal(a));
        } else {
            toInteger(v, registers, real(a), real(b), NONE);
        }
    }

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
                    toReal(last, length == 4 ? BlockCode.HORNER_4 : BlockCode.HORNER_2, real(p), real(x), NONE, coefficients);
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

    private void toReal(int v, BlockCode code, int x, int y, int w, Long... literals) {
        steps.add(new BlockStep(code, reals, x, y, w, List.of(literals), null));
        real.put(v, reals++);
    }

    private void toInteger(int v, BlockCode code, int x, int y, int w, Long... literals) {
        steps.add(new BlockStep(code, integers, x, y, w, List.of(literals), null));
        integer.put(v, integers++);
    }

    /** The real register of a number; of a mask, as 1 or 0. */
    private int real(int v) {
        Instruction i = chain.instruction(v);
        if (i.code() == Code.CONSTANT) {
            return constant(realConstants, i.literal());
        }
        Integer r = real.get(v);
        if (r == null) {
            int bits = i.kind() == Kind.MASK ? number(v) : integer(v);
            steps.add(new BlockStep(BlockCode.TO_REAL, reals, bits, NONE, NONE, List.of(), null));
            real.put(v, reals++);
            r = real.get(v);
        }
        return r;
    }

    /** The integer register of an integer, a mask or the bits of a real. */
    private int integer(int v) {
        Instruction i = chain.instruction(v);
        if (i.isLiteral()) {
            return constant(integerConstants, i.literal());
        }
        Integer r = integer.get(v);
        if (r == null) {
            toInteger(v, BlockCode.TO_BITS, real(v), NONE, NONE);
            r = integer.get(v);
        }
        return Objects.requireNonNull(r, "toInteger has just given it a register");
    }

    /** The bits of a number, also if it is a mask used as one. */
    private int integerBits(int v) {
        return chain.instruction(v).kind() == Kind.MASK ? number(v) : integer(v);
    }

    /** The bits of a mask's 1 or 0. */
    private int number(int mask) {
        int x = integer(mask);
        steps.add(new BlockStep(BlockCode.AND_C, integers, x, NONE, NONE, List.of(Scalar.ofDouble(chain.type(), 1)), null));
        return integers++;
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

    // ------------------------------------------------------------------------------------------------ register allocation

    /** Renames registers so that dead ones are used again; inputs that are splats keep theirs, since they are filled once. */
    private void allocate() {
        int[] lastReal = new int[reals];
        int[] lastInteger = new int[integers];
        for (int n = 0; n < steps.size(); n++) {
            BlockStep s = steps.get(n);
            for (int k = 0; k < 3; k++) {
                if (s.operand(k) >= 0 && s.operand(k) != NONE) {
                    (s.code().takesInteger(k) ? lastInteger : lastReal)[s.operand(k)] = n;
                }
            }
        }
        for (int r : sinks) {
            if (r >= 0) {
                lastReal[r] = Integer.MAX_VALUE;
            }
        }
        for (int k = 0; k < inputs.length; k++) {
            if (chain.instruction(k).isSplat()) {
                lastReal[inputs[k]] = Integer.MAX_VALUE;
            }
        }
        Pool realPool = new Pool(reals);
        Pool integerPool = new Pool(integers);
        for (int k = 0; k < inputs.length; k++) {
            inputs[k] = realPool.take(inputs[k]);
        }
        for (int n = 0; n < steps.size(); n++) {
            BlockStep s = steps.get(n);
            int[] renamed = new int[3];
            for (int k = 0; k < 3; k++) {
                int old = s.operand(k);
                renamed[k] = old < 0 || old == NONE ? old : (s.code().takesInteger(k) ? integerPool : realPool).names[old];
            }
            for (int k = 0; k < 3; k++) {
                int old = s.operand(k);
                if (old >= 0 && old != NONE) {
                    boolean isInteger = s.code().takesInteger(k);
                    if ((isInteger ? lastInteger : lastReal)[old] == n) {
                        (isInteger ? integerPool : realPool).free(old);
                    }
                }
            }
            int z = (s.code().givesInteger() ? integerPool : realPool).take(s.z());
            steps.set(n, new BlockStep(s.code(), z, renamed[0], renamed[1], renamed[2], s.literals(), s.rare()));
        }
        for (int s = 0; s < sinks.length; s++) {
            sinks[s] = sinks[s] < 0 ? sinks[s] : realPool.names[sinks[s]];
        }
        reals = realPool.size;
        integers = integerPool.size;
    }

    private static final class Pool {
        final int[] names;
        private final Deque<Integer> free = new ArrayDeque<>();
        private final boolean[] freed;
        int size;

        Pool(int n) {
            names = new int[n];
            freed = new boolean[n];
            Arrays.fill(names, -1);
        }

        int take(int register) {
            names[register] = free.isEmpty() ? size++ : free.pop();
            return names[register];
        }

        void free(int register) {
            if (!freed[register]) {
                freed[register] = true;
                free.push(names[register]);
            }
        }
    }
}
