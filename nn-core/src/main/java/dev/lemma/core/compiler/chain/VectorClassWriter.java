package dev.lemma.core.compiler.chain;

import static org.objectweb.asm.Opcodes.*;

import dev.lemma.api.tensor.DType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes the class of one chain. The method {@code run} has this shape, with L lanes per vector:
 *
 * <pre>{@code
 * for each row:
 *     splats = broadcast(arrays[splat][...]); accumulators = neutral
 *     current = the arrays; begin = 0; end = columns rounded down to a multiple of L
 *     again:
 *     for (j = begin; j < end; j += L):
 *         load inputs; all instructions; store outputs; accumulate reductions
 *     if (j < columns):
 *         copy the remaining elements of the inputs to a scratch array
 *         current = scratch; begin = j; end = j + 1; goto again
 *     if there was a remainder: copy the remaining elements of the outputs from the scratch array
 *     fold and write the reductions
 * }</pre>
 *
 * The remainder of a row thus runs through the same instructions as the rest and has the same bits, without a second copy of the
 * body (which would halve the length a chain may have) and without masked loads and stores (which Java 17 does in scalar code
 * near the end of arrays and without AVX-512). Lanes beyond the row are computed and dropped; reductions replace them by the
 * neutral element.
 */
final class VectorClassWriter {
    private static final String PACKAGE = "dev/lemma/core/compiler/chain/";
    private static final String API = "jdk/incubator/vector/";
    private static final String VECTOR = "L" + API + "Vector;";
    private static final String SPECIES = "L" + API + "VectorSpecies;";
    private static final String MASK = "L" + API + "VectorMask;";
    private static final String OPERATORS = API + "VectorOperators";
    private static final String RARE = "L" + PACKAGE + "Rare;";
    private static final String NAME = PACKAGE + "GeneratedChain";

    // parameters of run
    private static final int ARRAYS = 1;
    private static final int OFFSETS = 2;
    private static final int STRIDES = 3;
    private static final int ROWS = 4;
    private static final int COLUMNS = 5;

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
    private final ClassWriter type = new ClassWriter(ClassWriter.COMPUTE_FRAMES) {
        @Override
        protected String getCommonSuperClass(String a, String b) {
            return "java/lang/Object";
        }
    };

    private int locals = 6;
    private final int row = take(1);
    private final int column = take(1);
    private final int end = take(1);
    private final int scratch = take(1);
    private final int repair = take(1);
    private final int index = take(1);
    private final int limit = take(2);
    private final int rest = take(1);
    private final int zero = take(1);
    private final int one = take(1);
    private final int lowest = take(1);
    /** Per array: the array and the start of its row; the array and start that the loop uses now. */
    private final int arrays;

    private final int starts;
    private final int currentArrays;
    private final int currentStarts;
    /** Per value: the vector or mask; the number, if a mask is used as one. */
    private final int vectors;

    private final int numbers;
    /** Per array: its slot in the scratch array, or −1. */
    private final int[] slots;

    private int slotCount;
    /** Per sink with a row reduction: first of its accumulators; the array that keeps them between loops. */
    private final int[] totals;

    private final int fold;

    private final boolean reduces;
    private final boolean[] numeric;

