package dev.lemma.compiler.internal.blas;

import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Loader;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.slf4j.LoggerFactory;

/**
 * The native library, found and unpacked by JavaCPP: OpenBLAS, or MKL where the application has put its redistributable jar on
 * the class path. Touching this class loads it; where the jars are missing that throws a {@link LinkageError}, which
 * {@link BestBlas} turns into the plain fallback.
 */
final class NativeLibrary {
    /** JavaCPP's own property; an application that sets it decides. Set to nothing, it keeps OpenBLAS. */
    private static final String CHOICE = "org.bytedeco.openblas.load";

    private static final String MKL = "mkl_rt";

    /** As the jars name MKL's library on the systems it exists for; JavaCPP's loader looks for this version and no other. */
    private static final List<String> MKL_FILES = List.of("libmkl_rt.so.2", "mkl_rt.2.dll", "libmkl_rt.2.dylib");

    private static final String PATH = load();

    private NativeLibrary() {}

    private static String load() {
        if (System.getProperty(CHOICE) == null && mklOnClassPath()) {
            System.setProperty(CHOICE, MKL);
        }
        String first = Loader.load(openblas_nolapack.class);
        openblas_nolapack.blas_set_num_threads(1);
        // The first answer is the JNI wrapper; the library that exports cblas_* is the one loaded under its own name.
        for (String library : List.of(MKL, "openblas_nolapack", "openblas")) {
            for (Map.Entry<String, String> loaded : Loader.getLoadedLibraries().entrySet()) {
                if (loaded.getKey().startsWith(library)) {
                    warnIfNotChosen(library);
                    return loaded.getValue();
                }
            }
        }
        return first;
    }

    private static boolean mklOnClassPath() {
        ClassLoader loader = NativeLibrary.class.getClassLoader();
        String folder = "org/bytedeco/mkl/" + Loader.getPlatform() + "/";
        return MKL_FILES.stream().anyMatch(file -> loader.getResource(folder + file) != null);
    }

    /** JavaCPP goes on with OpenBLAS when it does not find MKL, and does not tell. */
    private static void warnIfNotChosen(String loaded) {
        if (System.getProperty(CHOICE, "").startsWith("mkl") && !loaded.equals(MKL)) {
            LoggerFactory.getLogger(Blas.class)
                    .warn(
                            "Matrix products run in OpenBLAS although -D{}={} asks for MKL: put org.bytedeco:mkl:2022.0-1.5.7 with the"
                                    + " classifier {}-redist on the class path (other versions have other file names)",
                            CHOICE,
                            System.getProperty(CHOICE),
                            Loader.getPlatform());
        }
    }

    /** The file of the shared library. */
    static String path() {
        return PATH;
    }

    static String name() {
        return PATH.substring(Math.max(PATH.lastIndexOf('/'), PATH.lastIndexOf('\\')) + 1);
    }

    static boolean isMkl() {
        return name().contains(MKL);
    }

    /** Asks first: setting the number rebuilds the library's pool, 0.4 ms even when it stays the same. */
    static void pinThreads() {
        if (openblas_nolapack.blas_get_num_threads() != 1) {
            openblas_nolapack.blas_set_num_threads(1);
        }
    }
}
