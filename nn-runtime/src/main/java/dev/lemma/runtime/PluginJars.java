package dev.lemma.runtime;

import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;

/**
 * Jars of plugins that are not on the class path.
 *
 * <p>They share one class loader, so that two plugins may use each other, and see all of the parent.
 *
 * @param loader sees the jars and the parent
 * @param failures of jars that cannot be read or hold no plugin
 */
public record PluginJars(ClassLoader loader, List<PluginFailure> failures) {

    public PluginJars {
        failures = List.copyOf(failures);
    }

    /**
     * Opens jars.
     *
     * @throws IllegalArgumentException if there is no such file
     */
    public static PluginJars open(List<Path> jars, ClassLoader parent) {
        List<URL> urls = new ArrayList<>();
        List<PluginFailure> failures = new ArrayList<>();
        for (Path jar : jars) {
            if (!Files.isRegularFile(jar)) {
                throw new IllegalArgumentException("plugins: there is no file " + jar + ": expected the path of a jar");
            }
            String name = jar.getFileName().toString();
            try (JarFile file = new JarFile(jar.toFile())) {
                if (file.stream().noneMatch(entry -> entry.getName().startsWith("META-INF/services/dev.lemma."))) {
                    failures.add(new PluginFailure(
                            "a plugin",
                            name,
                            "it has no file " + ServiceFiles.NAME
                                    + ": add one with the full name of the plugin's class"));
                }
                urls.add(jar.toUri().toURL());
            } catch (MalformedURLException impossible) {
                throw new IllegalArgumentException("plugins: " + jar + " has no address", impossible);
            } catch (IOException damaged) {
                failures.add(new PluginFailure(
                        "a plugin",
                        name,
                        "it is not a jar that can be read (" + damaged.getMessage() + "): build or fetch it anew"));
            }
        }
        return new PluginJars(new URLClassLoader(urls.toArray(URL[]::new), parent), failures);
    }
}
