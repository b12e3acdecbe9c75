package dev.lemma.core.linalg;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
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
 * what remains at run time are two constant method handles that C2 compiles into direct calls, with the temporary segments
 * gone.
 *
 * <p>A thread inside a critical call does not reach a safepoint, so the garbage collector waits for it: large products are cut
 * into calls of some milliseconds.
 */
final class ForeignBlas extends CutBlas {
    /** Operations per call, 2mnk: about 20 ms at 100 Gflop/s. */
    private static final double LARGEST_CALL = 2e9;

    private final String library;

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
                    a,
                    ao,
                    lda,
                    b,
                    bo,
                    ldb,
                    beta,
                    c,
                    co,
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
                    a,
                    ao,
                    lda,
                    b,
                    bo,
                    ldb,
                    beta,
                    c,
                    co,
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
        static final MethodHandle SGEMM = bind("cblas_sgemm", float.class, float[].class);
        static final MethodHandle DGEMM = bind("cblas_dgemm", double.class, double[].class);

        private Handles() {}

        /**
         * {@code (int order, int ta, int tb, int m, int n, int k, T alpha, T[] a, int ao, int lda, T[] b, int bo, int ldb,
         * T beta, T[] c, int co, int ldc) -> void}.
         */
        private static MethodHandle bind(String function, Class<?> scalar, Class<?> array) {
            try {
                MethodHandle call = downcall(function, scalar);
                MethodHandle operand = operand(scalar, array);
                // From the last operand to the first, so that the earlier positions stay what the C declaration says.
                call = MethodHandles.collectArguments(call, 12, operand);
                call = MethodHandles.collectArguments(call, 9, operand);
                return MethodHandles.collectArguments(call, 7, operand);
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

        /** {@code (T[] array, int offset) -> MemorySegment.ofArray(array).asSlice(sizeof(T)·offset)}. */
        private static MethodHandle operand(Class<?> scalar, Class<?> array) throws ReflectiveOperationException {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            Class<?> segment = foreign("MemorySegment");
            MethodHandle ofArray = lookup.findStatic(segment, "ofArray", MethodType.methodType(segment, array));
            MethodHandle asSlice = lookup.findVirtual(segment, "asSlice", MethodType.methodType(segment, long.class));
            MethodHandle bytes = lookup.findStatic(
                    Handles.class,
                    scalar == float.class ? "floatBytes" : "doubleBytes",
                    MethodType.methodType(long.class, int.class));
            return MethodHandles.filterArguments(asSlice, 0, ofArray, bytes);
        }

        @SuppressWarnings("unused") // by handle
        private static long floatBytes(int elements) {
            return (long) elements * Float.BYTES;
        }

        @SuppressWarnings("unused") // by handle
        private static long doubleBytes(int elements) {
            return (long) elements * Double.BYTES;
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
