package dev.lemma.core.compiler.chain;

import static org.objectweb.asm.Opcodes.*;

import dev.lemma.api.tensor.DType;
import java.lang.invoke.MethodHandles;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes the class of a {@link BlockLoop} of several steps, a {@link FloatLoops.Loop} or {@link DoubleLoops.Loop} of this shape:
 *
 * <pre>{@code
 * public void run(FloatRegisters m, int n) {
 *     float[] a = m.real(0), b = m.real(3), ...;   // what is read, then what is written
 *     for (int i = 0; i < n; i++) {
 *         float x = a[i], y = b[i], ...;
 *         float t = x * y; ...
 *         c[i] = t; ...
 *     }
 * }
 * }</pre>
 *
 * All arrays have the same index and nothing is decided, so that the just-in-time compiler turns the whole body into vector
 * instructions; what the steps pass to each other stays in vector registers.
 */
final class LoopClassWriter {
    private static final String PACKAGE = "dev/lemma/core/compiler/chain/";
    private static final String NAME = PACKAGE + "GeneratedLoop";

    // parameters and the first local variable of run
    private static final int REGISTERS = 1;
    private static final int N = 2;
    private static final int INDEX = 3;

    private final BlockLoop loop;
    private final boolean single;
    private final boolean integral;
    private final List<Long> constants;
    private final ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    private final MethodVisitor code;
    /** Local variable of each value's array, and of each value. */
    private final Map<Integer, Integer> sources = new HashMap<>();

    private final Map<Integer, Integer> targets = new HashMap<>();
    private final Map<Integer, Integer> values = new HashMap<>();
    private int locals = INDEX + 1;

    private LoopClassWriter(DType numbers, BlockLoop loop, List<Long> constants) {
        this.loop = loop;
        this.constants = constants;
        single = numbers == DType.FLOAT32;
        integral = loop.steps().get(0).code().family(numbers) == BlockCode.Family.INTEGER;
        String prefix = PACKAGE + (single ? "Float" : "Double");
        type.visit(V17, ACC_FINAL, NAME, null, "java/lang/Object", new String[] {prefix + "Loops$Loop"});
        MethodVisitor constructor = type.visitMethod(0, "<init>", "()V", null, null);
        constructor.visitCode();
        constructor.visitVarInsn(ALOAD, 0);
        constructor.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        constructor.visitInsn(RETURN);
        constructor.visitMaxs(0, 0);
        constructor.visitEnd();
        code = type.visitMethod(ACC_PUBLIC, "run", "(L" + prefix + "Registers;I)V", null, null);
        code.visitCode();
        run(prefix + "Registers");
        code.visitMaxs(0, 0);
        code.visitEnd();
        type.visitEnd();
    }

    /**
     * The loop, of the interface that belongs to {@code type}.
     *
     * @param constants raw bits of the constants of the loop's kind
     */
    static Object compile(DType type, BlockLoop loop, List<Long> constants) {
        byte[] bytecode = new LoopClassWriter(type, loop, constants).type.toByteArray();
        try {
            return MethodHandles.lookup()
                    .defineHiddenClass(bytecode, true)
                    .lookupClass()
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot define the class of " + loop, e);
        }
    }

    private void run(String registers) {
        loop.loads().forEach((value, register) -> sources.put(value, array(registers, register)));
        loop.stores().forEach((value, register) -> targets.put(value, array(registers, register)));
        code.visitInsn(ICONST_0);
        code.visitVarInsn(ISTORE, INDEX);
        Label next = new Label();
        Label done = new Label();
        code.visitLabel(next);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitVarInsn(ILOAD, N);
        code.visitJumpInsn(IF_ICMPGE, done);
        loop.loads().keySet().forEach(value -> {
            code.visitVarInsn(ALOAD, local(sources, value));
            code.visitVarInsn(ILOAD, INDEX);
            code.visitInsn(pick(FALOAD, DALOAD, IALOAD, LALOAD));
            define(value);
        });
        loop.steps().forEach(this::step);
        loop.stores().keySet().forEach(value -> {
            code.visitVarInsn(ALOAD, local(targets, value));
            code.visitVarInsn(ILOAD, INDEX);
            value(value);
            code.visitInsn(pick(FASTORE, DASTORE, IASTORE, LASTORE));
        });
        code.visitIincInsn(INDEX, 1);
        code.visitJumpInsn(GOTO, next);
        code.visitLabel(done);
        code.visitInsn(RETURN);
    }

    /** A local variable that holds the array of a register. */
    private int array(String registers, int register) {
        code.visitVarInsn(ALOAD, REGISTERS);
        code.visitLdcInsn(register);
        String descriptor = integral ? single ? "(I)[I" : "(I)[J" : single ? "(I)[F" : "(I)[D";
        code.visitMethodInsn(INVOKEVIRTUAL, registers, integral ? "integer" : "real", descriptor, false);
        code.visitVarInsn(ASTORE, locals);
        return locals++;
    }

    /** Pops a number into a new local variable, which is {@code value} from now on. */
    private void define(int value) {
        code.visitVarInsn(pick(FSTORE, DSTORE, ISTORE, LSTORE), locals);
        values.put(value, locals);
        locals += single ? 1 : 2;
    }

