package dev.lemma.compiler.internal.fourier;

/** Whether classes that mention {@code jdk.incubator.vector} may be loaded, and the stages for either case. */
final class Vectors {

    private Vectors() {}

    static boolean on() {
        return !"false".equals(System.getProperty("lemma.vector"))
                && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }

    static FloatStages floats() {
        return on() ? new VectorFloatStages() : new PlainFloatStages();
    }

    static DoubleStages doubles() {
        return on() ? new VectorDoubleStages() : new PlainDoubleStages();
    }
}
