package dev.lemma.compiler.internal.chain;

import static org.objectweb.asm.Opcodes.*;

import dev.lemma.api.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes the class of one chain, a {@link RowsKernel}. Its method {@code loop} has this shape, with L lanes per vector:
 *
 * <pre>{@code
 * for each row:
 *     splats = broadcast(arrays[splat][...]); accumulators = the partial results of this row
 *     for (j = 0; j < columns; j += L):
 *         load inputs; all instructions; store outputs; accumulate reductions
 *     the partial results of this row = accumulators
 * }</pre>
 *
 * Nothing else may stand in it, least of all calls, see there. Remainders go through the same loop, not through masked loads and
 * stores, which Java 17 does in scalar code near the end of arrays and without AVX-512.
 */
final class VectorClassWriter {
    private static final String PACKAGE = "dev/lemma/compiler/internal/chain/";
    private static final String API = "jdk/incubator/vector/";
    private static final String VECTOR = "L" + API + "Vector;";
    private static final String SPECIES = "L" + API + "VectorSpecies;";
    private static final String MASK = "L" + API + "VectorMask;";
    private static final String OPERATORS = API + "VectorOperators";
    private static final String RARE = "L" + PACKAGE + "Rare;";
    private static final String CHAIN = "L" + PACKAGE + "Chain;";
    private static final String LOCAL = "Ljava/lang/ThreadLocal;";
    private static final String BASE = PACKAGE + "RowsKernel";
    private static final String NAME = PACKAGE + "GeneratedChain";

    // parameters of loop
    private static final int ARRAYS = 1;
    private static final int OFFSETS = 2;
    private static final int STRIDES = 3;
    private static final int ROWS = 4;
    private static final int COLUMNS = 5;
    private static final int SCRATCH = 6;
    private static final int SLOTS = 7;

    private final Chain chain;
    private final boolean single;
    private final int lanes;
    private final int accumulators;
    private final String reals;
    private final String integers;
    private final String array;
    private final String lane;
    private final String integerLane;
    private final List<Rare> rares = new ArrayList<>();

