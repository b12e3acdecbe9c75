package dev.lemma.examples.document;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.ForwardingJavaFileManager;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileManager;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;

/**
 * The Java blocks of a page as one program: imports first, each type that begins in the first column in a file of its own, all
 * other lines, in their order, the body of one method {@code run(Path folder)}. Every line knows where in the page it stands.
 */
final class PageProgram {

    private static final String MAIN = "PageMain";
    private static final String PACKAGE = "page";
    private static final Pattern TYPE = Pattern.compile(
            "(?:(?:public|final|abstract|sealed|non-sealed|strictfp) +)*(?:class|record|interface|enum|@interface) +(\\w+).*");

    private final Page page;
    private final Map<String, Unit> units = new LinkedHashMap<>();

    /** A source file, and the line of the page that each of its lines stands at; 0 for lines made here. */
    private static final class Unit {
        private final List<String> lines = new ArrayList<>();
        private final List<Integer> places = new ArrayList<>();

        void add(String line, int place) {
            lines.add(line);
            places.add(place);
        }

        int place(long line) {
            return line >= 1 && line <= places.size() ? places.get((int) line - 1) : 0;
        }

        String text() {
            return String.join("\n", lines) + "\n";
        }
    }

    private record Line(String text, int place) {}

    /** @param imports lines that every page may do without */
    PageProgram(Page page, List<String> imports) {
        this.page = page;
        List<Line> head = new ArrayList<>();
        imports.forEach(line -> head.add(new Line(line, 0)));
        List<Line> body = new ArrayList<>();
        Map<String, List<Line>> types = new LinkedHashMap<>();
        for (Page.Block block : page.of("java")) {
            List<Line> pending = new ArrayList<>();
            for (int i = 0; i < block.lines().size(); i++) {
                String text = block.lines().get(i);
                Line line = new Line(text, block.line() + i);
                Matcher type = TYPE.matcher(text);
                if (text.startsWith("import ")) {
                    head.add(line);
                } else if (text.startsWith("package ")) {
                    pending.clear();
                } else if (text.startsWith("@") && !text.startsWith("@interface")) {
                    pending.add(line);
                } else if (type.matches()) {
                    List<Line> lines = new ArrayList<>(pending);
                    pending.clear();
                    Braces braces = new Braces();
                    do {
                        lines.add(new Line(block.lines().get(i), block.line() + i));
                    } while (!braces.closedBy(block.lines().get(i))
                            && ++i < block.lines().size());
                    types.put(type.group(1), lines);
                } else {
                    body.addAll(pending);
                    pending.clear();
                    body.add(line);
                }
            }
            body.addAll(pending);
        }
        types.forEach((name, lines) -> {
            Unit unit = unit(name, head);
            lines.forEach(line -> unit.add(line.text(), line.place()));
        });
        Unit main = unit(MAIN, head);
        main.add("public final class " + MAIN + " {", 0);
        main.add("public static void run(java.nio.file.Path folder) throws Exception {", 0);
        body.forEach(line -> main.add(line.text(), line.place()));
        main.add("}", 0);
        main.add("}", 0);
    }

    private Unit unit(String name, List<Line> head) {
        Unit unit = new Unit();
        unit.add("package " + PACKAGE + ";", 0);
        head.forEach(line -> unit.add(line.text(), line.place()));
        units.put(name, unit);
        return unit;
    }

    /** Counts braces outside of comments, text and characters. */
    private static final class Braces {
        private int open;
        private boolean any;

        boolean closedBy(String line) {
            String bare = line.replaceAll("\"(\\\\.|[^\"\\\\])*\"", "\"\"")
                    .replaceAll("'(\\\\.|[^'\\\\])+'", "' '")
                    .replaceAll("//.*", "");
            for (char c : bare.toCharArray()) {
                open += c == '{' ? 1 : c == '}' ? -1 : 0;
                any |= c == '{';
            }
            return any && open == 0;
        }
    }

    boolean isEmpty() {
        return page.of("java").isEmpty();
    }

    /** Compiles and runs the page, then every test in it; what it prints is compared with what it says that it prints. */
    List<Finding> findings(Path folder) throws IOException {
        List<Finding> findings = new ArrayList<>();
        Map<String, ByteArrayOutputStream> classes = new LinkedHashMap<>();
        compile(classes, findings);
        if (!findings.isEmpty()) {
            return findings;
        }
        ClassLoader loader = new ClassLoader(PageProgram.class.getClassLoader()) {
            @Override
            protected Class<?> findClass(String name) throws ClassNotFoundException {
                ByteArrayOutputStream bytes = classes.get(name);
                if (bytes == null) {
                    throw new ClassNotFoundException(name);
                }
                return defineClass(name, bytes.toByteArray(), 0, bytes.size());
            }
        };
        PrintStream before = System.out;
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        System.setOut(new PrintStream(printed, true, StandardCharsets.UTF_8));
        try {
            attempt(findings, () -> loader.loadClass(PACKAGE + "." + MAIN)
                    .getMethod("run", Path.class)
                    .invoke(null, folder));
            for (String name : units.keySet()) {
                Class<?> type = loader.loadClass(PACKAGE + "." + name);
                for (Method method : type.getMethods()) {
                    if (method.isAnnotationPresent(Test.class)) {
                        attempt(findings, () -> {
                            Constructor<?> constructor = type.getDeclaredConstructor();
                            constructor.setAccessible(true);
                            return method.invoke(constructor.newInstance());
                        });
                    }
                }
            }
        } catch (ClassNotFoundException impossible) {
            throw new IllegalStateException(impossible);
        } finally {
            System.setOut(before);
        }
        comparePrinted(printed.toString(StandardCharsets.UTF_8), findings);
        return findings;
    }

