package dev.lemma.compiler.internal.chain;

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
 * Writes the class of a {@link BlockLoop}, a {@link FloatLoops.Loop} or {@link DoubleLoops.Loop} of this shape:
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
 *
 * <p>If registers lie {@linkplain RegisterLayout#TOGETHER together}, all arrays are the same and register 3 starts at a constant:
 *
 * <pre>{@code
 *     n = Math.min(n, LENGTH);
 *     ...
 *     float x = a[i + 0], y = a[i + 3 * STRIDE], ...;                      // reals
 *     int x = segment.get(JAVA_INT_UNALIGNED, 4L * i + 12 * STRIDE), ...;  // integers
 * }</pre>
 */
final class LoopClassWriter {
    private static final String PACKAGE = "dev/lemma/compiler/internal/chain/";
    private static final String NAME = PACKAGE + "GeneratedLoop";

    // parameters and the first local variable of run
    private static final int REGISTERS = 1;
    private static final int N = 2;
    private static final int INDEX = 3;

    private static final String SEGMENT = "java/lang/foreign/MemorySegment";

    private final BlockLoop loop;
    private final boolean single;
    private final String valueLayout;
    private final boolean together;
    private final boolean readsIntegers;
    private final boolean writesIntegers;
    private final List<Long> constants;
    private final ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    private final MethodVisitor code;
    /** Local variable of each value's array, and of each value. */
    private final Map<Integer, Integer> sources = new HashMap<>();

    private final Map<Integer, Integer> targets = new HashMap<>();
    private final Map<Integer, Integer> values = new HashMap<>();
    private int locals = INDEX + 1;

    private LoopClassWriter(DType numbers, BlockLoop loop, BlockProgram program) {
        this.loop = loop;
        single = numbers == DType.FLOAT32;
        valueLayout = single ? "Ljava/lang/foreign/ValueLayout$OfInt;" : "Ljava/lang/foreign/ValueLayout$OfLong;";
        together = program.layout() == RegisterLayout.TOGETHER;
        BlockCode first = loop.steps().get(0).code();
        readsIntegers = first.takesInteger(0);
        writesIntegers = first.givesInteger();
        constants = readsIntegers ? program.integerConstants() : program.realConstants();
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

    /** Whether {@code loop} needs a class of its own, and can have one. */
    static boolean isToWrite(BlockLoop loop, BlockProgram program) {
        if (loop.steps().size() > 1) {
            return true;
        }
        BlockCode code = loop.steps().get(0).code();
        return program.layout() == RegisterLayout.TOGETHER && code != BlockCode.CHOOSE && code != BlockCode.REPAIR;
    }

    /** The loop, of the interface that belongs to {@code type}. */
    static Object compile(DType type, BlockLoop loop, BlockProgram program) {
        byte[] bytecode = new LoopClassWriter(type, loop, program).type.toByteArray();
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
        if (together) {
            bases(registers);
        } else {
            loop.loads().forEach((value, register) -> sources.put(value, array(registers, register, readsIntegers)));
            loop.stores().forEach((value, register) -> targets.put(value, array(registers, register, writesIntegers)));
        }
        // The compiler of HotSpot, told that n is small, needs one index for all registers; otherwise the loop may get
        // too big for it.
        code.visitVarInsn(ILOAD, N);
        code.visitLdcInsn(single ? FloatRegisters.LENGTH : DoubleRegisters.LENGTH);
        code.visitMethodInsn(INVOKESTATIC, "java/lang/Math", "min", "(II)I", false);
        code.visitVarInsn(ISTORE, N);
        code.visitInsn(ICONST_0);
        code.visitVarInsn(ISTORE, INDEX);
        Label next = new Label();
        Label done = new Label();
        code.visitLabel(next);
        code.visitVarInsn(ILOAD, INDEX);
        code.visitVarInsn(ILOAD, N);
        code.visitJumpInsn(IF_ICMPGE, done);
        loop.loads().forEach((value, register) -> {
            place(local(sources, value), register, readsIntegers);
            if (together && readsIntegers) {
                code.visitMethodInsn(
                        INVOKEINTERFACE, SEGMENT, "get", "(%sJ)%s".formatted(valueLayout, single ? "I" : "J"), true);
            } else {
                code.visitInsn(readsIntegers ? pick(IALOAD, LALOAD) : pick(FALOAD, DALOAD));
            }
            define(value, readsIntegers);
        });
        loop.steps().forEach(this::step);
        loop.stores().forEach((value, register) -> {
            place(local(targets, value), register, writesIntegers);
            code.visitVarInsn(writesIntegers ? pick(ILOAD, LLOAD) : pick(FLOAD, DLOAD), local(values, value));
            if (together && writesIntegers) {
                code.visitMethodInsn(
                        INVOKEINTERFACE, SEGMENT, "set", "(%sJ%s)V".formatted(valueLayout, single ? "I" : "J"), true);
            } else {
                code.visitInsn(writesIntegers ? pick(IASTORE, LASTORE) : pick(FASTORE, DASTORE));
            }
        });
        code.visitIincInsn(INDEX, 1);
        code.visitJumpInsn(GOTO, next);
        code.visitLabel(done);
        code.visitInsn(RETURN);
    }

    /** The one array in a local variable, its segment in another, as far as they are used. */
    private void bases(String registers) {
        int array = locals++;
        int segment = locals++;
        if (!readsIntegers || !writesIntegers) {
            code.visitVarInsn(ALOAD, REGISTERS);
            code.visitInsn(ICONST_0);
            code.visitMethodInsn(INVOKEVIRTUAL, registers, "real", single ? "(I)[F" : "(I)[D", false);
            code.visitVarInsn(ASTORE, array);
        }
        if (readsIntegers || writesIntegers) {
            code.visitVarInsn(ALOAD, REGISTERS);
            code.visitMethodInsn(INVOKEVIRTUAL, registers, "segment", "()Ljava/lang/Object;", false);
            code.visitTypeInsn(CHECKCAST, SEGMENT);
            code.visitVarInsn(ASTORE, segment);
        }
        loop.loads().keySet().forEach(value -> sources.put(value, readsIntegers ? segment : array));
        loop.stores().keySet().forEach(value -> targets.put(value, writesIntegers ? segment : array));
    }

    /** A local variable that holds the array of a register. */
    private int array(String registers, int register, boolean integer) {
        code.visitVarInsn(ALOAD, REGISTERS);
        code.visitLdcInsn(register);
        String descriptor = integer ? single ? "(I)[I" : "(I)[J" : single ? "(I)[F" : "(I)[D";
        code.visitMethodInsn(INVOKEVIRTUAL, registers, integer ? "integer" : "real", descriptor, false);
        code.visitVarInsn(ASTORE, locals);
        return locals++;
    }

    /** Pushes the place of the current element of a register: array and index, or segment, type and offset. */
    private void place(int base, int register, boolean integer) {
        code.visitVarInsn(ALOAD, base);
        int start = register * (single ? FloatRegisters.STRIDE : DoubleRegisters.STRIDE);
        if (together && integer) {
            code.visitFieldInsn(
                    GETSTATIC,
                    "java/lang/foreign/ValueLayout",
                    single ? "JAVA_INT_UNALIGNED" : "JAVA_LONG_UNALIGNED",
                    valueLayout);
            long bytes = single ? Float.BYTES : Double.BYTES;
            code.visitVarInsn(ILOAD, INDEX);
            code.visitInsn(I2L);
            code.visitLdcInsn(bytes);
            code.visitInsn(LMUL);
            code.visitLdcInsn(bytes * start);
            code.visitInsn(LADD);
        } else {
            code.visitVarInsn(ILOAD, INDEX);
            if (together) {
                code.visitLdcInsn(start);
                code.visitInsn(IADD);
            }
        }
    }

    /** Pops a number into a new local variable, which is {@code value} from now on. */
    private void define(int value, boolean integer) {
        code.visitVarInsn(integer ? pick(ISTORE, LSTORE) : pick(FSTORE, DSTORE), locals);
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
            case LE -> {
                value(s.x());
                value(s.y());
                mask(pick(FCMPG, DCMPG), IFLE);
            }
            case EQ -> {
                value(s.x());
                value(s.y());
                mask(pick(FCMPG, DCMPG), IFEQ);
            }
            case EQ_C -> {
                value(s.x());
                literal(s, 0);
                mask(pick(FCMPG, DCMPG), IFEQ);
            }
            default -> throw new IllegalArgumentException(s.code() + " is not written as a loop");
        }
        define(s.z(), writesIntegers);
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

    /** All ones if comparing two numbers gives what {@code jump} asks for, else 0; unordered is greater. */
    private void mask(int compare, int jump) {
        Label holds = new Label();
        Label end = new Label();
        code.visitInsn(compare);
        code.visitJumpInsn(jump, holds);
        integer(0);
        code.visitJumpInsn(GOTO, end);
        code.visitLabel(holds);
        integer(-1);
        code.visitLabel(end);
    }

    private void shift(BlockStep s, int narrow, int wide) {
        value(s.x());
        code.visitLdcInsn(s.literals().get(0).intValue());
        code.visitInsn(pick(narrow, wide));
    }

    private void math(String function, int arguments) {
        String lane = single ? "F" : "D";
        code.visitMethodInsn(
                INVOKESTATIC, "java/lang/Math", function, "(" + lane.repeat(arguments) + ")" + lane, false);
    }

    /** Pushes an operand, a value or a constant. */
    private void value(int v) {
        if (v < 0) {
            number(constants.get(~v));
        } else {
            code.visitVarInsn(readsIntegers ? pick(ILOAD, LLOAD) : pick(FLOAD, DLOAD), local(values, v));
        }
    }

    private static int local(Map<Integer, Integer> variables, int value) {
        return Objects.requireNonNull(variables.get(value), "a value that nothing before has defined");
    }

    private void literal(BlockStep s, int k) {
        number(s.literals().get(k));
    }

    /** Pushes the number with these raw bits, of the kind that is read. */
    private void number(long bits) {
        if (readsIntegers) {
            integer(bits);
        } else {
            code.visitLdcInsn(
                    single ? (Object) Float.intBitsToFloat((int) bits) : (Object) Double.longBitsToDouble(bits));
        }
    }

    private void integer(long bits) {
        code.visitLdcInsn(single ? (Object) (int) bits : (Object) bits);
    }

    private int pick(int narrow, int wide) {
        return single ? narrow : wide;
    }
}
