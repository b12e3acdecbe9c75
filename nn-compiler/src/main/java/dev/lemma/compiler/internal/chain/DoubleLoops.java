package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import java.util.List;
import java.util.Objects;

/**
 * The loops over blocks of float64. Each has one statement on arrays of the same index: the only shape that the
 * optimising just-in-time compiler reliably turns into vector instructions. They are separate methods behind one interface, so
 * that each is compiled alone, and once for all chains.
 */
final class DoubleLoops {
    /** Some steps on the first {@code n} elements of their registers. */
    @FunctionalInterface
    interface Loop {
        void run(DoubleRegisters m, int n);
    }

    private DoubleLoops() {}

    /** The loop of {@code loop}, written for it if it does several steps or its registers lie together. */
    static Loop of(BlockLoop loop, BlockProgram program) {
        return LoopClassWriter.isToWrite(loop, program)
                ? (Loop) LoopClassWriter.compile(DType.FLOAT64, loop, program)
                : of(loop.alone());
    }

    private static Loop of(BlockStep s) {
        double c = literal(s, 0);
        double d = literal(s, 1);
        double e = literal(s, 2);
        double f = literal(s, 3);
        long k = s.literals().isEmpty() ? 0 : s.literals().get(0);
        return switch (s.code()) {
            case ADD -> (m, n) -> add(m.real(s.x()), m.real(s.y()), m.real(s.z()), n);
            case SUB -> (m, n) -> sub(m.real(s.x()), m.real(s.y()), m.real(s.z()), n);
            case MUL -> (m, n) -> mul(m.real(s.x()), m.real(s.y()), m.real(s.z()), n);
            case DIV -> (m, n) -> div(m.real(s.x()), m.real(s.y()), m.real(s.z()), n);
            case MIN -> (m, n) -> min(m.real(s.x()), m.real(s.y()), m.real(s.z()), n);
            case MAX -> (m, n) -> max(m.real(s.x()), m.real(s.y()), m.real(s.z()), n);
            case ADD_C -> (m, n) -> addC(m.real(s.x()), c, m.real(s.z()), n);
            case C_SUB -> (m, n) -> cSub(m.real(s.x()), c, m.real(s.z()), n);
            case MUL_C -> (m, n) -> mulC(m.real(s.x()), c, m.real(s.z()), n);
            case C_DIV -> (m, n) -> cDiv(m.real(s.x()), c, m.real(s.z()), n);
            case MIN_C -> (m, n) -> minC(m.real(s.x()), c, m.real(s.z()), n);
            case MAX_C -> (m, n) -> maxC(m.real(s.x()), c, m.real(s.z()), n);
            case NEG -> (m, n) -> neg(m.real(s.x()), m.real(s.z()), n);
            case ABS -> (m, n) -> abs(m.real(s.x()), m.real(s.z()), n);
            case SQRT -> (m, n) -> sqrt(m.real(s.x()), m.real(s.z()), n);
            case FMA -> (m, n) -> fma(m.real(s.x()), m.real(s.y()), m.real(s.w()), m.real(s.z()), n);
            case FMA_XYC -> (m, n) -> fmaXyc(m.real(s.x()), m.real(s.y()), c, m.real(s.z()), n);
            case FMA_XCW -> (m, n) -> fmaXcw(m.real(s.x()), c, m.real(s.w()), m.real(s.z()), n);
            case FMA_XCD -> (m, n) -> fmaXcd(m.real(s.x()), c, d, m.real(s.z()), n);
            case HORNER_2 -> (m, n) -> horner2(m.real(s.x()), m.real(s.y()), c, d, m.real(s.z()), n);
            case HORNER_4 -> (m, n) -> horner4(m.real(s.x()), m.real(s.y()), c, d, e, f, m.real(s.z()), n);
            case LE -> (m, n) -> le(m.real(s.x()), m.real(s.y()), m.integer(s.z()), n);
            case EQ -> (m, n) -> eq(m.real(s.x()), m.real(s.y()), m.integer(s.z()), n);
            case EQ_C -> (m, n) -> eqC(m.real(s.x()), c, m.integer(s.z()), n);
            case AND_NOT -> (m, n) -> andNot(m.integer(s.x()), m.integer(s.y()), m.integer(s.z()), n);
            case IADD -> (m, n) -> iadd(m.integer(s.x()), m.integer(s.y()), m.integer(s.z()), n);
            case ISUB -> (m, n) -> isub(m.integer(s.x()), m.integer(s.y()), m.integer(s.z()), n);
            case IMUL -> (m, n) -> imul(m.integer(s.x()), m.integer(s.y()), m.integer(s.z()), n);
            case AND -> (m, n) -> and(m.integer(s.x()), m.integer(s.y()), m.integer(s.z()), n);
            case OR -> (m, n) -> or(m.integer(s.x()), m.integer(s.y()), m.integer(s.z()), n);
            case XOR -> (m, n) -> xor(m.integer(s.x()), m.integer(s.y()), m.integer(s.z()), n);
            case IADD_C -> (m, n) -> iaddC(m.integer(s.x()), k, m.integer(s.z()), n);
            case AND_C -> (m, n) -> andC(m.integer(s.x()), k, m.integer(s.z()), n);
            case OR_C -> (m, n) -> orC(m.integer(s.x()), k, m.integer(s.z()), n);
            case XOR_C -> (m, n) -> xorC(m.integer(s.x()), k, m.integer(s.z()), n);
            case SHL -> (m, n) -> shl(m.integer(s.x()), k, m.integer(s.z()), n);
            case SHR -> (m, n) -> shr(m.integer(s.x()), k, m.integer(s.z()), n);
            case SAR -> (m, n) -> sar(m.integer(s.x()), k, m.integer(s.z()), n);
            case SELECT -> (m, n) -> select(m.integer(s.x()), m.integer(s.y()), m.integer(s.w()), m.integer(s.z()), n);
            case TO_BITS -> (m, n) -> m.toBits(m.real(s.x()), m.integer(s.z()), n);
            case TO_REAL -> (m, n) -> m.toReal(m.integer(s.x()), m.real(s.z()), n);
            case CHOOSE -> (m, n) -> choose(m, s, n);
            case REPAIR -> {
                Rare rare = Objects.requireNonNull(s.rare());
                yield (m, n) -> repair(m, s, rare, n);
            }
        };
    }

