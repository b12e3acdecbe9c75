package dev.lemma.runtime;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;

/** Plugin jars made on the spot from source text. */
final class Jars {

    static final String IMPORTS = """
            package acme;
            import static dev.lemma.api.plugin.ExtensionPoint.*;
            import dev.lemma.api.check.Check;
            import dev.lemma.api.network.*;
            import dev.lemma.api.plugin.*;
            import dev.lemma.api.tensor.*;
            import dev.lemma.api.training.*;
            """;

    private Jars() {}

    /** The members that every plugin has. */
    static String plugin(String id, String body) {
        return plugin(id, "NnApi.LEVEL", body);
    }

    static String plugin(String id, String level, String body) {
        return "public String id() { return \"" + id + "\"; } public int apiLevel() { return " + level + "; }"
                + " public void contribute(Contributions to) { " + body + " }";
    }

    /**
     * A jar with the service file's text and these classes, each as {@code Name}, then its source after the imports.
     */
    static Path make(Path folder, String jarName, String service, String... namesAndSources) throws IOException {
        Path work = Files.createDirectories(folder.resolve(jarName + "-work"));
        List<Path> files = new ArrayList<>();
        for (int i = 0; i < namesAndSources.length; i += 2) {
            Path file = work.resolve(namesAndSources[i] + ".java");
            Files.writeString(file, IMPORTS + namesAndSources[i + 1]);
            files.add(file);
        }
        Path classes = Files.createDirectories(work.resolve("classes"));
        if (!files.isEmpty()) {
            JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
            StringWriter said = new StringWriter();
            try (StandardJavaFileManager manager =
                    compiler.getStandardFileManager(null, null, StandardCharsets.UTF_8)) {
                List<String> options = List.of("-d", classes.toString(), "-proc:none", "--release", "17");
                if (!compiler.getTask(said, manager, null, options, null, manager.getJavaFileObjectsFromPaths(files))
                        .call()) {
                    throw new IllegalStateException(said.toString());
                }
            }
        }
        Files.createDirectories(classes.resolve("META-INF/services"));
        Files.writeString(classes.resolve(ServiceFiles.NAME), service);
        return pack(folder.resolve(jarName), classes);
    }

    private static Path pack(Path jar, Path classes) throws IOException {
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file);
                Stream<Path> found = Files.walk(classes)) {
            for (Path path : found.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(
                        new JarEntry(classes.relativize(path).toString().replace('\\', '/')));
                out.write(Files.readAllBytes(path));
            }
        }
        return jar;
    }

    /** The jar without one of its entries, or with other bytes in it. */
    static Path rewrite(Path jar, String entry, byte @Nullable [] bytes) throws IOException {
        Path classes = jar.resolveSibling(jar.getFileName() + "-work").resolve("classes");
        if (bytes == null) {
            Files.delete(classes.resolve(entry));
        } else {
            Files.write(classes.resolve(entry), bytes);
        }
        return pack(jar, classes);
    }

    static byte[] read(Path jar, String entry) throws IOException {
        return Files.readAllBytes(jar.resolveSibling(jar.getFileName() + "-work")
                .resolve("classes")
                .resolve(entry));
    }
}
