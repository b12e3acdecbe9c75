package dev.lemma.compiler.internal.product;

/** Whether {@code jdk.incubator.vector} is there ({@code --add-modules jdk.incubator.vector}), and how wide its vectors are. */
final class VectorModule {
    private static final int BITS = probe();

    private VectorModule() {}

    static boolean present() {
        return BITS > 0;
    }

    /** Bits of the preferred vector, 0 without the module. */
    static int bits() {
        return BITS;
    }

    private static int probe() {
        if (ModuleLayer.boot().findModule("jdk.incubator.vector").isEmpty()) {
            return 0;
        }
        try {
            Object species = Class.forName("jdk.incubator.vector.FloatVector")
                    .getField("SPECIES_PREFERRED")
                    .get(null);
            return (int) Class.forName("jdk.incubator.vector.VectorSpecies")
                    .getMethod("vectorBitSize")
                    .invoke(species);
        } catch (ReflectiveOperationException | LinkageError e) {
            return 0;
        }
    }
}
