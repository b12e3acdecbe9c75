package dev.lemma.compiler.internal.blas;

import org.jspecify.annotations.Nullable;
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
                    return verified(new ForeignBlas(library), log);
                } catch (LinkageError | RuntimeException e) {
                    log.info(
                            "Matrix products go through copies: {} cannot be called in place ({})",
                            library,
                            rootCause(e));
                }
            }
            return verified(new CopyingBlas(), log);
        } catch (LinkageError | RuntimeException e) {
            log.warn(
                    "No native BLAS, large matrix products run in Java, several times slower: put org.bytedeco:openblas with the"
                            + " classifier of this platform (such as linux-x86_64) on the class path ({})",
                    rootCause(e));
            return Blas.plain();
        }
    }

    /** The library, or our own products where it computes wrong ones. */
    static Blas verified(Blas library, Logger log) {
        @Nullable String fault;
        try {
            fault = Verification.fault(library);
        } catch (RuntimeException e) {
            fault = "a product fails with " + rootCause(e);
        }
        if (fault != null) {
            log.warn(
                    "Matrix products run in Java, several times slower when they are large, because {} computes wrong ones on this processor ({}): take a newer"
                            + " version of the library",
                    library.description(),
                    fault);
            return Blas.plain();
        }
        log.debug("Matrix products: {}", library.description());
        return library;
    }

    private static String rootCause(Throwable e) {
        Throwable cause = e;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.toString();
    }
}
