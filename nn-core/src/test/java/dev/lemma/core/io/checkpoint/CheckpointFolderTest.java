package dev.lemma.core.io.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.lemma.api.tensor.Array;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointFolderTest {

    @TempDir
    Path parent;

    private static Checkpoint at(long step) {
        return Checkpoint.builder()
                .put("step", step)
                .put("theta", Array.vector(step, 1, 2))
                .build();
    }

    private Path folder() {
        return parent.resolve("new/run");
    }

    /** Links, pipes and folders under names of ours: nothing is read, written or deleted through them. */
    @Test
    void whatIsNotOursIsLeftAlone() throws IOException, InterruptedException {
        Path mine = Files.writeString(
                Files.createDirectories(parent.resolve("mine")).resolve("text"), "keep me");
        Files.createDirectories(folder());
        Path link = Files.createSymbolicLink(folder().resolve("checkpoint-000000000003.lemma"), mine);
        Path pipe = folder().resolve("checkpoint-000000000004.lemma");
        assertThat(new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor())
                .isZero();
        try (CheckpointFolder folder = CheckpointFolder.open(folder(), 1)) {
            assertThat(folder.newest()).isEmpty();
            assertThat(folder.skipped())
                    .extracting(CheckpointFolder.Skipped::file)
                    .containsExactlyInAnyOrder(link, pipe);
            for (long step : new long[] {3, 4}) {
                assertThatThrownBy(() -> folder.save(step, at(step)))
                        .isInstanceOf(UncheckedIOException.class)
                        .hasMessageContaining("a link, a pipe or a folder");
            }
            folder.save(5, at(5));
            assertThat(link).isSymbolicLink();
            assertThat(pipe).exists();
        }
        Path other = Files.createDirectories(parent.resolve("other"));
        Files.createSymbolicLink(other.resolve("lemma.lock"), mine);
        assertThatThrownBy(() -> CheckpointFolder.open(other)).isInstanceOf(UncheckedIOException.class);
        assertThat(mine).hasContent("keep me");
    }

    @Test
    void keepsTheNewest() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(folder())) {
            assertThat(folder.newest()).isEmpty();
            for (long step : new long[] {0, 5, 10, 10, 2_000_000_000_000L}) {
                folder.save(step, at(step));
                assertThat(folder.newest().orElseThrow().checkpoint()).isEqualTo(at(step));
            }
        }
        assertThat(names())
                .containsExactly("checkpoint-000000000010.lemma", "checkpoint-2000000000000.lemma", "lemma.lock");
        assertThat(CheckpointFolder.newest(folder()).orElseThrow().step()).isEqualTo(2_000_000_000_000L);
        assertThat(CheckpointFolder.newest(parent.resolve("none"))).isEmpty();
    }

    @Test
    void aBrokenNewestFallsBackToTheOneBefore() throws IOException {
        for (int damage = 0; damage < 3; damage++) {
            Path newest;
            try (CheckpointFolder folder = CheckpointFolder.open(folder())) {
                folder.save(damage * 1000 + 100, at(100));
                newest = folder.save(damage * 1000 + 200, at(200));
            }
            byte[] bytes = Files.readAllBytes(newest);
            switch (damage) {
                case 0 -> Files.write(newest, Arrays.copyOf(bytes, bytes.length / 2));
                case 1 -> Files.write(newest, new byte[0]);
                default -> {
                    bytes[bytes.length - 10] ^= 1;
                    Files.write(newest, bytes);
                }
            }
            try (CheckpointFolder folder = CheckpointFolder.open(folder())) {
                CheckpointFolder.Saved saved = folder.newest().orElseThrow();
                assertThat(saved.step()).isEqualTo(damage * 1000 + 100);
                assertThat(saved.checkpoint()).isEqualTo(at(100));
                assertThat(folder.skipped()).hasSize(1);
                assertThat(folder.skipped().get(0).file()).isEqualTo(newest);
                assertThat(folder.skipped().get(0).reason()).contains("not a valid checkpoint");

                // the run goes on from 100: the broken 200 is neither counted as kept nor in the way
                folder.save(damage * 1000 + 150, at(150));
                assertThat(folder.newest().orElseThrow().step()).isEqualTo(damage * 1000 + 150);
                folder.save(damage * 1000 + 200, at(200));
                assertThat(folder.newest().orElseThrow().checkpoint()).isEqualTo(at(200));
                assertThat(folder.skipped()).isEmpty();
            }
        }
    }

    @Test
    void brokenOnesGoOnceEnoughIntactOnesAreNewer() throws IOException {
        Path broken;
        try (CheckpointFolder folder = CheckpointFolder.open(folder(), 1)) {
            broken = folder.save(3, at(3));
        }
        Files.write(broken, new byte[7]);
        try (CheckpointFolder folder = CheckpointFolder.open(folder(), 1)) {
            assertThat(folder.newest()).isEmpty();
            folder.save(2, at(2));
            assertThat(broken).exists();
            folder.save(4, at(4));
            assertThat(broken).doesNotExist();
        }
        assertThat(names()).containsExactly("checkpoint-000000000004.lemma", "lemma.lock");
    }

    @Test
    void aSecondRunOfThisProcessIsRefused() {
        try (CheckpointFolder first = CheckpointFolder.open(folder())) {
            assertThatThrownBy(() -> CheckpointFolder.open(folder()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("another run uses it (process "
                            + ProcessHandle.current().pid() + ")")
                    .hasMessageContaining("folder of its own");
            first.save(1, at(1));
        }
        CheckpointFolder.open(folder()).close();
    }

    /** Another JVM holds the folder; it is refused here until that process is killed, and no longer after that. */
    @Test
    void aRunOfAnotherProcessIsRefusedUntilItIsKilled() throws IOException, InterruptedException {
        Process other = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Holder.class.getName(),
                        folder().toString())
                .redirectErrorStream(true)
                .start();
        try {
            assertThat(other.inputReader().readLine()).isEqualTo("held");
            assertThatThrownBy(() -> CheckpointFolder.open(folder()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("(process " + other.pid() + ")");
            other.destroyForcibly();
            assertThat(other.waitFor(20, TimeUnit.SECONDS)).isTrue();
            try (CheckpointFolder folder = CheckpointFolder.open(folder())) {
                assertThat(folder.newest().orElseThrow().step()).isEqualTo(7);
            }
        } finally {
            other.destroyForcibly();
        }
    }

    /** Opens a folder, saves, and holds it until it is killed. */
    static final class Holder {

        private Holder() {}

        public static void main(String[] args) throws InterruptedException {
            CheckpointFolder folder = CheckpointFolder.open(Path.of(args[0]));
            folder.save(7, at(7));
            System.out.println("held");
            Thread.sleep(60_000);
            folder.close();
        }
    }

    @Test
    void leftoversOfAKilledWriterAreRemoved() throws IOException {
        CheckpointFolder.open(folder()).close();
        Files.write(folder().resolve(".checkpoint-000000000009.lemma.123-abc.tmp"), new byte[10]);
        Files.write(folder().resolve("notes.txt"), new byte[1]);
        CheckpointFolder.open(folder()).close();
        assertThat(names()).containsExactly("lemma.lock", "notes.txt");
    }

    @Test
    void aFailedSaveLeavesTheLastOneWhole() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(folder())) {
            folder.save(1, at(1));
            Files.createDirectory(folder().resolve("checkpoint-000000000002.lemma"));
            assertThatThrownBy(() -> folder.save(2, at(2))).isInstanceOf(UncheckedIOException.class);
            assertThat(folder.newest().orElseThrow().checkpoint()).isEqualTo(at(1));
        }
    }

    @Test
    void refusesMisuse() throws IOException {
        CheckpointFolder folder = CheckpointFolder.open(folder());
        folder.save(10, at(10));
        assertThatThrownBy(() -> folder.save(9, at(9))).hasMessageContaining("it holds step 10, this is step 9");
        assertThatThrownBy(() -> folder.save(-1, at(1))).hasMessageContaining("at least 0");
        folder.close();
        assertThatThrownBy(() -> folder.save(11, at(11))).hasMessageContaining("closed");
        assertThatThrownBy(() -> CheckpointFolder.open(folder(), 0)).hasMessageContaining("at least 1");
        Path file = Files.createFile(parent.resolve("file"));
        assertThatThrownBy(() -> CheckpointFolder.open(file))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("it is a file");
        assertThatThrownBy(() -> CheckpointFolder.open(file.resolve("run"))).isInstanceOf(UncheckedIOException.class);
    }

    @Test
    void refusesAReadOnlyFolderButReadsIt() throws IOException {
        try (CheckpointFolder folder = CheckpointFolder.open(folder())) {
            folder.save(1, at(1));
        }
        assumeThat(Files.getFileStore(folder()).supportsFileAttributeView("posix"))
                .isTrue();
        Files.delete(folder().resolve("lemma.lock"));
        Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("r-xr-xr-x"));
        assumeThat(Files.isWritable(folder()))
                .as("an administrator may write everywhere")
                .isFalse();
        try {
            assertThatThrownBy(() -> CheckpointFolder.open(folder())).hasMessageContaining("not permitted");
            assertThat(CheckpointFolder.newest(folder()).orElseThrow().step()).isEqualTo(1);
        } finally {
            Files.setPosixFilePermissions(folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> all = Files.list(folder())) {
            return all.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }
}
