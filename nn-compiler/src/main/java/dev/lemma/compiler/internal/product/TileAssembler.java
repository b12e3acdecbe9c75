package dev.lemma.compiler.internal.product;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DADD;
import static org.objectweb.asm.Opcodes.DALOAD;
import static org.objectweb.asm.Opcodes.DASTORE;
import static org.objectweb.asm.Opcodes.FADD;
import static org.objectweb.asm.Opcodes.FALOAD;
import static org.objectweb.asm.Opcodes.FASTORE;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.IALOAD;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.IF_ICMPGE;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.IMUL;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import java.lang.invoke.MethodHandles;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes register tiles as bytecode that calls the Vector API. A tile has {@code rows × vectors} accumulators, and a method
 * cannot loop over its local variables: written by hand this would be some thirty copies of one loop nest, as many as there
 * are tile sizes at the edges of a product, twice for the two types. As a by-product nothing here refers to the incubating
 * module at compile time, so the class loads without it.
 *
 * <p>What it emits, for 2 rows and 1 vector:
 * <pre>{@code
 * FloatVector c00 = zero(S), c10 = zero(S); // continuing: fromArray(S, c, co), ...
 * for (int p = 0; p < k; p++) {
 *     FloatVector b0 = fromArray(S, b, bo);
 *     int at = ao;
 *     FloatVector x = broadcast(S, a[at]);
 *     c00 = x.fma(b0, c00);
 *     at += ars;
 *     x = broadcast(S, a[at]);
 *     c10 = x.fma(b0, c10);
 *     ao += acs;
 *     bo += bs;
 * }
 * c00.intoArray(c, co);
 * c10.intoArray(c, co + ldc);
 * }</pre>
 */
final class TileAssembler {
    private static final String VECTOR = "Ljdk/incubator/vector/Vector;";
    private static final String SPECIES = "Ljdk/incubator/vector/VectorSpecies;";

    /** How a tile finds its operands. */
    private enum Form {
        /** {@link FloatTile}. */
        STRIDED,
        /** {@link FloatTile} with the strides of packed operands as constants. */
        PACKED,
        /** {@link #floatDots}. */
        DOTS,
        /** {@link ShiftTile}. */
        OUTPUTS_IN_LANES,
        /** {@link ShiftTile}. */
        POSITIONS_IN_LANES,
        /** {@link ShiftTile}. */
        TERMS_IN_ROWS;

        boolean shifted() {
            return this == OUTPUTS_IN_LANES || this == POSITIONS_IN_LANES || this == TERMS_IN_ROWS;
        }
    }

    // Parameters of run, local variable 0 being this.
    private static final int A = 1;
    private static final int AO = 2;
    private static final int ARS = 3;
    private static final int ACS = 4;
    private static final int B = 5;
    private static final int BO = 6;
    private static final int BS = 7;
    private static final int C = 8;
    private static final int CO = 9;
    private static final int LDC = 10;
    private static final int K = 11;

    // Those of a ShiftTile that differ: x is A, w is B.
    private static final int SHIFTS = 3;
    private static final int FIRST_TERM = 4;
    private static final int END = 7;

    private static final int P = 12;
    private static final int AT = 13;
    private static final int X = 14;
    private static final int START = 15;
    private static final int FIRST_VECTOR = 16;

    private final boolean wide;
    private final String vectorClass;
    private final String vectorType;
    private final String arrayType;
    private final String scalar;
    private final int lanes;
    private final int rows;
    private final int vectors;
    private final boolean continuing;
    private final Form form;
    private int run = 1;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    private final MethodVisitor code;

    private TileAssembler(boolean wide, int lanes, int rows, int vectors, boolean continuing, Form form) {
        this.wide = wide;
        this.vectorClass = "jdk/incubator/vector/" + (wide ? "DoubleVector" : "FloatVector");
        this.vectorType = "L" + vectorClass + ";";
        this.scalar = wide ? "D" : "F";
        this.arrayType = "[" + scalar;
        this.lanes = lanes;
        this.rows = rows;
        this.vectors = vectors;
        this.continuing = continuing;
        this.form = form;
        Class<?> type = form.shifted() ? ShiftTile.class : wide ? DoubleTile.class : FloatTile.class;
        String contract = type.getName().replace('.', '/');
        writer.visit(
                V17, ACC_FINAL | ACC_SUPER, contract + rows + "x" + vectors, null, "java/lang/Object", new String[] {
                    contract
                });
        MethodVisitor constructor = writer.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        constructor.visitCode();
        constructor.visitVarInsn(ALOAD, 0);
        constructor.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        constructor.visitInsn(RETURN);
        constructor.visitMaxs(0, 0);
        constructor.visitEnd();
        String any = "Ljava/lang/Object;";
        String parameters = form.shifted()
                ? any + "I[II" + any + "II" + any + "II"
                : arrayType + "III" + arrayType + "II" + arrayType + "III";
        code = writer.visitMethod(ACC_PUBLIC | ACC_FINAL, "run", "(" + parameters + ")V", null, null);
    }

