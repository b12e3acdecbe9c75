package dev.lemma.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AtomicFileTest {

    @TempDir
    Path folder;

    @Test
    void replacesAndLeavesNothingElse() throws IOException {
        Path file = folder.resolve("a.bin");
        AtomicFile.write(file, out -> out.write(1));
        AtomicFile.write(file, out -> out.write(new byte[] {2, 3}));
        assertThat(Files.readAllBytes(file)).containsExactly(2, 3);
        assertThat(entries()).containsExactly("a.bin");
    }

    @Test
    void aFailureLeavesTheOldFileWhole() throws IOException {
        Path file = folder.resolve("a.bin");
        AtomicFile.write(file, out -> out.write(1));
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(new byte[1 << 20]);
                    throw new FileSystemException(file.toString(), null, "No space left on device");
                }))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("a.bin")
                .hasMessageContaining("the disk is full. Free some space in " + folder)
                .hasMessageContaining("untouched");
        assertThatThrownBy(() -> AtomicFile.write(file, out -> {
                    out.write(5);
                    throw new IllegalStateException("content");
                }))
                .hasMessage("content");
        assertThat(Files.readAllBytes(file)).containsExactly(1);
        assertThat(entries()).containsExactly("a.bin");
    }

    /** Until the last moment the old file is what a reader sees. */
    @Test
    void theOldFileIsThereUntilTheNewOneIsComplete() {
        Path file = folder.resolve("a.bin");
        AtomicFile.write(file, out -> out.write(1));
        AtomicFile.write(file, out -> {
            out.write(new byte[1 << 20]);
            out.flush();
            assertThat(Files.readAllBytes(file)).containsExactly(1);
            assertThat(entries()).hasSize(2).anyMatch(name -> AtomicFile.isTemporary(Path.of(name), "a.bin"));
        });
        assertThat(file).hasSize(1 << 20);
    }

    @Test
    void saysWhatToDo() throws IOException {
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("none/a.bin"), out -> {}))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("does not exist. Create it");
        assertThatThrownBy(() -> AtomicFile.write(folder, out -> {})).hasMessageContaining("it is a folder");
        assertThat(AtomicFile.failed(folder.resolve("a"), new AccessDeniedException("a")))
                .hasMessageContaining("not permitted");
        assertThat(AtomicFile.failed(folder.resolve("a"), new FileSystemException("a", null, "Read-only file system")))
                .hasMessageContaining("mounted read-only");
        assertThatThrownBy(() -> AtomicFile.write(folder.resolve("x".repeat(300)), out -> {}))
                .isInstanceOf(UncheckedIOException.class);
        assertThat(entries()).isEmpty();
    }

    @Test
    void refusesAReadOnlyFolder() throws IOException {
        Path closed = Files.createDirectory(folder.resolve("closed"));
        assumeThat(Files.getFileStore(closed).supportsFileAttributeView("posix"))
                .isTrue();
        Files.setPosixFilePermissions(closed, PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeThat(Files.isWritable(closed))
                .as("an administrator may write everywhere")
                .isFalse();
        assertThatThrownBy(() -> AtomicFile.write(closed.resolve("a.bin"), out -> {}))
                .hasMessageContaining("not permitted");
    }

    @Test
    void followsLinksAndKeepsTheMode() throws IOException {
        assumeThat(Files.getFileStore(folder).supportsFileAttributeView("posix"))
                .isTrue();
        Path file = folder.resolve("a.bin");
        AtomicFile.write(file, out -> out.write(1));
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), file);
        AtomicFile.write(link, out -> out.write(2));
        assertThat(link).isSymbolicLink();
        assertThat(Files.readAllBytes(file)).containsExactly(2);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("rw-r-----");
    }

    /** A device cannot be replaced, and /dev/stdout is what --json may name. */
    @Test
    void writesThroughToADevice() throws IOException {
        Path device = Path.of("/dev/null");
        assumeThat(device).exists();
        AtomicFile.write(device, "content");
        assertThat(Files.isRegularFile(device)).isFalse();
    }

    @Test
    void writesTexts() throws IOException {
        AtomicFile.write(folder.resolve("text"), "größer θ");
        assertThat(Files.readString(folder.resolve("text"))).isEqualTo("größer θ");
    }

    private List<String> entries() throws IOException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
