package dev.lemma.examples.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    Path folder;

    @Test
    void replacesAndLeavesNothingBeside() throws IOException {
        Path file = Files.writeString(folder.resolve("a.json"), "something longer than the new content");
        AtomicFile.write(file, "new");
        assertThat(file).hasContent("new");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void keepsLinks() throws IOException {
        Path file = Files.writeString(folder.resolve("real"), "old");
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        AtomicFile.write(link, "new");
        assertThat(link).isSymbolicLink();
        assertThat(file).hasContent("new");
    }

    @Test
    void aFailureKeepsTheOldContent() throws IOException {
        Path file = folder.resolve("missing/a.json");
        assertThatThrownBy(() -> AtomicFile.write(file, "x")).isInstanceOf(IOException.class);
        assertThat(folder).isEmptyDirectory();
    }
}
