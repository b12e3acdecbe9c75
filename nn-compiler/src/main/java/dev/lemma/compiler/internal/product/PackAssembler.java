package dev.lemma.compiler.internal.product;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SUPER;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ASTORE;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.DUP;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.GOTO;
import static org.objectweb.asm.Opcodes.IADD;
import static org.objectweb.asm.Opcodes.IASTORE;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.IF_ICMPGE;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.IMUL;
import static org.objectweb.asm.Opcodes.INVOKESPECIAL;
import static org.objectweb.asm.Opcodes.INVOKESTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.ISTORE;
import static org.objectweb.asm.Opcodes.NEWARRAY;
import static org.objectweb.asm.Opcodes.PUTSTATIC;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.T_INT;
import static org.objectweb.asm.Opcodes.V17;

import java.lang.invoke.MethodHandles;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;

/**
 * Writes the packers of {@link FloatPanels} and {@link DoublePanels} as bytecode that calls the Vector API, for the reasons given
 * in {@link TileAssembler}. A copy moves {@code count} rows of some vectors each. A transposition turns
 * {@code rows × count·lanes} elements round, a square of {@code lanes × lanes} at a time, in registers: in {@code log₂ lanes}
 * rounds, rows at distance {@code d = lanes/2, …, 2, 1} exchange the half of their elements whose index has, or lacks, the
 * bit {@code d}. Column {@code s} of the source is stored as a whole vector at {@code at + s·stride}; if there are fewer rows than lanes, the rest of
 * that vector is rubbish for the next column to overwrite.
 */
final class PackAssembler {
    private static final String PACKAGE = "jdk/incubator/vector/";
    private static final String SPECIES = "L" + PACKAGE + "VectorSpecies;";
    private static final String SHUFFLE = "L" + PACKAGE + "VectorShuffle;";
    private static final String MASK = "L" + PACKAGE + "VectorMask;";

    private static final int FROM = 1;
    private static final int FO = 2;
    private static final int FS = 3;
    private static final int TO = 4;
    private static final int AT = 5;
    private static final int TS = 6;
    private static final int COUNT = 7;
    private static final int P = 8;
    private static final int INDEX = 9;
    private static final int FIRST = 10;

    private final boolean wide;
    private final String vectorClass;
    private final String vectorType;
    private final String arrayType;
    private final int lanes;
    private final int stride;
    private final ClassWriter writer = new ClassWriter(ClassWriter.COMPUTE_FRAMES);
    private final String name;
    private MethodVisitor code;

