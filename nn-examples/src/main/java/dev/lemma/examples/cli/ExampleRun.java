package dev.lemma.examples.cli;

import dev.lemma.api.plugin.ExtensionPoint;
import dev.lemma.examples.Option;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.report.Report;
import dev.lemma.examples.terminal.Progress;
import dev.lemma.examples.terminal.Terminal;
import dev.lemma.runtime.Catalogue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** One run: hands out what the example may use and remembers what it asked for. */
final class ExampleRun implements RunContext, AutoCloseable {

    private final Terminal terminal;
    private final Values values;
    private final ChosenParts parts;
    private final long seed;
    private final boolean quick;
    private final Path out;
    private final Report report;
    private final Set<Path> promised = new LinkedHashSet<>();
    private final List<Progress> bars = new ArrayList<>();

    ExampleRun(Terminal terminal, Values values, ChosenParts parts, long seed, boolean quick, Path out, Report report) {
        this.terminal = terminal;
        this.values = values;
        this.parts = parts;
        this.seed = seed;
        this.quick = quick;
        this.out = out;
        this.report = report;
    }

    @Override
    public long seed() {
        return seed;
    }

    @Override
    public boolean quick() {
        return quick;
    }

    @Override
    public Path out() {
        return out;
    }

    @Override
    public <T> T get(Option<T> option) {
        return values.get(option);
    }

    @Override
    public <T> Optional<T> find(Option<T> option) {
        return values.find(option);
    }

    @Override
    public <T> Optional<T> chosen(ExtensionPoint<T> point) {
        return parts.find(point);
    }

    @Override
    public Report report() {
        return report;
    }

    @Override
    public Path artifact(String name) {
        Path file = out.resolve(name).normalize();
        if (!file.startsWith(out) || file.equals(out)) {
            throw new IllegalArgumentException("An artifact lies inside the report's folder; got \"" + name + "\".");
        }
        try {
            Files.createDirectories(file.getParent());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        promised.add(file);
        return file;
    }

    @Override
    public Progress progress(String label, long total) {
        Progress bar = new Progress(terminal, label, total);
        bars.add(bar);
        return bar;
    }

    @Override
    public Catalogue catalogue() {
        return parts.catalogue();
    }

    @Override
    public void print(String line) {
        terminal.line(line);
    }

    /** Those asked for that exist. */
    List<Path> artifacts() {
        return promised.stream().filter(Files::exists).toList();
    }

    /** Takes away bars that an exception left standing. */
    @Override
    public void close() {
        bars.forEach(Progress::close);
        terminal.clearStatus();
    }
}
