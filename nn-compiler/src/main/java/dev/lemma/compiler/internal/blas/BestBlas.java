package dev.lemma.compiler.internal.blas;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds the one instance behind {@link Blas#best()}: class initialisation makes loading lazy and happen once. */
final class BestBlas {
    static final Blas INSTANCE = choose();

    private BestBlas() {}

    private static Blas choose() {
        Logger log = LoggerFactory.getLogger(Blas.class);
        try {
            String library = NativeLibrary.path();
            if (Runtime.version().feature() >= 22) {
                try {
                    Blas inPlace = new ForeignBlas(library);
                    log.debug("Matrix products: {}", inPlace.description());
                    return inPlace;
                } catch (LinkageError | RuntimeException e) {
                    log.info(
                            "Matrix products go through copies: {} cannot be called in place ({})",
                            library,
                            rootCause(e));
                }
            }
            Blas copying = new CopyingBlas();
            log.debug("Matrix products: {}", copying.description());
            return copying;
        } catch (LinkageError | RuntimeException e) {
            log.warn(
                    "No native BLAS, large matrix products run in Java, several times slower: put org.bytedeco:openblas with the"
                            + " classifier of this platform (such as linux-x86_64) on the class path ({})",
                    rootCause(e));
            return Blas.plain();
        }
    }

    private static String rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }
}
