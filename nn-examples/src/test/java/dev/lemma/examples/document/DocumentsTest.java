package dev.lemma.examples.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/** Every page's program is compiled and runs, its commands exist, its links lead somewhere. */
class DocumentsTest {

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> pages() throws IOException {
        return Documents.all().stream()
                .map(file -> DynamicTest.dynamicTest(Documents.name(file), () -> {
                    Path own = Files.createDirectories(folder.resolve(Documents.name(file)));
                    assertThat(Documents.check(Page.read(file), own)).isEmpty();
                }));
    }

    /** A test of pages that finds no programs in them would pass too. */
    @Test
    void thereAreProgramsInThePages() throws IOException {
        int blocks = 0;
        for (Path file : Documents.all()) {
            blocks += Page.read(file).of("java").size();
        }
        assertThat(blocks).isGreaterThan(40);
    }

    @Test
    void aPageThatIsRightHasNoFindings() throws IOException {
        assertThat(check("""
                # A page
                ```java
                Shape shape = Shape.of(2, 3);
                ```
                Text with `./lemma run digits --epochs 3`, and [a heading](#a-page).
                ```java
                System.out.println(twice.of(shape.size()));
                ```
                <!-- printed -->
                ```text
                12
                ```
                <!-- java
                record Twice(int by) {
                    int of(int n) { return by * n; }
                }
                -->
                """.replace("twice.of", "new Twice(2).of"))).isEmpty();
    }

    @Test
    void whatDoesNotCompileIsNamedWithItsLine() throws IOException {
        assertThat(check("""
                # A page
                ```java
                Shape shape = Shape.of(2, 3);
                int size = shape.volume();
                ```
                """))
                .singleElement()
                .asString()
                .startsWith("page.md:4: ")
                .contains("cannot find symbol")
                .contains("volume");
        assertThat(check("""
                ```java
                public record Twice(int by) implements Activation {
                    public int apply(Tensor x) {
                        return 1;
                    }
                }
                ```
                """)).extracting(Finding::line).contains(3);
    }

    @Test
    void whatThrowsIsNamedWithItsLine() throws IOException {
        assertThat(check("""
                ```java
                Shape shape = Shape.of(2, 3);
                ```
                and then
                ```java
                Tensor.input("x", DType.FLOAT64, 2).plus(
                        Tensor.input("y", DType.FLOAT64, 3));
                ```
                """)).singleElement().satisfies(finding -> {
            assertThat(finding.line()).isIn(6, 7);
            assertThat(finding.what()).contains("ShapeException");
        });
        assertThat(check("""
                ```java
                class WrongTest implements ActivationContract {
                    public Activation subject() {
                        return x -> x.sum();
                    }
                }
                ```
                """)).isNotEmpty();
    }

    @Test
    void whatIsNotPrintedIsNamedWithItsLine() throws IOException {
        assertThat(check("""
                ```java
                System.out.println("0.97");
                ```
                <!-- printed -->
                ```text
                0.98
                ```
                """))
                .singleElement()
                .asString()
                .startsWith("page.md:6: ")
                .contains("0.97");
    }

    @Test
    void commandsLinksAndDependenciesThatDoNotExistAreNamed() throws IOException {
        assertThat(check("Do `./lemma run digits --epoch 3`."))
                .singleElement()
                .asString()
                .contains("page.md:1", "no option --epoch");
        assertThat(check("```sh\n./lemma list\n./lemma run digitz\n```"))
                .singleElement()
                .asString()
                .contains("page.md:3", "no example digitz");
        assertThat(check("`./lemma rum digits`")).singleElement().asString().contains("no command rum");
        assertThat(check("`./lemma describe optimizer adma`"))
                .singleElement()
                .asString()
                .contains("Did you mean adam");
        assertThat(check("`./lemma run digits --out a --epochs 3`")).isEmpty();
        assertThat(check("`mvn -Pquick verify`")).singleElement().asString().contains("no profile quick");
        assertThat(check("`Trainer.epoch(3)` and `Trainer.epochs(3)`"))
                .singleElement()
                .asString()
                .contains("Trainer has no epoch");
        assertThat(check("`api.random.Key`, `Map.of()`, `core.Key`"))
                .singleElement()
                .asString()
                .contains("`core.Key`");
        assertThat(check("\n[there](nowhere.md)")).singleElement().asString().contains("page.md:2", "nowhere.md");
        assertThat(check("[there](#nowhere)")).singleElement().asString().contains("no heading");
        assertThat(check("""
                ```xml
                <dependency>
                    <groupId>dev.lemma</groupId>
                    <artifactId>nn-optimisers</artifactId>
                </dependency>
                ```
                """)).singleElement().asString().contains("no nn-optimisers");
        assertThat(check("```xml\n<dependency>\n```"))
                .singleElement()
                .asString()
                .contains("page.md:");
    }

    private List<Finding> check(String text) throws IOException {
        return Documents.check(Page.parse(Path.of("page.md"), text.lines().toList()), folder);
    }
}
