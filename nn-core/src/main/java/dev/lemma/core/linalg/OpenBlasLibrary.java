package dev.lemma.core.linalg;

import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;

/**
 * The native library, found and unpacked by JavaCPP. Touching this class loads it; where its jars are missing that throws a
 * {@link LinkageError}, which {@link BestBlas} turns into the plain fallback.
 */
final class OpenBlasLibrary {
    private static final String PATH = load();

    private OpenBlasLibrary() {}

    private static String load() {
        String first = Loader.load(openblas_nolapack.class);
        openblas_nolapack.blas_set_num_threads(1);
        // The first answer is the JNI wrapper; the library that exports cblas_* is the one loaded under its own name.
        for (Map.Entry<String, String> loaded : Loader.getLoadedLibraries().entrySet()) {
            if (loaded.getKey().startsWith("openblas_nolapack")
                    || loaded.getKey().startsWith("mkl_rt")) {
                return loaded.getValue();
            }
        }
        return first;
    }

    /** The file of the shared library. */
    static String path() {
        return PATH;
    }

    static String name() {
        return PATH.substring(Math.max(PATH.lastIndexOf('/'), PATH.lastIndexOf('\\')) + 1);
    }

    /** Asks first: setting the number rebuilds the library's pool, 0.4 ms even when it stays the same. */
    static void pinThreads() {
        if (openblas_nolapack.blas_get_num_threads() != 1) {
            openblas_nolapack.blas_set_num_threads(1);
        }
    }
}
