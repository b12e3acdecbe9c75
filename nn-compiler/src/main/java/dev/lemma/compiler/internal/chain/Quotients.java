package dev.lemma.compiler.internal.chain;

import static org.objectweb.asm.Opcodes.*;

import dev.lemma.api.tensor.DType;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Divisions of a chain that are carried out by multiplications, with the same bits.
 *
 * <p><b>When.</b> The divider takes 16 cycles for a 512-bit vector of float64 and 24 for its square roots (Intel since 2019);
 * meanwhile 32 or 48 other operations can be done, and a division that is replaced costs {@value #OPERATIONS} of them. So
 * divisions are replaced, one at a time, as long as the divider needs longer than everything else and one replacement. For
 * 256 bits the divider needs half as long, and for float32 10 cycles: neither is replaced.
 *
 * <p><b>How.</b> Vectors with a number outside {@code [2⁻²⁵⁵, 2²⁵⁷)} in absolute value, such as zero, infinity and NaN, are
 * divided as usual. For the others the method is Markstein's (IBM Journal of Research and Development 34, 1990; Muller et al.,
 * Handbook of Floating-Point Arithmetic, on division with fma): nothing under- or overflows, and signs and powers of two do not
 * matter. Every line rounds once; −y and −q are computed, which saves negations; {@code u = 2⁻⁵³}.
 *
 * <pre>{@code
 * y₀ = linear in b within a binade: a difference of bits    0.953 < b y₀ < 1.056
 * y₁ = y₀ ((β − b y₀)² + γ)                                 b y₁ = 1 − e₁,  |e₁| < 2⁻¹⁴·⁵
 * y₂ = y₁ + e₁ y₁                                           b y₂ = 1 − e,   −1.01 u < e < e₁² + 1.01 u
 * y  = y₂ + e y₂                                            1/b, nearly rounded
 * q₁ = q₀ + e q₀,     q₀ = a y₂                             next to a/b
 * q  = q₁ + r y,      r = a − b q₁                          a/b, rounded
 * }</pre>
 *
 * <p><b>Why q is right.</b> Count errors of quotients in units of the last place. Before its rounding q is
 * {@code a/b + η (a/b − q₁)}, where {@code y = (1 + η)/b}. (r has no error if {@code |a/b − q₁| ≤ 1}.) q₁ errs by half a unit of
 * its own rounding, half a unit of that of q₀, as y₂ is not beyond 1/b by more than its rounding, and {@code e² < 2⁻⁵⁸} of its
 * value, 2⁻⁵ units. So if a/b is next to a midpoint of two numbers, q₁ is one of these two; if not, an error of about u is no
 * danger.
 *
 * <p>No quotient is a midpoint: as fractions with one denominator they differ by a multiple of {@code 1 / (2B)} units, where
 * {@code B < 2⁵³} is b's significand as an integer. If they differ by {@code j / (2B)}, then {@code |a/b − q₁| ≤ ½ + j / (2B)},
 * and the sum stays on its side if {@code |η| (B + j) < j}. By its rounding and by e², y errs by ½ + ε units, so
 * {@code |η| ≤ (1 + 2ε) B u²}, and {@code ε < 2⁻⁵}. That settles j > 1, and j = 1 if {@code (1 + 2ε) B (B + 1) < 2¹⁰⁶}: the
 * theorem if {@code ε = 0}. Otherwise let {@code B = (1 − κ) 2⁵³}: {@code ε < κ/4 + u} is enough. It holds because β and γ are
 * such that e₁ = 0 for κ = 0 (and has three equal extrema elsewhere): {@code |e₁| < 2⁻¹² κ} for small κ, and
 * {@code e₁⁴ / (2u) < 0.21 κ} for all. The one B for which u is too much, κ = u (even ones have no j = 1), has its hard case
 * tested; the last digit of β matters for it.
 */
final class Quotients {
    /** Local variables needed. */
    static final int LOCALS = 10;

    private static final int VECTOR_BYTES = 64;
    private static final int DIVISION_CYCLES = 16;
    private static final int ROOT_CYCLES = 24;
    private static final int OPERATIONS = 24;

    private static final long SEED = 0xFFDE_7FE8_7623_AF87L;
    private static final double BETA = 0x1.804a60cb38286p0;
    private static final double GAMMA = 0x1.7f6b4ccde952fp-1;

    /** Bits of the least number of the range; when they are subtracted, an exponent of the 512 in the range leaves these bits. */
    private static final long LEAST = 1023L - 255 << 52;

    private static final long OUTSIDE = 3L << 61;

    private static final String API = "jdk/incubator/vector/";
    private static final String REALS = API + "DoubleVector";
    private static final String INTEGERS = API + "LongVector";
    private static final String VECTOR = "L" + API + "Vector;";
    private static final String SPECIES = "L" + API + "VectorSpecies;";
    private static final String COMPARISON = "L" + API + "VectorOperators$Comparison;";
    private static final String MASK = API + "VectorMask";

    private final Set<Instruction> replaced;
    private final MethodVisitor code;
    private final int seed;
    private final int least;
    private final int outside;
    private final int zero;
    private final int beta;
    private final int gamma;
    private final int one;
    private final int y;
    private final int q;
    private final int t;