    /** A tile of float32; a continuing one starts its sums from C, the other from zero. */
    static FloatTile floats(int lanes, int rows, int vectors, boolean continuing) {
        return (FloatTile) new TileAssembler(false, lanes, rows, vectors, continuing, Form.STRIDED).define();
    }

    /** A tile of float64; see {@link #floats}. */
    static DoubleTile doubles(int lanes, int rows, int vectors, boolean continuing) {
        return (DoubleTile) new TileAssembler(true, lanes, rows, vectors, continuing, Form.STRIDED).define();
    }

    /**
     * A tile of float32 whose operands are packed: {@code ars = 1}, {@code acs = rows} and
     * {@code bs = vectors·lanes} are constants of its code, so that all its bounds checks are hoisted out of the loop.
     */
    static FloatTile packedFloats(int lanes, int rows, int vectors, boolean continuing) {
        return (FloatTile) new TileAssembler(false, lanes, rows, vectors, continuing, Form.PACKED).define();
    }

    /** A tile of float64 on packed operands; see {@link #packedFloats}. */
    static DoubleTile packedDoubles(int lanes, int rows, int vectors, boolean continuing) {
        return (DoubleTile) new TileAssembler(true, lanes, rows, vectors, continuing, Form.PACKED).define();
    }

    /**
     * Dot products of {@code rows} rows of A with one vector in B, lane by lane: the tile with one vector of columns in which
     * {@code a} is loaded instead of broadcast. Called with {@code acs = bs = ldc = lanes} and {@code k} in units of vectors, on
     * a C of {@code rows·lanes} elements that it uses as a scratch pad; the sums are left in its first {@code rows} elements.
     * The lanes are added pairwise by scalar additions, because the order of {@code reduceLanes} is not defined: it may
     * differ between the interpreter and compiled code, and then a result would change its bits while the program warms up.
     */
    static FloatTile floatDots(int lanes, int rows) {
        return (FloatTile) new TileAssembler(false, lanes, rows, 1, false, Form.DOTS).define();
    }

    /** See {@link #floatDots}. */
    static DoubleTile doubleDots(int lanes, int rows) {
        return (DoubleTile) new TileAssembler(true, lanes, rows, 1, false, Form.DOTS).define();
    }

    /** A tile with outputs in its lanes: {@code rows} positions, {@code vectors} vectors of outputs. */
    @SuppressWarnings("unchecked")
    static <A> ShiftTile<A> outputsInLanes(boolean wide, int lanes, int rows, int vectors) {
        return (ShiftTile<A>) new TileAssembler(wide, lanes, rows, vectors, true, Form.OUTPUTS_IN_LANES).define();
    }

    /** A tile with positions in its lanes: {@code rows} outputs, {@code vectors} vectors of positions. */
    @SuppressWarnings("unchecked")
    static <A> ShiftTile<A> positionsInLanes(boolean wide, int lanes, int rows, int vectors) {
        return (ShiftTile<A>) new TileAssembler(wide, lanes, rows, vectors, false, Form.POSITIONS_IN_LANES).define();
    }

    /** A tile with terms in its rows, in so many runs of neighbours, and {@code vectors} vectors of outputs. */
    @SuppressWarnings("unchecked")
    static <A> ShiftTile<A> termsInRows(boolean wide, int lanes, int runs, int run, int vectors) {
        TileAssembler a = new TileAssembler(wide, lanes, runs * run, vectors, false, Form.TERMS_IN_ROWS);
        a.run = run;
        return (ShiftTile<A>) a.define();
    }

