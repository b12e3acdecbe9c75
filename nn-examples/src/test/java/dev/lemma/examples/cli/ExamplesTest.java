package dev.lemma.examples.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.examples.DemoExample;
import dev.lemma.examples.Example;
import dev.lemma.examples.Option;
import dev.lemma.examples.Outcome;
import dev.lemma.examples.RunContext;
import dev.lemma.examples.UsageException;
import dev.lemma.runtime.Catalogue;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExamplesTest {

    private record Named(String name, List<Option<?>> options) implements Example {

        @Override
        public String summary() {
            return "nothing";
        }

        @Override
        public Outcome run(RunContext context) {
            return Outcome.of();
        }
    }

    /** A provider whose constructor throws. */
    public static final class Broken implements Example {

        public Broken() {
            throw new IllegalStateException("no licence");
        }

        @Override
        public String name() {
            return "broken";
        }

        @Override
        public String summary() {
            return "";
        }

        @Override
        public Outcome run(RunContext context) {
            return Outcome.of();
        }
    }

    @Test
    void oneThatCannotBeCreatedDoesNotHideTheOthers(@TempDir Path jar) throws IOException {
        Path services = Files.createDirectories(jar.resolve("META-INF/services"));
        Files.writeString(
                services.resolve(Example.class.getName()),
                "com.acme.Missing\n" + Broken.class.getName() + "\n" + DemoExample.class.getName() + "\n");
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {jar.toUri().toURL()}, getClass().getClassLoader())) {
            Examples examples = Examples.find(loader, Catalogue.of());
            assertThat(examples.all()).extracting(Example::name).contains("demo");
            assertThat(examples.failures())
                    .hasSize(2)
                    .anyMatch(reason -> reason.contains("com.acme.Missing"))
                    .anyMatch(reason -> reason.contains("no licence"));
            assertThatThrownBy(() -> examples.named("broken")).hasMessageContaining("no licence");
        }
    }

    @Test
    void twoOfOneNameFailAndBothAreNamed() {
        List<Example> two = List.of(new Named("twice", List.of()), new Named("twice", List.of()));
        assertThatThrownBy(() -> Examples.of(two, List.of()))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("Two examples are called twice")
                .hasMessageContaining(Named.class.getName());
    }

    @Test
    void namesAndOptionsAreChecked() {
        Examples none = Examples.of(
                List.of(
                        new Named("Not a name", List.of()),
                        new Named("shadows", List.of(Option.integer("seed", 1, "mine"))),
                        new Named("repeats", List.of(Option.flag("a", "one"), Option.flag("a", "two")))),
                List.of());
        assertThat(none.all()).isEmpty();
        assertThat(none.failures())
                .hasSize(3)
                .anyMatch(reason -> reason.contains("--seed is one that every run has"))
                .anyMatch(reason -> reason.contains("--a is declared twice"));
    }
}
