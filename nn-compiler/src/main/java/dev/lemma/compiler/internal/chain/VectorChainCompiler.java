package dev.lemma.compiler.internal.chain;

import dev.lemma.api.tensor.DType;
import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;

/**
 * Compiles a chain to one hidden class whose loop is a sequence of Vector API calls, which the optimising just-in-time compiler
 * turns into one vector instruction each. Needs the module {@code jdk.incubator.vector}; nothing here mentions its classes other
 * than by name, so that this class loads without it.
 *
 * <p>Creating a class takes about a quarter of a millisecond; until the just-in-time compiler has it, for some hundred
 * milliseconds of use, a kernel runs a hundred times slower than after. Classes are unloaded with their kernels.
 */
public final class VectorChainCompiler implements ChainCompiler {
    private final int bytes;
    private final ThreadLocal<Workspace> workspaces = ThreadLocal.withInitial(Workspace::new);

    /**
     * A compiler for the preferred vector width of this machine.
     *
     * @throws IllegalStateException if the Vector API is not available
     */
    public VectorChainCompiler() {
        bytes = preferredBytes();
        if (bytes == 0) {
            throw new IllegalStateException(
                    "the Vector API is not available: start Java with --add-modules jdk.incubator.vector");
        }
    }

    /** Whether the Vector API is there and has vectors of at least 128 bits. */
    public static boolean available() {
        return preferredBytes() >= 16;
    }

    @Override
    public ChainKernel compile(Chain chain) {
        chain.requireFits();
        VectorClassWriter writer = new VectorClassWriter(chain, bytes);
        try {
            return (ChainKernel) MethodHandles.lookup()
                    .defineHiddenClass(writer.bytecode(), true)
                    .lookupClass()
                    .getDeclaredConstructor(Chain.class, int.class, ThreadLocal.class, Rare[].class)
                    .newInstance(chain, bytes, workspaces, writer.rares());
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot define the class of a " + chain, e);
        }
    }

    @Override
    public boolean sumsAreFree() {
        return true;
    }

    @Override
    public String description() {
        return "Vector API, " + 8 * bytes + " bits (" + bytes / DType.FLOAT32.bytes() + " float32 lanes)";
    }

    private static int preferredBytes() {
        try {
            Class<?> vector = Class.forName("jdk.incubator.vector.FloatVector");
            Object species = vector.getField("SPECIES_PREFERRED").get(null);
            Method size = Class.forName("jdk.incubator.vector.VectorSpecies").getMethod("vectorByteSize");
            return (int) size.invoke(species);
        } catch (ReflectiveOperationException | LinkageError e) {
            return 0;
        }
    }
}