    VectorClassWriter(Chain chain, int vectorBytes) {
        this.chain = chain;
        single = chain.type() == DType.FLOAT32;
        lanes = vectorBytes / chain.type().bytes();
        accumulators = Math.max(1, 64 / vectorBytes);
        reals = API + (single ? "FloatVector" : "DoubleVector");
        integers = API + (single ? "IntVector" : "LongVector");
        array = single ? "[F" : "[D";
        lane = single ? "F" : "D";
        integerLane = single ? "I" : "J";
        int n = chain.arrays();
        arrays = take(n);
        starts = take(n);
        currentArrays = take(n);
        currentStarts = take(n);
        vectors = take(chain.instructions().size());
        numbers = take(chain.instructions().size());
        slots = new int[n];
        for (int k = 0; k < n; k++) {
            slots[k] = isInput(k) ? (isSplat(k) ? -1 : slotCount++) : (isRowReduction(sink(k)) ? -1 : slotCount++);
        }
        totals = new int[chain.sinks().size()];
        fold = take(totals.length);
        boolean any = false;
        for (int s = 0; s < totals.length; s++) {
            if (isRowReduction(chain.sinks().get(s))) {
                totals[s] = take(accumulators);
                any = true;
            }
        }
        reduces = any;
        numeric = masksUsedAsNumbers(chain);
        type.visit(V17, ACC_FINAL, NAME, null, "java/lang/Object", new String[] {PACKAGE + "ChainKernel"});
        type.visitField(ACC_PRIVATE | ACC_FINAL, "rares", "[" + RARE, null, null).visitEnd();
        constructor();
        code = type.visitMethod(ACC_PUBLIC, "run", "([Ljava/lang/Object;[I[III)V", null, null);
        code.visitCode();
        run();
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

    private static boolean isRowReduction(Sink s) {
        return s.type() == Sink.Type.ROW_SUM || s.type() == Sink.Type.ROW_MAX;
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
        MethodVisitor m = type.visitMethod(0, "<init>", "([" + RARE + ")V", null, null);
        m.visitCode();
        m.visitVarInsn(ALOAD, 0);
        m.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        m.visitVarInsn(ALOAD, 0);
        m.visitVarInsn(ALOAD, 1);
        m.visitFieldInsn(PUTFIELD, NAME, "rares", "[" + RARE);
        m.visitInsn(RETURN);
        m.visitMaxs(0, 0);
        m.visitEnd();
    }

    // ------------------------------------------------------------------------------------------------ the method

    private void run() {
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
        Label again = new Label();
        code.visitLabel(again);
        loadAccumulators();
        Label loop = new Label();
        Label loopDone = new Label();
        code.visitLabel(loop);
        load(ILOAD, column);
        load(ILOAD, end);
        code.visitJumpInsn(IF_ICMPGE, loopDone);
        body();
        code.visitIincInsn(column, lanes);
        code.visitJumpInsn(GOTO, loop);
        code.visitLabel(loopDone);
        storeAccumulators();
        Label whole = new Label();
        load(ILOAD, column);
        load(ILOAD, COLUMNS);
        code.visitJumpInsn(IF_ICMPGE, whole);
        stageRemainder();
        code.visitJumpInsn(GOTO, again);
        code.visitLabel(whole);
        unstageRemainder();
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
        for (int k = 0; k < chain.arrays(); k++) {
            load(ALOAD, ARRAYS);
            constant(k);
            code.visitInsn(AALOAD);
            store(ASTORE, arrays + k);
            load(ALOAD, OFFSETS);
            constant(k);
            code.visitInsn(IALOAD);
            store(ISTORE, starts + k);
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
        broadcast(Double.NEGATIVE_INFINITY);
        store(ASTORE, lowest);
        if (reduces) {
            load(ALOAD, zero);
            constant(1);
            code.visitMethodInsn(INVOKEVIRTUAL, reals, "addIndex", "(I)L" + reals + ";", false);
            store(ASTORE, index);
            for (int s = 0; s < totals.length; s++) {
                if (isRowReduction(chain.sinks().get(s))) {
                    newArray(accumulators * lanes);
                    store(ASTORE, fold + s);
                }
            }
        }
        if (chain.instructions().stream().anyMatch(i -> i.code() == Code.REPAIR)) {
            newArray(3 * lanes);
            store(ASTORE, repair);
        }
        // the remainder of a row, and room for it
        load(ILOAD, COLUMNS);
        constant(lanes - 1);
        code.visitInsn(IAND);
        store(ISTORE, rest);
        code.visitInsn(ACONST_NULL);
        code.visitTypeInsn(CHECKCAST, array);
        store(ASTORE, scratch);
        Label none = new Label();
        load(ILOAD, rest);
        code.visitJumpInsn(IFEQ, none);
        newArray(Math.max(1, slotCount) * lanes);
        store(ASTORE, scratch);
        code.visitLabel(none);
    }

    private void beginRow() {
        for (int k = 0; k < chain.arrays(); k++) {
            if (isSplat(k)) {
                species(reals);
                load(ALOAD, arrays + k);
                load(ILOAD, starts + k);
                code.visitInsn(single ? FALOAD : DALOAD);
                code.visitMethodInsn(INVOKESTATIC, reals, "broadcast", "(" + SPECIES + lane + ")L" + reals + ";", false);
                store(ASTORE, vectors + k);
            } else {
                load(ALOAD, arrays + k);
                store(ASTORE, currentArrays + k);
                load(ILOAD, starts + k);
                store(ISTORE, currentStarts + k);
            }
        }
        for (int s = 0; s < totals.length; s++) {
            if (isRowReduction(chain.sinks().get(s))) {
                for (int i = 0; i < accumulators; i++) {
                    load(ALOAD, chain.sinks().get(s).type() == Sink.Type.ROW_SUM ? zero : lowest);
                    intoFold(s, i);
                }
            }
        }
        constant(0);
        store(ISTORE, column);
        load(ILOAD, COLUMNS);
        load(ILOAD, rest);
        code.visitInsn(ISUB);
        store(ISTORE, end);
        if (reduces) {
            number(lanes);
            store(single ? FSTORE : DSTORE, limit);
        }
    }

    /** Copies what is left of the row into the scratch array and points the loop at it, for one round. */
    private void stageRemainder() {
        for (int k = 0; k < chain.arrays(); k++) {
            if (slots[k] < 0) {
                continue;
            }
            Label inPlace = new Label();
            if (isInput(k)) {
                // a vector can be read from the array itself unless the array ends with the row
                load(ILOAD, starts + k);
                load(ILOAD, column);
                code.visitInsn(IADD);
                constant(lanes);
                code.visitInsn(IADD);
                load(ALOAD, arrays + k);
                code.visitInsn(ARRAYLENGTH);
                code.visitJumpInsn(IF_ICMPLE, inPlace);
            }
            if (isInput(k) || sink(k).type() == Sink.Type.COLUMN_SUM) {
                load(ALOAD, arrays + k);
                load(ILOAD, starts + k);
                load(ILOAD, column);
                code.visitInsn(IADD);
                load(ALOAD, scratch);
                constant(slots[k] * lanes);
                load(ILOAD, rest);
                copy();
            }
            load(ALOAD, scratch);
            store(ASTORE, currentArrays + k);
            constant(slots[k] * lanes);
            load(ILOAD, column);
            code.visitInsn(ISUB);
            store(ISTORE, currentStarts + k);
            code.visitLabel(inPlace);
        }
        load(ILOAD, column);
        constant(1);
        code.visitInsn(IADD);
        store(ISTORE, end);
        if (reduces) {
            load(ILOAD, rest);
            code.visitInsn(single ? I2F : I2D);
            store(single ? FSTORE : DSTORE, limit);
        }
    }

    private void unstageRemainder() {
        Label none = new Label();
        load(ILOAD, rest);
        code.visitJumpInsn(IFEQ, none);
        for (int k = chain.inputs(); k < chain.arrays(); k++) {
            if (slots[k] < 0) {
                continue;
            }
            load(ALOAD, scratch);
            constant(slots[k] * lanes);
            load(ALOAD, arrays + k);
            load(ILOAD, starts + k);
            load(ILOAD, COLUMNS);
            load(ILOAD, rest);
            code.visitInsn(ISUB);
            code.visitInsn(IADD);
            load(ILOAD, rest);
            copy();
        }
        code.visitLabel(none);
    }

    private void endRow() {
        for (int s = 0; s < totals.length; s++) {
            Sink how = chain.sinks().get(s);
            if (isRowReduction(how)) {
                int k = chain.inputs() + s;
                load(ALOAD, arrays + k);
                load(ILOAD, starts + k);
                if (how.type() == Sink.Type.ROW_SUM) {
                    load(ALOAD, fold + s);
                    code.visitMethodInsn(INVOKESTATIC, PACKAGE + "RowReduction", "sum", "(" + array + ")" + lane, false);
                } else {
                    fromFold(s, 0);
                    for (int i = 1; i < accumulators; i++) {
                        fromFold(s, i);
                        binary("max");
                    }
                    operator("MAX", "Associative");
                    code.visitMethodInsn(
                            INVOKEVIRTUAL, reals, "reduceLanes", "(L" + OPERATORS + "$Associative;)" + lane, false);
                }
                code.visitInsn(single ? FASTORE : DASTORE);
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

    /**
     * The accumulators live in local variables within the loop and in the fold array between its two runs: Java 17 puts a vector
     * on the heap where two nested loops both carry it. They take turns, see {@link #accumulate}, so their order depends on the
     * number of rounds, but only in ways that the pairwise fold does not see.
     */
    private void loadAccumulators() {
        for (int s = 0; s < totals.length; s++) {
            for (int i = 0; i < accumulators && isRowReduction(chain.sinks().get(s)); i++) {
                fromFold(s, i);
                store(ASTORE, totals[s] + i);
            }
        }
    }

    private void storeAccumulators() {
        for (int s = 0; s < totals.length; s++) {
            for (int i = 0; i < accumulators && isRowReduction(chain.sinks().get(s)); i++) {
                load(ALOAD, totals[s] + i);
                intoFold(s, i);
            }
        }
    }

    private void intoFold(int s, int i) {
        load(ALOAD, fold + s);
        constant(i * lanes);
        code.visitMethodInsn(INVOKEVIRTUAL, reals, "intoArray", "(" + array + "I)V", false);
    }

    private void fromFold(int s, int i) {
        species(reals);
        load(ALOAD, fold + s);
        constant(i * lanes);
        code.visitMethodInsn(INVOKESTATIC, reals, "fromArray", "(" + SPECIES + array + "I)L" + reals + ";", false);
    }

    // ------------------------------------------------------------------------------------------------ the body of the loop

    private void body() {
        for (int v = 0; v < chain.instructions().size(); v++) {
            Instruction i = chain.instruction(v);
            if (i.isLiteral() || i.isSplat()) {
                continue;
            }
            if (i.code() == Code.INPUT) {
                element(v);
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

    private void accumulate(int s, Sink sink) {
        boolean sum = sink.type() == Sink.Type.ROW_SUM;
        load(ALOAD, totals[s]);
        if (sum) {
            broadcast(-0.0); // x + (−0) is x, also for x = −0
        } else {
            load(ALOAD, lowest);
        }
        real(sink.value());
        load(ALOAD, index);
        comparison("LT");
        species(reals);
        load(single ? FLOAD : DLOAD, limit);
        code.visitMethodInsn(INVOKESTATIC, reals, "broadcast", "(" + SPECIES + lane + ")L" + reals + ";", false);
        compare();
        code.visitMethodInsn(INVOKEVIRTUAL, reals, "blend", "(" + VECTOR + MASK + ")L" + reals + ";", false);
        binary(sum ? "add" : "max");
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
        load(ALOAD, (chain.instruction(v).kind() == Kind.MASK ? numbers : vectors) + v);
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
        load(ALOAD, currentArrays + k);
        load(ILOAD, currentStarts + k);
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
            code.visitMethodInsn(INVOKESTATIC, integers, "broadcast", "(" + SPECIES + integerLane + ")L" + integers + ";", false);
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
        code.visitMethodInsn(INVOKEVIRTUAL, reals, "compare", "(L" + OPERATORS + "$Comparison;" + VECTOR + ")" + MASK, false);
    }

    private void operator(String name, String kind) {
        code.visitFieldInsn(GETSTATIC, OPERATORS, name, "L" + OPERATORS + "$" + kind + ";");
    }

    private void species(String vector) {
        code.visitFieldInsn(GETSTATIC, vector, "SPECIES_PREFERRED", SPECIES);
    }

    private void copy() {
        code.visitMethodInsn(INVOKESTATIC, "java/lang/System", "arraycopy", "(Ljava/lang/Object;ILjava/lang/Object;II)V", false);
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
