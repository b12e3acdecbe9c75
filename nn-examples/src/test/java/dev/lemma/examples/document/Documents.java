package dev.lemma.examples.document;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilder;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.SAXException;
import org.xml.sax.SAXParseException;
import org.xml.sax.helpers.DefaultHandler;

/** The documents of the project, and everything that is checked of one. */
final class Documents {

    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

    private Documents() {}

    /** README, CONTRIBUTING, CHANGELOG and all below docs. */
    static List<Path> all() throws IOException {
        List<Path> files = new ArrayList<>(
                List.of(ROOT.resolve("README.md"), ROOT.resolve("CONTRIBUTING.md"), ROOT.resolve("CHANGELOG.md")));
        try (Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
            docs.filter(file -> file.toString().endsWith(".md")).sorted().forEach(files::add);
        }
        return files;
    }

    /** @param set {@code main} or {@code test}: that part of every module */
    static List<Path> sources(String set) throws IOException {
        List<Path> sources = new ArrayList<>();
        try (Stream<Path> modules = Files.list(ROOT)) {
            for (Path folder : modules.map(
                            module -> module.resolve("src").resolve(set).resolve("java"))
                    .filter(Files::isDirectory)
                    .toList()) {
                try (Stream<Path> files = Files.walk(folder)) {
                    files.filter(file -> file.toString().endsWith(".java")).forEach(sources::add);
                }
            }
        }
        return sources;
    }

    static String name(Path file) {
        return ROOT.relativize(file).toString().replace('\\', '/');
    }

    /** The imports that pages leave out: the first Java block of the index. */
    static List<String> imports() throws IOException {
        return Page.read(ROOT.resolve("docs/README.md")).of("java").get(0).lines().stream()
                .filter(line -> line.startsWith("import "))
                .toList();
    }

    /** @param folder for what the page's program writes */
    static List<Finding> check(Page page, Path folder) throws IOException {
        List<Finding> findings = new ArrayList<>(page.brokenLinks());
        findings.addAll(new Commands(ROOT).findings(page));
        findings.addAll(new Names().findings(page));
        findings.addAll(dependencies(page));
        findings.addAll(new PageProgram(page, imports()).findings(folder));
        return findings;
    }

    /** XML must be well-formed, and what it takes from Lemma be in the BOM, in its version. */
    private static List<Finding> dependencies(Page page) throws IOException {
        List<Finding> findings = new ArrayList<>();
        String bom = Files.readString(ROOT.resolve("nn-bom/pom.xml"));
        for (Page.Block block : page.of("xml")) {
            String text = "<x>" + String.join("\n", block.lines()) + "</x>";
            try {
                DocumentBuilder builder = DocumentBuilderFactory.newInstance().newDocumentBuilder();
                builder.setErrorHandler(new DefaultHandler()); // says nothing, throws what is fatal
                Document document = builder.parse(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
                NodeList dependencies = document.getElementsByTagName("dependency");
                for (int i = 0; i < dependencies.getLength(); i++) {
                    Element dependency = (Element) dependencies.item(i);
                    String artifact = child(dependency, "artifactId");
                    if (!child(dependency, "groupId").equals("dev.lemma")) {
                        continue;
                    }
                    if (!artifact.equals("nn-bom") && !bom.contains("<artifactId>" + artifact + "</artifactId>")) {
                        findings.add(new Finding(page.file(), block.line(), "the BOM has no " + artifact));
                    }
                    String version = child(dependency, "version");
                    if (!version.isEmpty() && !bom.contains("<version>" + version + "</version>")) {
                        findings.add(new Finding(page.file(), block.line(), version + " is not the BOM's version"));
                    }
                }
            } catch (SAXParseException wrong) {
                findings.add(new Finding(page.file(), block.line() + wrong.getLineNumber() - 1, wrong.getMessage()));
            } catch (SAXException | ParserConfigurationException wrong) {
                findings.add(new Finding(page.file(), block.line(), wrong.toString()));
            }
        }
        return findings;
    }

    private static String child(Element parent, String name) {
        NodeList found = parent.getElementsByTagName(name);
        return found.getLength() == 0 ? "" : found.item(0).getTextContent().strip();
    }
}
