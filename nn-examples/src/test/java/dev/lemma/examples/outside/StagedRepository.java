package dev.lemma.examples.outside;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A local Maven repository in which Lemma's artifacts are as {@code mvn install} would put them, and everything else is
 * what the usual one has: its folders are linked, so nothing is copied and nothing of Lemma comes into the usual one.
 */
final class StagedRepository {

    private static final String GROUP = "lemma";
    private static final List<String> MODULES = List.of(
            "nn-api",
            "nn-compiler",
            "nn-core",
            "nn-runtime",
            "nn-testkit",
            "nn-dynamics",
            "nn-optim",
            "nn-kernels",
            "nn-scattering",
            "nn-generative",
            "nn-theory",
            "nn-examples");

    private StagedRepository() {}

    /**
     * Makes one.
     *
     * @param folder an empty one
     * @param usual the repository of the build
     * @param root of the reactor, whose modules have been packaged
     */
    static void make(Path folder, Path usual, Path root, String version) throws IOException {
        link(usual, folder, "dev");
        Path dev = Files.createDirectories(folder.resolve("dev"));
        if (Files.isDirectory(usual.resolve("dev"))) {
            link(usual.resolve("dev"), dev, GROUP);
        }
        Path group = dev.resolve(GROUP);
        install(group, "lemma", version, root.resolve("pom.xml"), null);
        install(group, "nn-bom", version, root.resolve("nn-bom/pom.xml"), null);
        for (String module : MODULES) {
            Path jar = root.resolve(module).resolve("target").resolve(module + "-" + version + ".jar");
            if (!Files.isRegularFile(jar)) {
                throw new IllegalStateException(
                        "there is no " + jar + ": run mvn verify, which packages the modules first");
            }
            install(group, module, version, root.resolve(module).resolve("pom.xml"), jar);
        }
    }

    /** Takes the links away, so that whoever deletes the folder finds none that lead out of it. */
    static void unlink(Path folder) throws IOException {
        for (Path linked : List.of(folder, folder.resolve("dev"))) {
            try (DirectoryStream<Path> children = Files.newDirectoryStream(linked, Files::isSymbolicLink)) {
                for (Path child : children) {
                    Files.delete(child);
                }
            }
        }
    }

    private static void install(Path group, String artifact, String version, Path pom, Path jar) throws IOException {
        Path place = Files.createDirectories(group.resolve(artifact).resolve(version));
        Files.copy(pom, place.resolve(artifact + "-" + version + ".pom"));
        if (jar != null) {
            Files.copy(jar, place.resolve(artifact + "-" + version + ".jar"));
        }
    }

    private static void link(Path from, Path to, String except) throws IOException {
        try (DirectoryStream<Path> children = Files.newDirectoryStream(from)) {
            for (Path child : children) {
                if (!child.getFileName().toString().equals(except)) {
                    Files.createSymbolicLink(to.resolve(child.getFileName()), child.toAbsolutePath());
                }
            }
        }
    }
}
