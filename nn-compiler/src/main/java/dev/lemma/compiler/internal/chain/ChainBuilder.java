package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Chain}. Every method returns the number of a value, to be used as an operand of later calls.
 *
 * <p>Equal operations on equal operands give the same value, and operations on constants are carried out at once, but only where
 * the result is the same to the bit: {@code x · 1} is {@code x}, {@code x / 4} is {@code x · ¼}, while {@code x + 0} stays
 * because of −0. Values that reach no sink are dropped by {@link #build()}; inputs never are, so that the order of the arrays is
 * the order of the {@link #input} calls.
 *
 * <p>Kinds are checked: arithmetic takes reals and masks (as 1 or 0), integer operations take integers, {@link #select} and
 * {@link #repair} take a mask first. Not safe for use by several threads.
 */
public final class ChainBuilder {
    private final DType type;
    private final List<Instruction> values = new ArrayList<>();
    private final Map<Instruction, Integer> known = new HashMap<>();
    private final List<Integer> inputs = new ArrayList<>();
    private final List<Sink> sinks = new ArrayList<>();

    /** A builder of a chain over lanes of {@code type}. */
    public ChainBuilder(DType type) {
        this.type = type;
    }

    /** The type of the lanes. */
    public DType type() {
        return type;
    }

    /**
     * The next input array.
     *
     * @param splat whether it has one number per row (or one for all rows, with row stride 0) instead of one per element
     */
    public int input(boolean splat) {
        values.add(new Instruction(Code.INPUT, Kind.REAL, -1, -1, -1, splat ? 1 : 0, null));
        inputs.add(values.size() - 1);
        return values.size() - 1;
    }

    /** {@code value} rounded to the chain's type. */
    public int constant(double value) {
        return define(Code.CONSTANT, Kind.REAL, -1, -1, -1, Scalar.ofDouble(type, value), null);
    }

    /**
     * An integer constant.
     *
     * @throws IllegalArgumentException with float32, if {@code value} has more than 32 bits, signed or unsigned
     */
    public int integer(long value) {
        if (type == DType.FLOAT32 && (value < Integer.MIN_VALUE || value > 0xFFFF_FFFFL)) {
            throw new IllegalArgumentException(
                    "integer: got " + value + ", but integers of a float32 chain have 32 bits");
        }
        return define(Code.INTEGER, Kind.INTEGER, -1, -1, -1, type == DType.FLOAT32 ? (int) value : value, null);
    }

    /** {@link Code#ADD}. */
    public int add(int a, int b) {
        return real(Code.ADD, a, b);
    }

    /** {@link Code#SUB}. */
    public int sub(int a, int b) {
        return real(Code.SUB, a, b);
    }

    /** {@link Code#MUL}. */
    public int mul(int a, int b) {
        return real(Code.MUL, a, b);
    }

    /** {@link Code#DIV}. */
    public int div(int a, int b) {
        return real(Code.DIV, a, b);
    }

    /** {@link Code#MIN}. */
    public int min(int a, int b) {
        return real(Code.MIN, a, b);
    }

    /** {@link Code#MAX}. */
    public int max(int a, int b) {
        return real(Code.MAX, a, b);
    }

    /** {@link Code#FMA}: {@code a b + c}. */
    public int fma(int a, int b, int c) {
        return define(Code.FMA, Kind.REAL, numeric(Code.FMA, a), numeric(Code.FMA, b), numeric(Code.FMA, c), 0, null);
    }

    /** {@link Code#NEG}. */
    public int neg(int a) {
        return define(Code.NEG, Kind.REAL, numeric(Code.NEG, a), -1, -1, 0, null);
    }

    /** {@link Code#ABS}. */
    public int abs(int a) {
        return define(Code.ABS, Kind.REAL, numeric(Code.ABS, a), -1, -1, 0, null);
    }

    /** {@link Code#SQRT}. */
    public int sqrt(int a) {
        return define(Code.SQRT, Kind.REAL, numeric(Code.SQRT, a), -1, -1, 0, null);
    }

    /** {@link Code#LT}. */
    public int lt(int a, int b) {
        return define(Code.LT, Kind.MASK, numeric(Code.LT, a), numeric(Code.LT, b), -1, 0, null);
    }

    /** {@link Code#LE}. */
    public int le(int a, int b) {
        return define(Code.LE, Kind.MASK, numeric(Code.LE, a), numeric(Code.LE, b), -1, 0, null);
    }

    /** {@link Code#EQ}. */
    public int eq(int a, int b) {
        return define(Code.EQ, Kind.MASK, numeric(Code.EQ, a), numeric(Code.EQ, b), -1, 0, null);
    }

    /** {@link Code#SELECT}: {@code mask ? a : b}, of two numbers or of two integers. */
    public int select(int mask, int a, int b) {
        require(Code.SELECT, mask, Kind.MASK);
        if (kind(a) == Kind.INTEGER && kind(b) == Kind.INTEGER) {
            return bits(select(mask, real(a), real(b)));
        }
        return define(Code.SELECT, Kind.REAL, mask, numeric(Code.SELECT, a), numeric(Code.SELECT, b), 0, null);
    }

    /** {@link Code#BITS}. */
    public int bits(int a) {
        return define(Code.BITS, Kind.INTEGER, numeric(Code.BITS, a), -1, -1, 0, null);
    }

    /** {@link Code#REAL}. */
    public int real(int a) {
        return define(Code.REAL, Kind.REAL, require(Code.REAL, a, Kind.INTEGER), -1, -1, 0, null);
    }

    /**
     * The integer nearest to {@code a} towards zero; {@code |a| < 2³¹} with float32 and {@code |a| < 2⁵¹} with float64 is the
     * caller's duty.
     *
     * <p>Neither Java 17 nor hardware without AVX-512 converts vectors of reals to integers, so this is a sequence of about ten
     * operations (twenty with float32). To <em>round</em> a small number to an integer, add {@code 1.5 · 2²³} (resp.
     * {@code 1.5 · 2⁵²}): the low bits of the sum are the integer.
     */
    public int toInteger(int a) {
        int sign = shiftRightArithmetic(bits(a), type == DType.FLOAT32 ? 31 : 63);
        int magnitude;
        if (type == DType.FLOAT64) {
            magnitude = wholePart(abs(a), 0x1p52)[1];
        } else {
            int[] high = wholePart(mul(abs(a), constant(0x1p-16)), 0x1p23);
            int rest = fma(high[0], constant(-0x1p16), abs(a));
            magnitude = iadd(shiftLeft(high[1], 16), wholePart(rest, 0x1p23)[1]);
        }
        return isub(xor(magnitude, sign), sign);
    }

    /** The floor of {@code 0 ≤ t < magic / 2} as a real and as an integer; from {@code magic} on the spacing of reals is 1. */
    private int[] wholePart(int t, double magic) {
        int m = constant(magic);
        int nearest = sub(add(t, m), m);
        int floor = sub(nearest, lt(t, nearest));
        return new int[] {floor, isub(bits(add(floor, m)), bits(m))};
    }

    /**
     * The real nearest to the integer {@code a}, correctly rounded: a sequence of eight operations, for the reason given at
     * {@link #toInteger}. If {@code |a| < 2²²} with float32, {@code real(a + bits(1.5 · 2²³)) − 1.5 · 2²³} is cheaper.
     */
    public int toReal(int a) {
        require("toReal", a, Kind.INTEGER);
        int half = type == DType.FLOAT32 ? 16 : 32;
        double magic = type == DType.FLOAT32 ? 0x1p23 : 0x1p52;
        int m = constant(magic);
        int mm = constant(1.5 * magic);
        int high = sub(real(iadd(shiftRightArithmetic(a, half), bits(mm))), mm);
        int low = sub(real(or(and(a, integer((1L << half) - 1)), bits(m))), m);
        return fma(high, constant(1L << half), low);
    }

    /** {@link Code#IADD}. */
    public int iadd(int a, int b) {
        return integers(Code.IADD, a, b);
    }

    /** {@link Code#ISUB}. */
    public int isub(int a, int b) {
        return integers(Code.ISUB, a, b);
    }

    /** {@link Code#IMUL}. */
    public int imul(int a, int b) {
        return integers(Code.IMUL, a, b);
    }

    /** {@link Code#AND} of two integers or of two masks. */
    public int and(int a, int b) {
        return kind(a) == Kind.MASK && kind(b) == Kind.MASK
                ? define(Code.AND, Kind.MASK, a, b, -1, 0, null)
                : integers(Code.AND, a, b);
    }

    /** {@link Code#OR} of two integers or of two masks. */
    public int or(int a, int b) {
        return kind(a) == Kind.MASK && kind(b) == Kind.MASK
                ? define(Code.OR, Kind.MASK, a, b, -1, 0, null)
                : integers(Code.OR, a, b);
    }

    /** {@link Code#XOR}. */
    public int xor(int a, int b) {
        return integers(Code.XOR, a, b);
    }

    /** {@link Code#SHL}. */
    public int shiftLeft(int a, int count) {
        return shift(Code.SHL, a, count);
    }

    /** {@link Code#SHR}: zeros enter from the left. */
    public int shiftRight(int a, int count) {
        return shift(Code.SHR, a, count);
    }

    /** {@link Code#SAR}: copies of the sign enter from the left. */
    public int shiftRightArithmetic(int a, int count) {
        return shift(Code.SAR, a, count);
    }

    /** {@link Code#REPAIR}: {@code y} where {@code mask} is false, {@code fn} at {@code x} where it is true. */
    public int repair(Rare fn, int mask, int x, int y) {
        require(Code.REPAIR, mask, Kind.MASK);
        return define(Code.REPAIR, Kind.REAL, mask, numeric(Code.REPAIR, x), numeric(Code.REPAIR, y), 0, fn);
    }

    /** Writes every element of {@code value} to the next output array. */
    public void store(int value) {
        sink(Sink.Type.STORE, value);
    }

    /** Writes the sum of each row of {@code value} to the next output array, see {@link Sink.Type#ROW_SUM}. */
    public void rowSum(int value) {
        sink(Sink.Type.ROW_SUM, value);
    }

    /** Writes the maximum of each row of {@code value} to the next output array, see {@link Sink.Type#ROW_MAX}. */
    public void rowMax(int value) {
        sink(Sink.Type.ROW_MAX, value);
    }

    /** Adds every row of {@code value} to the next output array, see {@link Sink.Type#COLUMN_SUM}. */
    public void columnSum(int value) {
        sink(Sink.Type.COLUMN_SUM, value);
    }

    private void sink(Sink.Type how, int value) {
        numeric(how, value);
        sinks.add(new Sink(how, value));
    }

    /** The chain built so far. */
    public Chain build() {
        boolean[] used = new boolean[values.size()];
        for (Sink s : sinks) {
            used[s.value()] = true;
        }
        for (int v = values.size() - 1; v >= 0; v--) {
            Instruction i = values.get(v);
            for (int k = 0; used[v] && k < i.code().arity(); k++) {
                used[i.operand(k)] = true;
            }
        }
        int[] number = new int[values.size()];
        List<Instruction> kept = new ArrayList<>();
        for (int v : inputs) {
            number[v] = kept.size();
            kept.add(values.get(v));
        }
        for (int v = 0; v < number.length; v++) {
            Instruction i = values.get(v);
            if (used[v] && i.code() != Code.INPUT) {
                number[v] = kept.size();
                kept.add(new Instruction(
                        i.code(),
                        i.kind(),
                        at(number, i.a()),
                        at(number, i.b()),
                        at(number, i.c()),
                        i.literal(),
                        i.rare()));
            }
        }
        List<Sink> renumbered = new ArrayList<>();
        for (Sink s : sinks) {
            renumbered.add(new Sink(s.type(), number[s.value()]));
        }
        return new Chain(type, kept, renumbered);
    }

    private static int at(int[] number, int v) {
        return v < 0 ? -1 : number[v];
    }

    private int real(Code code, int a, int b) {
        return define(code, Kind.REAL, numeric(code, a), numeric(code, b), -1, 0, null);
    }

    private int integers(Code code, int a, int b) {
        return define(code, Kind.INTEGER, require(code, a, Kind.INTEGER), require(code, b, Kind.INTEGER), -1, 0, null);
    }

    private int shift(Code code, int a, int count) {
        int width = 8 * type.bytes();
        if (count < 0 || count >= width) {
            throw new IllegalArgumentException(code + ": shift count must lie in 0.." + (width - 1) + ", got " + count);
        }
        return define(code, Kind.INTEGER, require(code, a, Kind.INTEGER), -1, -1, count, null);
    }

    private int define(Code code, Kind kind, int a, int b, int c, long literal, @Nullable Rare rare) {
        int simpler = simplify(code, a, b, c, literal);
        if (simpler >= 0) {
            return simpler;
        }
        if (b >= 0 && a > b && (code.commutes() || code == Code.FMA)) {
            int t = a;
            a = b;
            b = t;
        }
        Instruction i = new Instruction(code, kind, a, b, c, literal, rare);
        Integer old = known.get(i);
        if (old != null) {
            return old;
        }
        values.add(i);
        known.put(i, values.size() - 1);
        return values.size() - 1;
    }

    /** A value equal to the bit to the operation, or −1. */
    private int simplify(Code code, int a, int b, int c, long literal) {
        if (code.arity() == 0) {
            return -1;
        }
        switch (code) {
            case ADD -> {
                if (isConstant(b, -0.0)) {
                    return asReal(a);
                }
                if (isConstant(a, -0.0)) {
                    return asReal(b);
                }
            }
            case SUB -> {
                if (isConstant(b, 0.0)) {
                    return asReal(a);
                }
            }
            case MUL -> {
                if (isConstant(b, 1)) {
                    return asReal(a);
                }
                if (isConstant(a, 1)) {
                    return asReal(b);
                }
            }
            case DIV -> {
                if (values.get(b).code() == Code.CONSTANT) {
                    double d = Scalar.toDouble(type, values.get(b).literal());
                    // a power of two whose reciprocal is a normal number: both round the same real number
                    if (Double.isFinite(d)
                            && d != 0
                            && Math.abs(d) == Math.scalb(1.0, Math.getExponent(d))
                            && Math.abs(Math.getExponent(d)) < (type == DType.FLOAT32 ? 126 : 1022)) {
                        return mul(a, constant(1 / d));
                    }
                }
            }
            case FMA -> {
                if (isConstant(a, 1)) {
                    return add(b, c);
                }
                if (isConstant(b, 1)) {
                    return add(a, c);
                }
                if (isConstant(c, -0.0)) {
                    return mul(a, b);
                }
            }
            case NEG -> {
                if (values.get(a).code() == Code.NEG) {
                    return asReal(values.get(a).a());
                }
            }
            case ABS -> {
                if (values.get(a).code() == Code.NEG) {
                    return abs(values.get(a).a());
                }
                if (values.get(a).code() == Code.ABS) {
                    return a;
                }
            }
            case MIN, MAX -> {
                if (a == b) {
                    return asReal(a);
                }
            }
            case SELECT -> {
                if (b == c) {
                    return asReal(b);
                }
            }
            case BITS -> {
                if (values.get(a).code() == Code.REAL) {
                    return values.get(a).a();
                }
            }
            case REAL -> {
                if (values.get(a).code() == Code.BITS && kind(values.get(a).a()) == Kind.REAL) {
                    return values.get(a).a();
                }
            }
            case SHL, SHR, SAR -> {
                if (literal == 0) {
                    return a;
                }
            }
            case AND, OR -> {
                if (a == b) {
                    return a;
                }
            }
            default -> {}
        }
        return fold(code, a, b, c, literal);
    }

    /** The constant result of an operation on constants, or −1; NaNs are left to the run, since their bits are unspecified. */
    private int fold(Code code, int a, int b, int c, long literal) {
        if (code == Code.LT || code == Code.LE || code == Code.EQ || code == Code.SELECT || code == Code.REPAIR) {
            return -1;
        }
        for (int k = 0, v = a; k < code.arity(); k++, v = k == 1 ? b : c) {
            if (!values.get(v).isLiteral()) {
                return -1;
            }
        }
        long x = values.get(a).literal();
        long y = b < 0 ? 0 : values.get(b).literal();
        long z = c < 0 ? 0 : values.get(c).literal();
        long result = Scalar.apply(type, code, x, y, z, literal, null);
        boolean integer =
                switch (code) {
                    case BITS, IADD, ISUB, IMUL, AND, OR, XOR, SHL, SHR, SAR -> true;
                    default -> false;
                };
        if (integer) {
            return code == Code.BITS && Double.isNaN(Scalar.toDouble(type, x)) ? -1 : integer(result);
        }
        return Double.isNaN(Scalar.toDouble(type, result))
                ? -1
                : define(Code.CONSTANT, Kind.REAL, -1, -1, -1, result, null);
    }

    private boolean isConstant(int v, double value) {
        return values.get(v).code() == Code.CONSTANT && values.get(v).literal() == Scalar.ofDouble(type, value);
    }

    /** {@code v}, made a number if it is a mask. */
    private int asReal(int v) {
        return kind(v) == Kind.MASK ? select(v, constant(1), constant(0)) : v;
    }

    private Kind kind(int v) {
        if (v < 0 || v >= values.size()) {
            throw new IllegalArgumentException(
                    "no value " + v + " in this chain; values so far: 0.." + (values.size() - 1));
        }
        return values.get(v).kind();
    }

    private int numeric(Object operation, int v) {
        if (kind(v) == Kind.INTEGER) {
            throw new IllegalArgumentException(operation + ": value " + v + " is an integer, a number was expected;"
                    + " use toReal to convert it or real to reinterpret its bits");
        }
        return v;
    }

    private int require(Object operation, int v, Kind expected) {
        if (kind(v) != expected) {
            throw new IllegalArgumentException(operation + ": value " + v + " is of kind " + kind(v) + ", expected "
                    + expected
                    + (expected == Kind.MASK ? "; compare it with something first" : "; use bits or toInteger"));
        }
        return v;
    }
}
