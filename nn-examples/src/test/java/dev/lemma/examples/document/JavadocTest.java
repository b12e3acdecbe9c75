package dev.lemma.examples.document;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything public is explained. That what is written is well-formed is doclint's matter: {@code mvn -Plint compile}. */
class JavadocTest {

    @TempDir
    Path folder;

    @Test
    void everythingPublicHasAComment() throws IOException {
        List<Path> sources = Documents.sources("main").stream()
                .filter(file -> !file.toString().contains("internal")
                        && !file.toString().contains("nn-bench"))
                .toList();
        assertThat(sources).hasSizeGreaterThan(400);
        assertThat(JavadocCheck.of(sources)).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIs() throws IOException {
        assertThat(Documents.sources("main").stream()
                        .map(file -> file.resolveSibling("package-info.java"))
                        .distinct())
                .allSatisfy(info -> assertThat(info).content().contains("/**"));
    }

    @Test
    void whatHasNoneIsNamedWithItsLine() throws IOException {
        Path source = Files.writeString(folder.resolve("Thing.java"), """
                /** A thing. */
                public interface Thing {
                    int size();
                    enum Kind { GOOD }
                    /** Said. */
                    record Part(int number) implements Thing {
                        public static final int MOST = 3;
                        public Part {
                            number = 1;
                        }
                        public Part() { this(2); }
                        @Override public int size() { return 1; }
                        public int number() { return number; }
                        int own() { return 1; }
                        private class Hidden { public int seen; }
                    }
                }
                """);
        assertThat(JavadocCheck.of(List.of(source)))
                .extracting(finding -> finding.line() + " " + finding.what())
                .containsExactly(
                        "3 method size has no comment",
                        "4 enum Kind has no comment",
                        "4 field GOOD has no comment",
                        "6 component number has no @param",
                        "7 field MOST has no comment",
                        "11 constructor has no comment");
    }
}
