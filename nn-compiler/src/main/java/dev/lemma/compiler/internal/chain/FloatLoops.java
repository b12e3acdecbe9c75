package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import java.util.List;
import java.util.Objects;

/**
 * The loops over blocks of float32. Each has one statement on arrays of the same index: the only shape that the
 * optimising just-in-time compiler reliably turns into vector instructions. They are separate methods behind one interface, so
 * that each is compiled alone, and once for all chains.
 */
final class FloatLoops {
    /** Some steps on the first {@code n} elements of their registers. */
    @FunctionalInterface
    interface Loop {
        void run(FloatRegisters m, int n);
    }

    private FloatLoops() {}

    /** The loop of {@code loop}, written for it if it does several steps or its registers lie together. */
    static Loop of(BlockLoop loop, BlockProgram program) {
        return LoopClassWriter.isToWrite(loop, program)
                ? (Loop) LoopClassWriter.compile(DType.FLOAT32, loop, program)
                : of(loop.alone());
    }

    private static Loop of(BlockStep s) {
        float c = literal(s, 0);
        float d = literal(s, 1);
        float e = literal(s, 2);
        float f = literal(s, 3);
        int k = s.literals().isEmpty() ? 0 : s.literals().get(0).intValue();
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

    private static float literal(BlockStep s, int k) {
        List<Long> literals = s.literals();
        return k < literals.size() ? Float.intBitsToFloat(literals.get(k).intValue()) : 0;
    }

    private static void add(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + y[i];
        }
    }

    private static void sub(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] - y[i];
        }
    }

    private static void mul(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * y[i];
        }
    }

    private static void div(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] / y[i];
        }
    }

    private static void min(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(x[i], y[i]);
        }
    }

    private static void max(float[] x, float[] y, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(x[i], y[i]);
        }
    }

    private static void addC(float[] x, float c, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + c;
        }
    }

    private static void cSub(float[] x, float c, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = c - x[i];
        }
    }

    private static void mulC(float[] x, float c, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * c;
        }
    }

    private static void cDiv(float[] x, float c, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = c / x[i];
        }
    }

    private static void minC(float[] x, float c, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.min(x[i], c);
        }
    }

    private static void maxC(float[] x, float c, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.max(x[i], c);
        }
    }

    private static void neg(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = -x[i];
        }
    }

    private static void abs(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.abs(x[i]);
        }
    }

    private static void sqrt(float[] x, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = (float) Math.sqrt(x[i]);
        }
    }

    private static void fma(float[] x, float[] y, float[] w, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(x[i], y[i], w[i]);
        }
    }

    private static void fmaXyc(float[] x, float[] y, float c, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(x[i], y[i], c);
        }
    }

    private static void fmaXcw(float[] x, float c, float[] w, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(x[i], c, w[i]);
        }
    }

    private static void fmaXcd(float[] x, float c, float d, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(x[i], c, d);
        }
    }

    private static void horner2(float[] x, float[] y, float c, float d, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(Math.fma(x[i], y[i], c), y[i], d);
        }
    }

    private static void horner4(float[] x, float[] y, float c, float d, float e, float f, float[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = Math.fma(Math.fma(Math.fma(Math.fma(x[i], y[i], c), y[i], d), y[i], e), y[i], f);
        }
    }

    private static void le(float[] x, float[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] <= y[i] ? -1 : 0;
        }
    }

    private static void eq(float[] x, float[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] == y[i] ? -1 : 0;
        }
    }

    private static void eqC(float[] x, float c, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] == c ? -1 : 0;
        }
    }

    private static void andNot(int[] x, int[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = ~x[i] & y[i];
        }
    }

    private static void iadd(int[] x, int[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + y[i];
        }
    }

    private static void isub(int[] x, int[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] - y[i];
        }
    }

    private static void imul(int[] x, int[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] * y[i];
        }
    }

    private static void and(int[] x, int[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] & y[i];
        }
    }

    private static void or(int[] x, int[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] | y[i];
        }
    }

    private static void xor(int[] x, int[] y, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] ^ y[i];
        }
    }

    private static void iaddC(int[] x, int c, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] + c;
        }
    }

    private static void andC(int[] x, int c, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] & c;
        }
    }

    private static void orC(int[] x, int c, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] | c;
        }
    }

    private static void xorC(int[] x, int c, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] ^ c;
        }
    }

    private static void shl(int[] x, int c, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] << c;
        }
    }

    private static void shr(int[] x, int c, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] >>> c;
        }
    }

    private static void sar(int[] x, int c, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] >> c;
        }
    }

    private static void select(int[] x, int[] y, int[] w, int[] z, int n) {
        for (int i = 0; i < n; i++) {
            z[i] = x[i] & y[i] | ~x[i] & w[i];
        }
    }

    private static void choose(FloatRegisters m, BlockStep s, int n) {
        int[] mask = m.bits(s.w(), n);
        int any = 0;
        int all = -1;
        for (int i = 0; i < n; i++) {
            any |= mask[i];
            all &= mask[i];
        }
        if (any == 0 || all == -1) {
            copy(m, any == 0 ? s.y() : s.x(), s.z(), n);
            return;
        }
        float[] x = m.real(s.x());
        float[] y = m.real(s.y());
        float[] z = m.real(s.z());
        int atX = m.at(s.x());
        int atY = m.at(s.y());
        int atZ = m.at(s.z());
        for (int i = 0; i < n; i++) {
            z[atZ + i] = mask[i] != 0 ? x[atX + i] : y[atY + i];
        }
    }

    private static void repair(FloatRegisters m, BlockStep s, Rare rare, int n) {
        int[] mask = m.bits(s.w(), n);
        int any = 0;
        for (int i = 0; i < n; i++) {
            any |= mask[i];
        }
        if (any == 0) {
            copy(m, s.y(), s.z(), n);
            return;
        }
        float[] x = m.real(s.x());
        float[] y = m.real(s.y());
        float[] z = m.real(s.z());
        int atX = m.at(s.x());
        int atY = m.at(s.y());
        int atZ = m.at(s.z());
        for (int i = 0; i < n; i++) {
            z[atZ + i] = mask[i] != 0 ? (float) rare.at(x[atX + i]) : y[atY + i];
        }
    }

    private static void copy(FloatRegisters m, int x, int z, int n) {
        if (x != z) {
            System.arraycopy(m.real(x), m.at(x), m.real(z), m.at(z), n);
        }
    }

    /** Adds {@code x[from..from + n)} to 16 accumulators, element i to accumulator i mod 16. */
    static void sum(float[] x, int from, int n, float[] p) {
        int rows = n / 16;
        addRows(x, from, rows, 16, p, 0);
        for (int j = rows * 16; j < n; j++) {
            p[j - rows * 16] += x[from + j];
        }
    }

    /** The maximum of {@code x[from..from + n)} and {@code start}. */
    static float max(float[] x, int from, int n, float start) {
        float a = start;
        float b = start;
        float c = start;
        float d = start;
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
    static void addRows(float[] x, int from, int rows, int columns, float[] z, int at) {
        int c = 0;
        for (; c <= columns - 8; c += 8) {
            int j = at + c;
            float p0 = z[j], p1 = z[j + 1], p2 = z[j + 2], p3 = z[j + 3];
            float p4 = z[j + 4], p5 = z[j + 5], p6 = z[j + 6], p7 = z[j + 7];
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
            float p = z[at + c];
            for (int r = 0; r < rows; r++) {
                p += x[from + r * columns + c];
            }
            z[at + c] = p;
        }
    }
}
