package dev.lemma.compiler.internal.window;

/** Whether classes that mention {@code jdk.incubator.vector} may be loaded. */
final class VectorSwitch {

    private VectorSwitch() {}

    static boolean on() {
        return !"false".equals(System.getProperty("lemma.vector"))
                && ModuleLayer.boot().findModule("jdk.incubator.vector").isPresent();
    }
}