    private void step(BlockStep s) {
        switch (s.code()) {
            case ADD -> binary(s, FADD, DADD);
            case SUB -> binary(s, FSUB, DSUB);
            case MUL -> binary(s, FMUL, DMUL);
            case DIV -> binary(s, FDIV, DDIV);
            case ADD_C -> withLiteral(s, FADD, DADD);
            case MUL_C -> withLiteral(s, FMUL, DMUL);
            case C_SUB -> ofLiteral(s, FSUB, DSUB);
            case C_DIV -> ofLiteral(s, FDIV, DDIV);
            case MIN, MAX -> {
                value(s.x());
                value(s.y());
                math(s.code() == BlockCode.MIN ? "min" : "max", 2);
            }
            case MIN_C, MAX_C -> {
                value(s.x());
                literal(s, 0);
                math(s.code() == BlockCode.MIN_C ? "min" : "max", 2);
            }
            case NEG -> {
                value(s.x());
                code.visitInsn(pick(FNEG, DNEG));
            }
            case ABS -> {
                value(s.x());
                math("abs", 1);
            }
            case SQRT -> {
                value(s.x());
                if (single) {
                    code.visitInsn(F2D);
                }
                code.visitMethodInsn(INVOKESTATIC, "java/lang/Math", "sqrt", "(D)D", false);
                if (single) {
                    code.visitInsn(D2F);
                }
            }
            case FMA -> {
                value(s.x());
                value(s.y());
                value(s.w());
                math("fma", 3);
            }
            case FMA_XYC -> {
                value(s.x());
                value(s.y());
                literal(s, 0);
                math("fma", 3);
            }
            case FMA_XCW -> {
                value(s.x());
                literal(s, 0);
                value(s.w());
                math("fma", 3);
            }
            case FMA_XCD -> {
                value(s.x());
                literal(s, 0);
                literal(s, 1);
                math("fma", 3);
            }
            case HORNER_2, HORNER_4 -> {
                value(s.x());
                for (int k = 0; k < s.literals().size(); k++) {
                    value(s.y());
                    literal(s, k);
                    math("fma", 3);
                }
            }
            case SELECT -> {
                // x & (y ^ w) ^ w
                value(s.x());
                value(s.y());
                value(s.w());
                code.visitInsn(pick(IXOR, LXOR));
                code.visitInsn(pick(IAND, LAND));
                value(s.w());
                code.visitInsn(pick(IXOR, LXOR));
            }
            case AND_NOT -> {
                value(s.x());
                number(-1);
                code.visitInsn(pick(IXOR, LXOR));
                value(s.y());
                code.visitInsn(pick(IAND, LAND));
            }
            case IADD -> binary(s, IADD, LADD);
            case ISUB -> binary(s, ISUB, LSUB);
            case IMUL -> binary(s, IMUL, LMUL);
            case AND -> binary(s, IAND, LAND);
            case OR -> binary(s, IOR, LOR);
            case XOR -> binary(s, IXOR, LXOR);
            case IADD_C -> withLiteral(s, IADD, LADD);
            case AND_C -> withLiteral(s, IAND, LAND);
            case OR_C -> withLiteral(s, IOR, LOR);
            case XOR_C -> withLiteral(s, IXOR, LXOR);
            case SHL -> shift(s, ISHL, LSHL);
            case SHR -> shift(s, IUSHR, LUSHR);
            case SAR -> shift(s, ISHR, LSHR);
            default -> throw new IllegalArgumentException(s.code() + " cannot share a loop with other steps");
        }
        define(s.z());
    }

    private void binary(BlockStep s, int narrow, int wide) {
        value(s.x());
        value(s.y());
        code.visitInsn(pick(narrow, wide));
    }

    private void withLiteral(BlockStep s, int narrow, int wide) {
        value(s.x());
        literal(s, 0);
        code.visitInsn(pick(narrow, wide));
    }

    private void ofLiteral(BlockStep s, int narrow, int wide) {
        literal(s, 0);
        value(s.x());
        code.visitInsn(pick(narrow, wide));
    }

    private void shift(BlockStep s, int narrow, int wide) {
        value(s.x());
        code.visitLdcInsn(s.literals().get(0).intValue());
        code.visitInsn(pick(narrow, wide));
    }

    private void math(String function, int arguments) {
        String lane = single ? "F" : "D";
        code.visitMethodInsn(INVOKESTATIC, "java/lang/Math", function, "(" + lane.repeat(arguments) + ")" + lane, false);
    }

    /** Pushes a value or a constant. */
    private void value(int v) {
        if (v < 0) {
            number(constants.get(~v));
        } else {
            code.visitVarInsn(pick(FLOAD, DLOAD, ILOAD, LLOAD), local(values, v));
        }
    }

    private static int local(Map<Integer, Integer> variables, int value) {
        return Objects.requireNonNull(variables.get(value), "a value that nothing before has defined");
    }

    private void literal(BlockStep s, int k) {
        number(s.literals().get(k));
    }

    /** Pushes the number with these raw bits. */
    private void number(long bits) {
        if (integral) {
            code.visitLdcInsn(single ? (Object) (int) bits : (Object) bits);
        } else {
            code.visitLdcInsn(single ? (Object) Float.intBitsToFloat((int) bits) : (Object) Double.longBitsToDouble(bits));
        }
    }

    private int pick(int narrow, int wide) {
        return single ? narrow : wide;
    }

    private int pick(int real32, int real64, int integer32, int integer64) {
        return integral ? pick(integer32, integer64) : pick(real32, real64);
    }
}