    /** The divisions of {@code chain} to be replaced in {@code code}, which leaves this {@link #LOCALS} local variables. */
    Quotients(Chain chain, int vectorBytes, MethodVisitor code, int local) {
        replaced = replaced(chain, vectorBytes);
        this.code = code;
        seed = local;
        least = local + 1;
        outside = local + 2;
        zero = local + 3;
        beta = local + 4;
        gamma = local + 5;
        one = local + 6;
        y = local + 7;
        q = local + 8;
        t = local + 9;
    }

    /** Whether {@link #divide} is to write this division. */
    boolean replace(Instruction division) {
        return replaced.contains(division);
    }

    static Set<Instruction> replaced(Chain chain, int vectorBytes) {
        if (chain.type() != DType.FLOAT64 || vectorBytes != VECTOR_BYTES) {
            return Set.of();
        }
        Deque<Instruction> divisions = new ArrayDeque<>();
        int divider = 0;
        int others = chain.cost();
        boolean[] varies = new boolean[chain.instructions().size()];
        for (int v = 0; v < varies.length; v++) {
            Instruction i = chain.instruction(v);
            varies[v] = i.code() == Code.INPUT && !i.isSplat();
            for (int k = 0; k < i.code().arity(); k++) {
                varies[v] |= varies[i.operand(k)];
            }
            // what is the same for a row is computed once
            if (!varies[v] && i.code() != Code.INPUT || i.code() == Code.DIV || i.code() == Code.SQRT) {
                others -= i.code().cost();
            }
            if (varies[v] && i.code() == Code.DIV) {
                divisions.add(i);
                divider += DIVISION_CYCLES;
            } else if (varies[v] && i.code() == Code.SQRT) {
                divider += ROOT_CYCLES;
            }
        }
        int room = Chain.MAX_INSTRUCTIONS - chain.instructions().size() - 2 * chain.arrays();
        Set<Instruction> replaced = new HashSet<>();
        while (!divisions.isEmpty() && 2 * divider > others + OPERATIONS && OPERATIONS <= room) {
            replaced.add(divisions.remove());
            divider -= DIVISION_CYCLES;
            others += OPERATIONS;
            room -= OPERATIONS;
        }
        return replaced;
    }

    /** Writes what precedes the loops. */
    void constants() {
        if (!replaced.isEmpty()) {
            broadcast(INTEGERS, "J", SEED, seed);
            broadcast(INTEGERS, "J", LEAST, least);
            broadcast(INTEGERS, "J", OUTSIDE, outside);
            broadcast(INTEGERS, "J", 0L, zero);
            broadcast(REALS, "D", BETA, beta);
            broadcast(REALS, "D", GAMMA, gamma);
            broadcast(REALS, "D", 1.0, one);
        }
    }

    /** Pushes the quotient of the vectors in two local variables. */
    void divide(int a, int b) {
        Label inside = new Label();
        Label done = new Label();
        aboveLeast(a);
        aboveLeast(b);
        call(INTEGERS, "or", VECTOR, INTEGERS);
        load(outside);
        call(INTEGERS, "and", VECTOR, INTEGERS);
        code.visitFieldInsn(GETSTATIC, API + "VectorOperators", "NE", COMPARISON);
        load(zero);
        call(INTEGERS, "compare", COMPARISON + VECTOR, MASK);
        code.visitMethodInsn(INVOKEVIRTUAL, MASK, "anyTrue", "()Z", false);
        code.visitJumpInsn(IFEQ, inside);

        load(a);
        load(b);
        call(REALS, "div", VECTOR, REALS);
        code.visitJumpInsn(GOTO, done);

        code.visitLabel(inside);
        load(seed);
        bits(b);
        call(INTEGERS, "sub", VECTOR, INTEGERS);
        call(INTEGERS, "reinterpretAsDoubles", "", REALS);
        code.visitVarInsn(ASTORE, y);
        fma(b, y, beta, t);
        fma(t, t, gamma, t);
        multiply(y, t, y);
        fma(b, y, one, t);
        fma(y, t, y, y);
        multiply(a, y, q);
        fma(b, y, one, t);
        fma(y, t, y, y);
        fma(q, t, q, q);
        fma(b, q, a, t);
        fma(t, y, q, q);
        load(q);
        call(REALS, "neg", "", REALS);
        code.visitLabel(done);
    }

    private void aboveLeast(int x) {
        bits(x);
        load(least);
        call(INTEGERS, "sub", VECTOR, INTEGERS);
    }

    private void bits(int x) {
        load(x);
        call(REALS, "reinterpretAsLongs", "", INTEGERS);
    }

    private void multiply(int x, int y, int to) {
        load(x);
        load(y);
        call(REALS, "mul", VECTOR, REALS);
        code.visitVarInsn(ASTORE, to);
    }

    private void fma(int x, int y, int z, int to) {
        load(x);
        load(y);
        load(z);
        call(REALS, "fma", VECTOR + VECTOR, REALS);
        code.visitVarInsn(ASTORE, to);
    }

    private void broadcast(String vector, String lane, Object value, int to) {
        code.visitFieldInsn(GETSTATIC, vector, "SPECIES_PREFERRED", SPECIES);
        code.visitLdcInsn(value);
        code.visitMethodInsn(INVOKESTATIC, vector, "broadcast", "(" + SPECIES + lane + ")L" + vector + ";", false);
        code.visitVarInsn(ASTORE, to);
    }

    private void call(String owner, String method, String parameters, String result) {
        code.visitMethodInsn(INVOKEVIRTUAL, owner, method, "(" + parameters + ")L" + result + ";", false);
    }

    private void load(int local) {
        code.visitVarInsn(ALOAD, local);
    }
}