    private final MethodVisitor code;
    private final Quotients quotients;
    private final ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
        @Override
        protected String getCommonSuperClass(String a, String b) {
            return "java/lang/Object";
        }
    };

    private int locals = 8;
    private final int row = take(1);
    private final int column = take(1);
    private final int repair = take(1);
    private final int zero = take(1);
    private final int one = take(1);
    /** Per array: the array and the start of its row. */
    private final int arrays;

    private final int starts;
    /** Per value: the vector or mask; the number, if a mask is used as one. */
    private final int vectors;

    private final int numbers;
    /** Per sink with a row reduction: first of its accumulators. */
    private final int[] totals;

    private final boolean[] numeric;

    VectorClassWriter(Chain chain, int vectorBytes) {
        this.chain = chain;
        single = chain.type() == DType.FLOAT32;
        lanes = vectorBytes / chain.type().bytes();
        accumulators = Math.max(1, RowsKernel.WAYS / vectorBytes);
        reals = API + (single ? "FloatVector" : "DoubleVector");
        integers = API + (single ? "IntVector" : "LongVector");
        array = single ? "[F" : "[D";
        lane = single ? "F" : "D";
        integerLane = single ? "I" : "J";
        int n = chain.arrays();
        arrays = take(n);
        starts = take(n);
        vectors = take(chain.instructions().size());
        numbers = take(chain.instructions().size());
        totals = new int[chain.sinks().size()];
        for (int s = 0; s < totals.length; s++) {
            totals[s] = isRowReduction(s) ? take(accumulators) : 0;
        }
        numeric = masksUsedAsNumbers(chain);
        type.visit(V17, ACC_FINAL, NAME, null, BASE, null);
        type.visitField(ACC_PRIVATE | ACC_FINAL, "rares", "[" + RARE, null, null)
                .visitEnd();
        constructor();
        code = type.visitMethod(0, "loop", "([Ljava/lang/Object;[I[IIILjava/lang/Object;[I)V", null, null);
        code.visitCode();
        quotients = new Quotients(chain, vectorBytes, code, take(Quotients.LOCALS));
        loop();
        code.visitMaxs(0, 0);
        code.visitEnd();
        type.visitEnd();
    }

    byte[] bytecode() {
        return type.toByteArray();
    }

    /** The functions to pass to the constructor of the class. */
    Rare[] rares() {
        return rares.toArray(new Rare[0]);
    }

    private int take(int n) {
        int first = locals;
        locals += n;
        return first;
    }

    private boolean isInput(int k) {
        return k < chain.inputs();
    }

    private boolean isSplat(int k) {
        return isInput(k) && chain.instruction(k).isSplat();
    }

    private Sink sink(int k) {
        return chain.sinks().get(k - chain.inputs());
    }

    private boolean isRowReduction(int s) {
        Sink.Type type = chain.sinks().get(s).type();
        return type == Sink.Type.ROW_SUM || type == Sink.Type.ROW_MAX;
    }

    private static boolean[] masksUsedAsNumbers(Chain chain) {
        boolean[] used = new boolean[chain.instructions().size()];
        for (Instruction i : chain.instructions()) {
            for (int k = 0; k < i.code().arity(); k++) {
                boolean condition = k == 0 && (i.code() == Code.SELECT || i.code() == Code.REPAIR);
                boolean logical = i.code() == Code.AND || i.code() == Code.OR;
                used[i.operand(k)] |= !condition && !logical;
            }
        }
        for (Sink s : chain.sinks()) {
            used[s.value()] = true;
        }
        for (int v = 0; v < used.length; v++) {
            used[v] &= chain.instruction(v).kind() == Kind.MASK;
        }
        return used;
    }

    private void constructor() {
        MethodVisitor m = type.visitMethod(0, "<init>", "(" + CHAIN + "I" + LOCAL + "[" + RARE + ")V", null, null);
        m.visitCode();
        m.visitVarInsn(ALOAD, 0);
        m.visitVarInsn(ALOAD, 1);
        m.visitVarInsn(ILOAD, 2);
        m.visitVarInsn(ALOAD, 3);
        m.visitMethodInsn(INVOKESPECIAL, BASE, "<init>", "(" + CHAIN + "I" + LOCAL + ")V", false);
        m.visitVarInsn(ALOAD, 0);
        m.visitVarInsn(ALOAD, 4);
        m.visitFieldInsn(PUTFIELD, NAME, "rares", "[" + RARE);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    // ------------------------------------------------------------------------------------------------ the method

    private void loop() {
        beforeRows();
        Label nextRow = new Label();
        Label done = new Label();
        constant(0);
        store(ISTORE, row);
        code.visitLabel(nextRow);
        load(ILOAD, row);
        load(ILOAD, ROWS);
        code.visitJumpInsn(IF_ICMPGE, done);

        beginRow();
        Label next = new Label();
        Label rowDone = new Label();
        constant(0);
        store(ISTORE, column);
        code.visitLabel(next);
        load(ILOAD, column);
        load(ILOAD, COLUMNS);
        code.visitJumpInsn(IF_ICMPGE, rowDone);
        body();
        code.visitIincInsn(column, lanes);
        code.visitJumpInsn(GOTO, next);
        code.visitLabel(rowDone);
        endRow();

        code.visitIincInsn(row, 1);
        code.visitJumpInsn(GOTO, nextRow);
        code.visitLabel(done);
        code.visitInsn(RETURN);
    }

    private void beforeRows() {
        load(ALOAD, ARRAYS);
        code.visitTypeInsn(CHECKCAST, "[" + array);
        store(ASTORE, ARRAYS);
        load(ALOAD, SCRATCH);
        code.visitTypeInsn(CHECKCAST, array);
        store(ASTORE, SCRATCH);
        for (int k = 0; k < chain.arrays(); k++) {
            locate(k);
        }
        for (int v = 0; v < chain.instructions().size(); v++) {
            if (chain.instruction(v).isLiteral()) {
                literal(v);
                store(ASTORE, vectors + v);
            }
        }
        broadcast(0);
        store(ASTORE, zero);
        broadcast(1);
        store(ASTORE, one);
        quotients.constants();
    }

    /** Finds array k and its start, in the scratch array if it has a slot there. */
    private void locate(int k) {
        Label located = new Label();
        load(ALOAD, SLOTS);
        constant(k);
        code.visitInsn(IALOAD);
        store(ISTORE, starts + k);
        load(ALOAD, SCRATCH);
        store(ASTORE, arrays + k);
        load(ILOAD, starts + k);
        code.visitJumpInsn(IFGE, located);
        load(ALOAD, OFFSETS);
        constant(k);
        code.visitInsn(IALOAD);
        store(ISTORE, starts + k);
        load(ALOAD, ARRAYS);
        constant(k);
        code.visitInsn(AALOAD);
        store(ASTORE, arrays + k);
        code.visitLabel(located);
    }

    /** Broadcasts the splats and takes up the partial results. */
    private void beginRow() {
        for (int k = 0; k < chain.arrays(); k++) {
            if (isSplat(k)) {
                species(reals);
                load(ALOAD, arrays + k);
                load(ILOAD, starts + k);
                code.visitInsn(single ? FALOAD : DALOAD);
                code.visitMethodInsn(
                        INVOKESTATIC, reals, "broadcast", "(" + SPECIES + lane + ")L" + reals + ";", false);
                store(ASTORE, vectors + k);
            }
        }
        for (int s = 0; s < totals.length; s++) {
            for (int i = 0; i < accumulators && isRowReduction(s); i++) {
                species(reals);
                partial(s, i);
                code.visitMethodInsn(
                        INVOKESTATIC, reals, "fromArray", "(" + SPECIES + array + "I)L" + reals + ";", false);
                store(ASTORE, totals[s] + i);
            }
        }
    }

    private void endRow() {
        for (int s = 0; s < totals.length; s++) {
            for (int i = 0; i < accumulators && isRowReduction(s); i++) {
                load(ALOAD, totals[s] + i);
                partial(s, i);
                code.visitMethodInsn(INVOKEVIRTUAL, reals, "intoArray", "(" + array + "I)V", false);
            }
        }
        for (int k = 0; k < chain.arrays(); k++) {
            if (isInput(k) || sink(k).type() != Sink.Type.COLUMN_SUM) {
                load(ILOAD, starts + k);
                load(ALOAD, STRIDES);
                constant(k);
                code.visitInsn(IALOAD);
                code.visitInsn(IADD);
                store(ISTORE, starts + k);
            }
        }
    }

    /** Pushes where accumulator i of sink s is kept between rows. */
    private void partial(int s, int i) {
        int k = chain.inputs() + s;
        load(ALOAD, arrays + k);
        load(ILOAD, starts + k);
        constant(i * lanes);
        code.visitInsn(IADD);
    }

    // ------------------------------------------------------------------------------------------------ the body of the
    // loop

    private void body() {
        for (int v = 0; v < chain.instructions().size(); v++) {
            Instruction i = chain.instruction(v);
            if (i.isLiteral() || i.isSplat()) {
                continue;
            }
            if (i.code() == Code.INPUT) {
                element(v);
            } else if (quotients.replace(i)) {
                quotients.divide(local(i.a()), local(i.b()));
            } else {
                instruction(i);
            }
            store(ASTORE, vectors + v);
            if (numeric[v]) {
                load(ALOAD, zero);
                load(ALOAD, one);
                load(ALOAD, vectors + v);
                code.visitMethodInsn(INVOKEVIRTUAL, reals, "blend", "(" + VECTOR + MASK + ")L" + reals + ";", false);
                store(ASTORE, numbers + v);
            }
        }
        for (int s = 0; s < totals.length; s++) {
            Sink sink = chain.sinks().get(s);
            int k = chain.inputs() + s;
            switch (sink.type()) {
                case STORE -> {
                    real(sink.value());
                    intoElement(k);
                }
                case COLUMN_SUM -> {
                    element(k);
                    real(sink.value());
                    binary("add");
                    intoElement(k);
                }
                case ROW_SUM, ROW_MAX -> accumulate(s, sink);
            }
        }
    }

    /** The accumulators take turns, so their order depends on the number of rounds, but only in ways that the fold does not see. */
    private void accumulate(int s, Sink sink) {
        load(ALOAD, totals[s]);
        real(sink.value());
        binary(sink.type() == Sink.Type.ROW_SUM ? "add" : "max");
        for (int i = 1; i < accumulators; i++) {
            load(ALOAD, totals[s] + i);
            store(ASTORE, totals[s] + i - 1);
        }
        store(ASTORE, totals[s] + accumulators - 1);
    }

    private void instruction(Instruction i) {
        switch (i.code()) {
            case ADD, SUB, MUL, DIV, MIN, MAX -> {
                real(i.a());
                real(i.b());
                binary(i.code().name().toLowerCase(Locale.ROOT));
            }
            case FMA -> {
                real(i.a());
                real(i.b());
                real(i.c());
                code.visitMethodInsn(INVOKEVIRTUAL, reals, "fma", "(" + VECTOR + VECTOR + ")L" + reals + ";", false);
            }
            case NEG, ABS, SQRT -> {
                real(i.a());
                code.visitMethodInsn(
                        INVOKEVIRTUAL, reals, i.code().name().toLowerCase(Locale.ROOT), "()L" + reals + ";", false);
            }
            case LT, LE, EQ -> {
                real(i.a());
                comparison(i.code().name());
                real(i.b());
                compare();
            }
            case SELECT -> {
                real(i.c());
                real(i.b());
                load(ALOAD, vectors + i.a());
                code.visitMethodInsn(INVOKEVIRTUAL, reals, "blend", "(" + VECTOR + MASK + ")L" + reals + ";", false);
            }
            case BITS -> {
                real(i.a());
                String name = single ? "reinterpretAsInts" : "reinterpretAsLongs";
                code.visitMethodInsn(INVOKEVIRTUAL, reals, name, "()L" + integers + ";", false);
            }
            case REAL -> {
                load(ALOAD, vectors + i.a());
                String name = single ? "reinterpretAsFloats" : "reinterpretAsDoubles";
                code.visitMethodInsn(INVOKEVIRTUAL, integers, name, "()L" + reals + ";", false);
            }
            case IADD, ISUB, IMUL -> {
                load(ALOAD, vectors + i.a());
                load(ALOAD, vectors + i.b());
                String name = i.code().name().substring(1).toLowerCase(Locale.ROOT);
                code.visitMethodInsn(INVOKEVIRTUAL, integers, name, "(" + VECTOR + ")L" + integers + ";", false);
            }
            case AND, OR -> {
                load(ALOAD, vectors + i.a());
                load(ALOAD, vectors + i.b());
                String name = i.code().name().toLowerCase(Locale.ROOT);
                if (i.kind() == Kind.MASK) {
                    code.visitMethodInsn(INVOKEVIRTUAL, API + "VectorMask", name, "(" + MASK + ")" + MASK, false);
                } else {
                    code.visitMethodInsn(INVOKEVIRTUAL, integers, name, "(" + VECTOR + ")L" + integers + ";", false);
                }
            }
            case XOR -> {
                load(ALOAD, vectors + i.a());
                operator("XOR", "Associative");
                load(ALOAD, vectors + i.b());
                lanewise(VECTOR);
            }
            case SHL, SHR, SAR -> {
                load(ALOAD, vectors + i.a());
                operator(i.code() == Code.SHL ? "LSHL" : i.code() == Code.SHR ? "LSHR" : "ASHR", "Binary");
                integer(i.literal());
                lanewise(integerLane);
            }
            case REPAIR -> repair(i);
            default -> throw new AssertionError(i.code());
        }
    }

    private void repair(Instruction i) {
        Label none = new Label();
        real(i.c());
        load(ALOAD, vectors + i.a());
        code.visitMethodInsn(INVOKEVIRTUAL, API + "VectorMask", "anyTrue", "()Z", false);
        code.visitJumpInsn(IFEQ, none);
        code.visitInsn(POP);
        newArray(3 * lanes);
        store(ASTORE, repair);
        real(i.b());
        intoRepair(0);
        real(i.c());
        intoRepair(1);
        load(ALOAD, zero);
        load(ALOAD, one);
        load(ALOAD, vectors + i.a());
        code.visitMethodInsn(INVOKEVIRTUAL, reals, "blend", "(" + VECTOR + MASK + ")L" + reals + ";", false);
        intoRepair(2);
        load(ALOAD, 0);
        code.visitFieldInsn(GETFIELD, NAME, "rares", "[" + RARE);
        constant(rares.size());
        code.visitInsn(AALOAD);
        rares.add(i.rare());
        load(ALOAD, repair);
        constant(lanes);
        code.visitMethodInsn(INVOKESTATIC, PACKAGE + "Repairs", "repair", "(" + RARE + array + "I)V", false);
        species(reals);
        load(ALOAD, repair);
        constant(lanes);
        code.visitMethodInsn(INVOKESTATIC, reals, "fromArray", "(" + SPECIES + array + "I)L" + reals + ";", false);
        code.visitLabel(none);
    }

    private void intoRepair(int slot) {
        load(ALOAD, repair);
        constant(slot * lanes);
        code.visitMethodInsn(INVOKEVIRTUAL, reals, "intoArray", "(" + array + "I)V", false);
    }

    // ------------------------------------------------------------------------------------------------ small pieces

    /** Pushes value v as a real vector. */
    private void real(int v) {
        load(ALOAD, local(v));
    }

    private int local(int v) {
        return (chain.instruction(v).kind() == Kind.MASK ? numbers : vectors) + v;
    }

    private void element(int k) {
        species(reals);
        position(k);
        code.visitMethodInsn(INVOKESTATIC, reals, "fromArray", "(" + SPECIES + array + "I)L" + reals + ";", false);
    }

    /** Pops a vector into the current columns of array k. */
    private void intoElement(int k) {
        position(k);
        code.visitMethodInsn(INVOKEVIRTUAL, reals, "intoArray", "(" + array + "I)V", false);
    }

    private void position(int k) {
        load(ALOAD, arrays + k);
        load(ILOAD, starts + k);
        load(ILOAD, column);
        code.visitInsn(IADD);
    }

    private void literal(int v) {
        Instruction i = chain.instruction(v);
        if (i.code() == Code.CONSTANT) {
            broadcast(Scalar.toDouble(chain.type(), i.literal()));
        } else {
            species(integers);
            integer(i.literal());
            code.visitMethodInsn(
                    INVOKESTATIC, integers, "broadcast", "(" + SPECIES + integerLane + ")L" + integers + ";", false);
        }
    }

    private void broadcast(double value) {
        species(reals);
        number(value);
        code.visitMethodInsn(INVOKESTATIC, reals, "broadcast", "(" + SPECIES + lane + ")L" + reals + ";", false);
    }

    private void binary(String method) {
        code.visitMethodInsn(INVOKEVIRTUAL, reals, method, "(" + VECTOR + ")L" + reals + ";", false);
    }

    /** A binary operator on integers whose second operand has the given descriptor. */
    private void lanewise(String second) {
        String signature = "(L" + OPERATORS + "$Binary;" + second + ")L" + integers + ";";
        code.visitMethodInsn(INVOKEVIRTUAL, integers, "lanewise", signature, false);
    }

    private void comparison(String name) {
        operator(name, "Comparison");
    }

    private void compare() {
        code.visitMethodInsn(
                INVOKEVIRTUAL, reals, "compare", "(L" + OPERATORS + "$Comparison;" + VECTOR + ")" + MASK, false);
    }

    private void operator(String name, String kind) {
        code.visitFieldInsn(GETSTATIC, OPERATORS, name, "L" + OPERATORS + "$" + kind + ";");
    }

    private void species(String vector) {
        code.visitFieldInsn(GETSTATIC, vector, "SPECIES_PREFERRED", SPECIES);
    }

    private void newArray(int length) {
        constant(length);
        code.visitIntInsn(NEWARRAY, single ? T_FLOAT : T_DOUBLE);
    }

    private void load(int opcode, int local) {
        code.visitVarInsn(opcode, local);
    }

    private void store(int opcode, int local) {
        code.visitVarInsn(opcode, local);
    }

    private void constant(int value) {
        if (value >= -1 && value <= 5) {
            code.visitInsn(ICONST_0 + value);
        } else if (value == (byte) value) {
            code.visitIntInsn(BIPUSH, value);
        } else {
            code.visitLdcInsn(value);
        }
    }

    private void number(double value) {
        if (single) {
            code.visitLdcInsn((float) value);
        } else {
            code.visitLdcInsn(value);
        }
    }

    private void integer(long value) {
        if (single) {
            constant((int) value);
        } else {
            code.visitLdcInsn(value);
        }
    }
}