    private void attempt(List<Finding> findings, Callable<?> action) {
        try {
            action.call();
        } catch (InvocationTargetException thrown) {
            Throwable cause = thrown.getCause();
            for (StackTraceElement element : cause.getStackTrace()) {
                if (element.getClassName().startsWith(PACKAGE + ".")) {
                    String unit = element.getClassName()
                            .substring(PACKAGE.length() + 1)
                            .replaceAll("\\$.*", "");
                    findings.add(finding(units.get(unit), element.getLineNumber(), "throws " + cause));
                    return;
                }
            }
            findings.add(new Finding(page.file(), page.of("java").get(0).line(), "throws " + cause));
        } catch (Exception broken) {
            findings.add(new Finding(page.file(), page.of("java").get(0).line(), broken.toString()));
        }
    }

    private void comparePrinted(String printed, List<Finding> findings) {
        List<String> lines = printed.lines().map(String::stripTrailing).toList();
        int from = 0;
        for (Page.Block block : page.blocks()) {
            for (int i = 0; block.printed() && i < block.lines().size(); i++) {
                String expected = block.lines().get(i).stripTrailing();
                int at = from;
                while (at < lines.size() && !matches(lines.get(at), expected)) {
                    at++;
                }
                if (at == lines.size()) {
                    findings.add(new Finding(page.file(), block.line() + i, "is not printed; what is:\n" + printed));
                    return;
                }
                from = at + 1;
            }
        }
    }

    /** Three points stand for anything. */
    private static boolean matches(String line, String expected) {
        StringBuilder pattern = new StringBuilder();
        for (String part : expected.split("…", -1)) {
            pattern.append(pattern.length() == 0 ? "" : ".*").append(Pattern.quote(part));
        }
        return line.matches(pattern.toString());
    }

    private Finding finding(Unit unit, long line, String what) {
        return new Finding(page.file(), unit.place(line), what);
    }

    private void compile(Map<String, ByteArrayOutputStream> classes, List<Finding> findings) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> said = new DiagnosticCollector<>();
        List<Source> sources = new ArrayList<>();
        units.forEach((name, unit) -> sources.add(new Source(name, unit.text())));
        try (StandardJavaFileManager standard =
                        compiler.getStandardFileManager(said, Locale.ROOT, StandardCharsets.UTF_8);
                JavaFileManager manager = new InMemory(standard, classes)) {
            compiler.getTask(
                            null,
                            manager,
                            said,
                            List.of(
                                    "-proc:none",
                                    "--release",
                                    "17",
                                    "-g",
                                    "-parameters",
                                    "-Xlint:deprecation,unchecked"),
                            null,
                            sources)
                    .call();
        }
        for (Diagnostic<? extends JavaFileObject> diagnostic : said.getDiagnostics()) {
            if (diagnostic.getKind() != Diagnostic.Kind.NOTE && diagnostic.getSource() instanceof Source source) {
                Unit unit = units.get(source.unit);
                int place = unit.place(diagnostic.getLineNumber());
                if (place > 0 || diagnostic.getKind() == Diagnostic.Kind.ERROR) {
                    findings.add(new Finding(page.file(), place, diagnostic.getMessage(Locale.ROOT)));
                }
            }
        }
    }

    private static final class Source extends SimpleJavaFileObject {
        private final String unit;
        private final String text;

        Source(String unit, String text) {
            super(URI.create("memory:///" + PACKAGE + "/" + unit + ".java"), Kind.SOURCE);
            this.unit = unit;
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }

    private static final class InMemory extends ForwardingJavaFileManager<StandardJavaFileManager> {
        private final Map<String, ByteArrayOutputStream> classes;

        InMemory(StandardJavaFileManager standard, Map<String, ByteArrayOutputStream> classes) {
            super(standard);
            this.classes = classes;
        }

        @Override
        public JavaFileObject getJavaFileForOutput(
                Location location, String className, JavaFileObject.Kind kind, javax.tools.FileObject sibling) {
            return new SimpleJavaFileObject(URI.create("memory:///" + className.replace('.', '/') + ".class"), kind) {
                @Override
                public OutputStream openOutputStream() {
                    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                    classes.put(className, bytes);
                    return bytes;
                }
            };
        }
    }
}
