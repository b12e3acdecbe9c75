package dev.lemma.compiler.internal.blas;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodType;
import java.lang.reflect.Array;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.util.Optional;

/**
 * The native library by {@code java.lang.foreign} (JDK 22 and newer), on the heap arrays themselves: a call marked
 * {@code critical} pins them instead of copying. The API is reached by reflection, because this code is compiled for Java 17;
 * what remains at run time are two constant method handles that C2 compiles into direct calls, and the segments that
 * {@link ForeignOperands} keeps.
 *
 * <p>A thread inside a critical call does not reach a safepoint, so the garbage collector waits for it: large products are cut
 * into calls of some milliseconds.
 */
final class ForeignBlas extends CutBlas {
    /** Operations per call, 2mnk: about 20 ms at 100 Gflop/s. */
    private static final double LARGEST_CALL = 2e9;

    private final String library;
    private final ForeignOperands operands = new ForeignOperands();

    ForeignBlas(String library) {
        this.library = library;
        // Fails here, where a fallback is still possible, and not in the first product.
        if (Handles.SGEMM == null || Handles.DGEMM == null) {
            throw new IllegalStateException("no handle to cblas_sgemm in " + library);
        }
    }

    @Override
    boolean fits(int m, int n, int k) {
        return 2.0 * m * n * k <= LARGEST_CALL;
    }

    @Override
    void call(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            float alpha,
            float[] a,
            int ao,
            int lda,
            float[] b,
            int bo,
            int ldb,
            float beta,
            float[] c,
            int co,
            int ldc) {
        try {
            Handles.SGEMM.invokeExact(
                    Cblas.ROW_MAJOR,
                    Cblas.operation(ta),
                    Cblas.operation(tb),
                    m,
                    n,
                    k,
                    alpha,
                    operands.segment(a, ao),
                    lda,
                    operands.segment(b, bo),
                    ldb,
                    beta,
                    operands.segment(c, co),
                    ldc);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    void call(
            boolean ta,
            boolean tb,
            int m,
            int n,
            int k,
            double alpha,
            double[] a,
            int ao,
            int lda,
            double[] b,
            int bo,
            int ldb,
            double beta,
            double[] c,
            int co,
            int ldc) {
        try {
            Handles.DGEMM.invokeExact(
                    Cblas.ROW_MAJOR,
                    Cblas.operation(ta),
                    Cblas.operation(tb),
                    m,
                    n,
                    k,
                    alpha,
                    operands.segment(a, ao),
                    lda,
                    operands.segment(b, bo),
                    ldb,
                    beta,
                    operands.segment(c, co),
                    ldc);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    @Override
    public boolean isNative() {
        return true;
    }

    @Override
    public boolean isMkl() {
        return NativeLibrary.isMkl();
    }

    @Override
    public String description() {
        return NativeLibrary.name() + " on the arrays in place (java.lang.foreign), 1 thread per call";
    }

    @Override
    public void pinThreads() {
        NativeLibrary.pinThreads();
    }

    @Override
    public String toString() {
        return "ForeignBlas[" + library + "]";
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException r) {
            return r;
        }
        if (e instanceof Error r) {
            throw r;
        }
        return new IllegalStateException("a native matrix product failed", e);
    }

    /** Static finals, so that the JIT compiler takes the handles for constants. */
    private static final class Handles {
        static final MethodHandle SGEMM = bind("cblas_sgemm", float.class);
        static final MethodHandle DGEMM = bind("cblas_dgemm", double.class);

        private Handles() {}

        /**
         * {@code (int order, int ta, int tb, int m, int n, int k, T alpha, Object a, int lda, Object b, int ldb, T beta, Object c,
         * int ldc) -> void}, the operands being segments.
         */
        private static MethodHandle bind(String function, Class<?> scalar) {
            try {
                MethodHandle call = downcall(function, scalar);
                MethodType type = call.type();
                for (int operand : new int[] {7, 9, 12}) {
                    type = type.changeParameterType(operand, Object.class);
                }
                return call.asType(type);
            } catch (InvocationTargetException e) {
                throw new IllegalStateException(e.getCause());
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }

        private static MethodHandle downcall(String function, Class<?> scalar) throws ReflectiveOperationException {
            Class<?> linkerType = foreign("Linker");
            Class<?> optionType = foreign("Linker$Option");
            Class<?> layoutType = foreign("MemoryLayout");
            Class<?> lookupType = foreign("SymbolLookup");
            Class<?> arenaType = foreign("Arena");
            Class<?> descriptorType = foreign("FunctionDescriptor");
            Object global = arenaType.getMethod("global").invoke(null);
            Object symbols = lookupType
                    .getMethod("libraryLookup", Path.class, arenaType)
                    .invoke(null, Path.of(NativeLibrary.path()), global);
            Optional<?> address =
                    (Optional<?>) lookupType.getMethod("find", String.class).invoke(symbols, function);
            Object integer = layout("JAVA_INT");
            Object number = layout(scalar == float.class ? "JAVA_FLOAT" : "JAVA_DOUBLE");
            Object pointer = layout("ADDRESS");
            Object[] arguments = {
                integer, integer, integer, integer, integer, integer, number, pointer, integer, pointer, integer,
                number, pointer, integer
            };
            Object layouts = Array.newInstance(layoutType, arguments.length);
            for (int i = 0; i < arguments.length; i++) {
                Array.set(layouts, i, arguments[i]);
            }
            Object descriptor =
                    descriptorType.getMethod("ofVoid", layouts.getClass()).invoke(null, layouts);
            Object options = Array.newInstance(optionType, 1);
            Array.set(
                    options, 0, optionType.getMethod("critical", boolean.class).invoke(null, true));
            Method bind = linkerType.getMethod(
                    "downcallHandle", foreign("MemorySegment"), descriptorType, options.getClass());
            Object linker = linkerType.getMethod("nativeLinker").invoke(null);
            Object segment = address.orElseThrow(
                    () -> new IllegalStateException(NativeLibrary.path() + " does not export " + function));
            return (MethodHandle) bind.invoke(linker, segment, descriptor, options);
        }

        private static Object layout(String name) throws ReflectiveOperationException {
            Field field = foreign("ValueLayout").getField(name);
            return field.get(null);
        }

        private static Class<?> foreign(String name) throws ClassNotFoundException {
            return Class.forName("java.lang.foreign." + name);
        }
    }
}