    private PackAssembler(boolean wide, int lanes, int stride, String kind) {
        this.wide = wide;
        this.vectorClass = PACKAGE + (wide ? "DoubleVector" : "FloatVector");
        this.vectorType = "L" + vectorClass + ";";
        this.arrayType = wide ? "[D" : "[F";
        this.lanes = lanes;
        this.stride = stride;
        String contract = Packer.class.getName().replace('.', '/');
        this.name = contract + (wide ? "D" : "F") + kind + stride;
        writer.visit(V17, ACC_FINAL | ACC_SUPER, name, null, "java/lang/Object", new String[] {contract});
        code = writer.visitMethod(ACC_PUBLIC, "<init>", "()V", null, null);
        code.visitCode();
        code.visitVarInsn(ALOAD, 0);
        code.visitMethodInsn(INVOKESPECIAL, "java/lang/Object", "<init>", "()V", false);
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    /** Copies rows of so many vectors, {@code fs} apart in the source and {@code ts} in the target. */
    static <A> Packer<A> copy(boolean wide, int lanes, int vectors) {
        PackAssembler a = new PackAssembler(wide, lanes, vectors, "Copy");
        a.copy(vectors);
        return a.define();
    }

    /** Transposes so many rows, {@code fs} apart; columns are {@code stride} apart in the target, a constant of the code. */
    static <A> Packer<A> transpose(boolean wide, int lanes, int rows, int stride) {
        PackAssembler a = new PackAssembler(wide, lanes, stride, "Transpose");
        a.transpose(rows);
        return a.define();
    }

    /** The same with {@code lanes} rows and columns {@code ts} apart. */
    static <A> Packer<A> transpose(boolean wide, int lanes) {
        return transpose(wide, lanes, lanes, 0);
    }

    @SuppressWarnings("unchecked")
    private <A> Packer<A> define() {
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
        writer.visitEnd();
        try {
            Class<?> type = MethodHandles.lookup()
                    .defineHiddenClass(writer.toByteArray(), true)
                    .lookupClass();
            return (Packer<A>) type.getDeclaredConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(
                    "a packer of product panels could not be defined; this is a defect of the compiler", e);
        }
    }

    private void begin() {
        String object = "Ljava/lang/Object;";
        code = writer.visitMethod(ACC_PUBLIC | ACC_FINAL, "run", "(" + object + "II" + object + "III)V", null, null);
        code.visitCode();
        for (int array : new int[] {FROM, TO}) {
            code.visitVarInsn(ALOAD, array);
            code.visitTypeInsn(CHECKCAST, arrayType);
            code.visitVarInsn(ASTORE, array);
        }
    }

    private void copy(int vectors) {
        begin();
        Label head = new Label();
        Label end = new Label();
        head(head, end);
        for (int v = 0; v < vectors; v++) {
            load(FO, v * lanes);
            code.visitVarInsn(ASTORE, FIRST + v);
        }
        for (int v = 0; v < vectors; v++) {
            store(FIRST + v, AT, v * lanes);
        }
        increase(FO, FS);
        increase(AT, TS);
        tail(head, end);
    }

    private void transpose(int rows) {
        constants();
        begin();
        int base = FIRST + lanes;
        for (int r = 0; r < rows; r++) {
            product(FS, r, FO);
            code.visitVarInsn(ISTORE, base + r);
        }
        Label head = new Label();
        Label end = new Label();
        head(head, end);
        for (int r = 0; r < rows; r++) {
            product(P, lanes, base + r);
            code.visitVarInsn(ISTORE, INDEX);
            load(INDEX, 0);
            code.visitVarInsn(ASTORE, FIRST + r);
        }
        for (int r = rows; r < lanes; r++) {
            code.visitVarInsn(ALOAD, FIRST);
            code.visitVarInsn(ASTORE, FIRST + r);
        }
        int spare = base + rows;
        for (int d = lanes / 2; d > 0; d /= 2) {
            for (int i = 0; i < lanes; i++) {
                if ((i & d) == 0) {
                    int x = FIRST + i;
                    int y = FIRST + i + d;
                    code.visitVarInsn(ALOAD, x);
                    rearranged(y, d);
                    blend(d);
                    code.visitVarInsn(ASTORE, spare);
                    rearranged(x, d);
                    code.visitVarInsn(ALOAD, y);
                    blend(d);
                    code.visitVarInsn(ASTORE, y);
                    code.visitVarInsn(ALOAD, spare);
                    code.visitVarInsn(ASTORE, x);
                }
            }
        }
        if (stride == 0) {
            for (int q = 0; q < lanes; q++) {
                store(FIRST + q, AT, 0);
                increase(AT, TS);
            }
        } else {
            product(P, lanes * stride, AT);
            code.visitVarInsn(ISTORE, INDEX);
            for (int q = 0; q < lanes; q++) {
                store(FIRST + q, INDEX, q * stride);
            }
        }
        tail(head, end);
    }

    private void constants() {
        for (int d = lanes / 2; d > 0; d /= 2) {
            writer.visitField(ACC_STATIC | ACC_FINAL, "S" + d, SHUFFLE, null, null)
                    .visitEnd();
            writer.visitField(ACC_STATIC | ACC_FINAL, "M" + d, MASK, null, null).visitEnd();
        }
        code = writer.visitMethod(ACC_STATIC, "<clinit>", "()V", null, null);
        code.visitCode();
        for (int d = lanes / 2; d > 0; d /= 2) {
            species();
            code.visitLdcInsn(lanes);
            code.visitIntInsn(NEWARRAY, T_INT);
            long mask = 0;
            for (int i = 0; i < lanes; i++) {
                code.visitInsn(DUP);
                code.visitLdcInsn(i);
                code.visitLdcInsn(i ^ d);
                code.visitInsn(IASTORE);
                mask |= (i & d) == 0 ? 0 : 1L << i;
            }
            code.visitInsn(ICONST_0);
            code.visitMethodInsn(
                    INVOKESTATIC, PACKAGE + "VectorShuffle", "fromArray", "(" + SPECIES + "[II)" + SHUFFLE, false);
            code.visitFieldInsn(PUTSTATIC, name, "S" + d, SHUFFLE);
            species();
            code.visitLdcInsn(mask);
            code.visitMethodInsn(INVOKESTATIC, PACKAGE + "VectorMask", "fromLong", "(" + SPECIES + "J)" + MASK, false);
            code.visitFieldInsn(PUTSTATIC, name, "M" + d, MASK);
        }
        code.visitInsn(RETURN);
        code.visitMaxs(0, 0);
        code.visitEnd();
    }

    private void rearranged(int vector, int d) {
        code.visitVarInsn(ALOAD, vector);
        code.visitFieldInsn(GETSTATIC, name, "S" + d, SHUFFLE);
        code.visitMethodInsn(INVOKEVIRTUAL, vectorClass, "rearrange", "(" + SHUFFLE + ")" + vectorType, false);
    }

    private void blend(int d) {
        code.visitFieldInsn(GETSTATIC, name, "M" + d, MASK);
        code.visitMethodInsn(
                INVOKEVIRTUAL, vectorClass, "blend", "(L" + PACKAGE + "Vector;" + MASK + ")" + vectorType, false);
    }

    private void head(Label head, Label end) {
        code.visitInsn(ICONST_0);
        code.visitVarInsn(ISTORE, P);
        code.visitLabel(head);
        code.visitVarInsn(ILOAD, P);
        code.visitVarInsn(ILOAD, COUNT);
        code.visitJumpInsn(IF_ICMPGE, end);
    }

    private void tail(Label head, Label end) {
        code.visitIincInsn(P, 1);
        code.visitJumpInsn(GOTO, head);
        code.visitLabel(end);
    }

    private void load(int offset, int ahead) {
        species();
        code.visitVarInsn(ALOAD, FROM);
        index(offset, ahead);
        code.visitMethodInsn(
                INVOKESTATIC, vectorClass, "fromArray", "(" + SPECIES + arrayType + "I)" + vectorType, false);
    }

    private void store(int vector, int offset, int ahead) {
        code.visitVarInsn(ALOAD, vector);
        code.visitVarInsn(ALOAD, TO);
        index(offset, ahead);
        code.visitMethodInsn(INVOKEVIRTUAL, vectorClass, "intoArray", "(" + arrayType + "I)V", false);
    }

    private void index(int offset, int ahead) {
        code.visitVarInsn(ILOAD, offset);
        if (ahead != 0) {
            code.visitLdcInsn(ahead);
            code.visitInsn(IADD);
        }
    }

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
