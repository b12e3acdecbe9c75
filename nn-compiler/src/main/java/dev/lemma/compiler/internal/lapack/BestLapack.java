package dev.lemma.compiler.internal.lapack;

import dev.lemma.compiler.internal.blas.Blas;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the one instance behind {@link Lapack#best()}: class initialisation makes loading lazy and happen once. */
final class BestLapack {
    static final Lapack INSTANCE = choose();

    private BestLapack() {}

    private static Lapack choose() {
        Logger log = LoggerFactory.getLogger(Lapack.class);
        // Products first: they choose the library.
        if (Blas.best().isNative()) {
            try {
                Lapack found = new NativeLapack();
                log.debug("Factorisations: {}", found.description());
                return found;
            } catch (LinkageError | RuntimeException e) {
                log.warn(
                        "No native LAPACK although there is a native BLAS, factorisations run in Java, several times slower ({})",
                        e.toString());
            }
        }
        return Lapack.plain();
    }
}