    private Object define() {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> tile = lookup.defineHiddenClass(bytes(), true).lookupClass();
            return tile.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "a " + rows + " x " + vectors
                            + " product tile could not be defined; this is a defect of the compiler",
                    e);
        }
    }

    private byte[] bytes() {
        code.visitCode();
        if (form.shifted()) {
            for (int array : new int[] {A, B, C}) {
                code.visitVarInsn(ALOAD, array);
                code.visitTypeInsn(CHECKCAST, arrayType);
                code.visitVarInsn(ASTORE, array);
            }
        }
        start();
        loop();
        if (form == Form.DOTS) {
            code.visitVarInsn(ILOAD, CO);
            code.visitVarInsn(ISTORE, START);
        }
        store();
        if (form == Form.DOTS) {
            addLanes();
        }
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        return writer.toByteArray();
    }

    private int b(int vector) {
        return FIRST_VECTOR + vector;
    }

    private int accumulator(int row, int vector) {
        return FIRST_VECTOR + vectors + row * vectors + vector;
    }

    private void start() {
        code.visitVarInsn(ILOAD, CO);
        code.visitVarInsn(ISTORE, AT);
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                if (continuing) {
                    load(C, AT, v * lanes);
                } else {
                    species();
                    code.visitMethodInsn(INVOKESTATIC, vectorClass, "zero", "(" + SPECIES + ")" + vectorType, false);
                }
                code.visitVarInsn(ASTORE, accumulator(r, v));
            }
            increase(AT, LDC);
        }
    }

    private void loop() {
        Label head = new Label();
        Label end = new Label();
        if (form == Form.TERMS_IN_ROWS) {
            for (int r = 0; r < rows; r += run) {
                code.visitVarInsn(ILOAD, FIRST_TERM);
                code.visitLdcInsn(r);
                code.visitInsn(IADD);
                code.visitVarInsn(ISTORE, P);
                shift();
                code.visitVarInsn(ILOAD, AT);
                code.visitVarInsn(ISTORE, base(r));
            }
        }
        if (form == Form.OUTPUTS_IN_LANES || form == Form.POSITIONS_IN_LANES) {
            code.visitVarInsn(ILOAD, FIRST_TERM);
        } else {
            code.visitInsn(ICONST_0);
        }
        code.visitVarInsn(ISTORE, P);
        code.visitLabel(head);
        code.visitVarInsn(ILOAD, P);
        code.visitVarInsn(ILOAD, form.shifted() ? END : K);
        code.visitJumpInsn(IF_ICMPGE, end);
        switch (form) {
            case STRIDED, DOTS -> {
                loadVectors(B, BO);
                code.visitVarInsn(ILOAD, AO);
                code.visitVarInsn(ISTORE, AT);
                for (int r = 0; r < rows; r++) {
                    if (r > 0) {
                        increase(AT, ARS);
                    }
                    row(r, A, AT, 0);
                }
                increase(AO, ACS);
                increase(BO, BS);
            }
            case PACKED -> {
                product(P, vectors * lanes, BO);
                code.visitVarInsn(ISTORE, AT);
                loadVectors(B, AT);
                product(P, rows, AO);
                code.visitVarInsn(ISTORE, AT);
                rows(A, AT);
            }
            case OUTPUTS_IN_LANES -> {
                shift();
                product(P, vectors * lanes, BO);
                code.visitVarInsn(ISTORE, START);
                loadVectors(B, START);
                rows(A, AT);
            }
            case POSITIONS_IN_LANES -> {
                shift();
                product(P, rows, BO);
                code.visitVarInsn(ISTORE, START);
                loadVectors(A, AT);
                rows(B, START);
            }
            case TERMS_IN_ROWS -> {
                loadVectors(B, BO);
                for (int r = 0; r < rows; r++) {
                    if (r % run == 0) {
                        code.visitVarInsn(ILOAD, base(r));
                        code.visitVarInsn(ILOAD, P);
                        code.visitInsn(IADD);
                        code.visitVarInsn(ISTORE, AT);
                    }
                    row(r, A, AT, r % run);
                }
                increase(BO, LDC);
            }
        }
        code.visitIincInsn(P, 1);
        code.visitJumpInsn(GOTO, head);
        code.visitLabel(end);
    }

    /** Where the run of row r begins. */
    private int base(int row) {
        return accumulator(rows, 0) + row / run;
    }

    /** {@code at ← ao + shifts[p]}. */
    private void shift() {
        code.visitVarInsn(ILOAD, AO);
        code.visitVarInsn(ALOAD, SHIFTS);
        code.visitVarInsn(ILOAD, P);
        code.visitInsn(IALOAD);
        code.visitInsn(IADD);
        code.visitVarInsn(ISTORE, AT);
    }

    private void loadVectors(int array, int offset) {
        for (int v = 0; v < vectors; v++) {
            load(array, offset, v * lanes);
            code.visitVarInsn(ASTORE, b(v));
        }
    }

    private void rows(int array, int offset) {
        for (int r = 0; r < rows; r++) {
            row(r, array, offset, r);
        }
    }

    /** Multiplies what stands {@code ahead} of the offset with the vectors and adds it to row r. */
    private void row(int r, int array, int offset, int ahead) {
        if (form == Form.DOTS) {
            load(array, offset, ahead);
        } else {
            broadcast(array, offset, ahead);
        }
        code.visitVarInsn(ASTORE, X);
        for (int v = 0; v < vectors; v++) {
            code.visitVarInsn(ALOAD, X);
            code.visitVarInsn(ALOAD, b(v));
            code.visitVarInsn(ALOAD, accumulator(r, v));
            code.visitMethodInsn(INVOKEVIRTUAL, vectorClass, "fma", "(" + VECTOR + VECTOR + ")" + vectorType, false);
            code.visitVarInsn(ASTORE, accumulator(r, v));
        }
    }

    private void store() {
        for (int r = 0; r < rows; r++) {
            for (int v = 0; v < vectors; v++) {
                code.visitVarInsn(ALOAD, accumulator(r, v));
                if (form == Form.TERMS_IN_ROWS) {
                    load(C, CO, v * lanes);
                    code.visitMethodInsn(INVOKEVIRTUAL, vectorClass, "add", "(" + VECTOR + ")" + vectorType, false);
                }
                code.visitVarInsn(ALOAD, C);
                index(CO, v * lanes);
                code.visitMethodInsn(INVOKEVIRTUAL, vectorClass, "intoArray", "(" + arrayType + "I)V", false);
            }
            increase(CO, LDC);
        }
    }

    /** Adds the lanes that {@link #store} has left in C pairwise, and leaves row r's sum in element {@code co + r}. */
    private void addLanes() {
        for (int r = 0; r < rows; r++) {
            code.visitVarInsn(ALOAD, C);
            index(START, r);
            pairwise(r * lanes, lanes);
            code.visitInsn(wide ? DASTORE : FASTORE);
        }
    }

    private void pairwise(int from, int count) {
        if (count == 1) {
            code.visitVarInsn(ALOAD, C);
            index(START, from);
            code.visitInsn(wide ? DALOAD : FALOAD);
        } else {
            pairwise(from, count / 2);
            pairwise(from + count / 2, count / 2);
            code.visitInsn(wide ? DADD : FADD);
        }
    }

    private void load(int array, int offset, int ahead) {
        species();
        code.visitVarInsn(ALOAD, array);
        index(offset, ahead);
        code.visitMethodInsn(
                INVOKESTATIC, vectorClass, "fromArray", "(" + SPECIES + arrayType + "I)" + vectorType, false);
    }

    private void broadcast(int array, int offset, int ahead) {
        species();
        code.visitVarInsn(ALOAD, array);
        index(offset, ahead);
        code.visitInsn(wide ? DALOAD : FALOAD);
        code.visitMethodInsn(INVOKESTATIC, vectorClass, "broadcast", "(" + SPECIES + scalar + ")" + vectorType, false);
    }

    private void index(int offset, int ahead) {
        code.visitVarInsn(ILOAD, offset);
        if (ahead != 0) {
            code.visitLdcInsn(ahead);
            code.visitInsn(IADD);
        }
    }

    /** {@code variable·factor + offset} on the stack: linear in the loop's counter with a constant factor. */
    private void product(int variable, int factor, int offset) {
        code.visitVarInsn(ILOAD, variable);
        code.visitLdcInsn(factor);
        code.visitInsn(IMUL);
        code.visitVarInsn(ILOAD, offset);
        code.visitInsn(IADD);
    }

    private void increase(int variable, int by) {
        code.visitVarInsn(ILOAD, variable);
        code.visitVarInsn(ILOAD, by);
        code.visitInsn(IADD);
        code.visitVarInsn(ISTORE, variable);
    }

    private void species() {
        code.visitFieldInsn(GETSTATIC, vectorClass, "SPECIES_PREFERRED", SPECIES);
    }
}
