package dev.lemma.runtime;

import dev.lemma.api.plugin.NnPlugin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.net.URLConnection;
import java.nio.charset.StandardCharsets;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;

/** The service files that a class loader sees: which classes they name, and in which jars. */
final class ServiceFiles {

    static final String NAME = "META-INF/services/" + NnPlugin.class.getName();

    private ServiceFiles() {}

    /**
     * A service file.
     *
     * @param location file name of the jar
     * @param classes the names in it
     */
    record ServiceFile(String location, List<String> classes) {}

    static List<ServiceFile> of(ClassLoader loader) throws IOException {
        List<ServiceFile> files = new ArrayList<>();
        Enumeration<URL> urls = loader.getResources(NAME);
        while (urls.hasMoreElements()) {
            URL url = urls.nextElement();
            URLConnection connection = url.openConnection();
            connection.setUseCaches(false); // a jar that is replaced would be read as it was
            List<String> classes = new ArrayList<>();
            try (BufferedReader lines =
                    new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
                lines.lines()
                        .map(line -> line.replaceFirst("#.*", "").strip())
                        .filter(line -> !line.isEmpty())
                        .forEach(classes::add);
            }
            files.add(new ServiceFile(location(url.toString().replaceFirst("!?/" + NAME + "$", "")), classes));
        }
        return files;
    }

    /** File name of the jar that the class was loaded from, or its folder. */
    static String location(Class<?> type) {
        CodeSource source = type.getProtectionDomain().getCodeSource();
        return source == null || source.getLocation() == null
                ? "unknown place"
                : location(source.getLocation().toString());
    }

    private static String location(String url) {
        String path = url.replaceFirst("^jar:", "").replaceFirst("^file:", "").replaceFirst("/$", "");
        return path.endsWith(".jar") ? path.substring(path.lastIndexOf('/') + 1) : path;
    }
}