    private static double literal(BlockStep s, int k) {
        List<Long> literals = s.literals();
        return k < literals.size() ? Double.longBitsToDouble(literals.get(k)) : 0;
    }

    private static void add(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + y[i];
        }
    }

    private static void sub(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] - y[i];
        }
    }

    private static void mul(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * y[i];
        }
    }

    private static void div(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] / y[i];
        }
    }

    private static void min(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(x[i], y[i]);
        }
    }

    private static void max(double[] x, double[] y, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(x[i], y[i]);
        }
    }

    private static void addC(double[] x, double c, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + c;
        }
    }

    private static void cSub(double[] x, double c, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = c - x[i];
        }
    }

    private static void mulC(double[] x, double c, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * c;
        }
    }

    private static void cDiv(double[] x, double c, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = c / x[i];
        }
    }

    private static void minC(double[] x, double c, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(x[i], c);
        }
    }

    private static void maxC(double[] x, double c, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(x[i], c);
        }
    }

    private static void neg(double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = -x[i];
        }
    }

    private static void abs(double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.abs(x[i]);
        }
    }

    private static void sqrt(double[] x, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.sqrt(x[i]);
        }
    }

    private static void fma(double[] x, double[] y, double[] w, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(x[i], y[i], w[i]);
        }
    }

    private static void fmaXyc(double[] x, double[] y, double c, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(x[i], y[i], c);
        }
    }

    private static void fmaXcw(double[] x, double c, double[] w, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(x[i], c, w[i]);
        }
    }

    private static void fmaXcd(double[] x, double c, double d, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(x[i], c, d);
        }
    }

    private static void horner2(double[] x, double[] y, double c, double d, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(Math.fma(x[i], y[i], c), y[i], d);
        }
    }

    private static void horner4(double[] x, double[] y, double c, double d, double e, double f, double[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(Math.fma(Math.fma(Math.fma(x[i], y[i], c), y[i], d), y[i], e), y[i], f);
        }
    }

    private static void le(double[] x, double[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] <= y[i] ? -1 : 0;
        }
    }

    private static void eq(double[] x, double[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] == y[i] ? -1 : 0;
        }
    }

    private static void eqC(double[] x, double c, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] == c ? -1 : 0;
        }
    }

    private static void andNot(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = ~x[i] & y[i];
        }
    }

    private static void iadd(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + y[i];
        }
    }

    private static void isub(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] - y[i];
        }
    }

    private static void imul(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * y[i];
        }
    }

    private static void and(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] & y[i];
        }
    }

    private static void or(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] | y[i];
        }
    }

    private static void xor(long[] x, long[] y, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] ^ y[i];
        }
    }

    private static void iaddC(long[] x, long c, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + c;
        }
    }

    private static void andC(long[] x, long c, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] & c;
        }
    }

    private static void orC(long[] x, long c, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] | c;
        }
    }

    private static void xorC(long[] x, long c, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] ^ c;
        }
    }

    private static void shl(long[] x, long c, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] << c;
        }
    }

    private static void shr(long[] x, long c, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] >>> c;
        }
    }

    private static void sar(long[] x, long c, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] >> c;
        }
    }

    private static void select(long[] x, long[] y, long[] w, long[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] & y[i] | ~x[i] & w[i];
        }
    }

    private static void choose(DoubleRegisters m, BlockStep s, int n) {
        long[] mask = m.bits(s.w(), n);
        long any = 0;
        long all = -1;
        for (int i = 0; i < n; i++) {
            any |= mask[i];
            all &= mask[i];
        }
        if (any == 0 || all == -1) {
            copy(m, any == 0 ? s.y() : s.x(), s.z(), n);
            return;
        }
        double[] x = m.real(s.x());
        double[] y = m.real(s.y());
        double[] z = m.real(s.z());
        int atX = m.at(s.x());
        int atY = m.at(s.y());
        int atZ = m.at(s.z());
        for (int i = 0; i < n; i++) {
            z[atZ + i] = mask[i] != 0 ? x[atX + i] : y[atY + i];
        }
    }

    private static void repair(DoubleRegisters m, BlockStep s, Rare rare, int n) {
        long[] mask = m.bits(s.w(), n);
        long any = 0;
        for (int i = 0; i < n; i++) {
            any |= mask[i];
        }
        if (any == 0) {
            copy(m, s.y(), s.z(), n);
            return;
        }
        double[] x = m.real(s.x());
        double[] y = m.real(s.y());
        double[] z = m.real(s.z());
        int atX = m.at(s.x());
        int atY = m.at(s.y());
        int atZ = m.at(s.z());
        for (int i = 0; i < n; i++) {
            z[atZ + i] = mask[i] != 0 ? rare.at(x[atX + i]) : y[atY + i];
        }
    }

    private static void copy(DoubleRegisters m, int x, int z, int n) {
        if (x != z) {
            System.arraycopy(m.real(x), m.at(x), m.real(z), m.at(z), n);
        }
    }

    /** Adds {@code x[from..from + n)} to 8 accumulators, element i to accumulator i mod 8. */
    static void sum(double[] x, int from, int n, double[] p) {
        int rows = n / 8;
        addRows(x, from, rows, 8, p, 0);
        for (int j = rows * 8; j < n; j++) {
            p[j - rows * 8] += x[from + j];
        }
    }

    /** The maximum of {@code x[from..from + n)} and {@code start}. */
    static double max(double[] x, int from, int n, double start) {
        double a = start;
        double b = start;
        double c = start;
        double d = start;
        int i = from;
        for (; i <= from + n - 4; i += 4) {
            a = Math.max(a, x[i]);
            b = Math.max(b, x[i + 1]);
            c = Math.max(c, x[i + 2]);
            d = Math.max(d, x[i + 3]);
        }
        for (; i < from + n; i++) {
            a = Math.max(a, x[i]);
        }
        return Math.max(Math.max(a, b), Math.max(c, d));
    }

    /** {@code z[at..at + columns)} plus the rows of {@code x} from {@code from} on, one after the other. */
    static void addRows(double[] x, int from, int rows, int columns, double[] z, int at) {
        int c = 0;
        for (; c <= columns - 8; c += 8) {
            int j = at + c;
            double p0 = z[j], p1 = z[j + 1], p2 = z[j + 2], p3 = z[j + 3];
            double p4 = z[j + 4], p5 = z[j + 5], p6 = z[j + 6], p7 = z[j + 7];
            int i = from + c;
            for (int r = 0; r < rows; r++) {
                p0 += x[i];
                p1 += x[i + 1];
                p2 += x[i + 2];
                p3 += x[i + 3];
                p4 += x[i + 4];
                p5 += x[i + 5];
                p6 += x[i + 6];
                p7 += x[i + 7];
                i += columns;
            }
            z[j] = p0;
            z[j + 1] = p1;
            z[j + 2] = p2;
            z[j + 3] = p3;
            z[j + 4] = p4;
            z[j + 5] = p5;
            z[j + 6] = p6;
            z[j + 7] = p7;
        }
        for (; c < columns; c++) {
            double p = z[at + c];
            for (int r = 0; r < rows; r++) {
                p += x[from + r * columns + c];
            }
            z[at + c] = p;
        }
    }
}
