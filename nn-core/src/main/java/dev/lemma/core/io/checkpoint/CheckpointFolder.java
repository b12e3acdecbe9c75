package dev.lemma.core.io.checkpoint;

import dev.lemma.api.check.Check;
import dev.lemma.core.io.AtomicFile;
import dev.lemma.core.io.FormatException;
import dev.lemma.core.io.internal.Input;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The folder in which one run keeps its newest checkpoints, {@code checkpoint-STEP.lemma}, open to that run alone.
 *
 * <pre>{@code
 * try (CheckpointFolder folder = CheckpointFolder.open(path)) {
 *     folder.newest().ifPresent(saved -> resume(saved.step(), saved.checkpoint()));
 *     …
 *     folder.save(step, checkpoint);
 * }
 * }</pre>
 *
 * <p>While it is open a second run in the same folder is refused. The operating system gives the lock up when the
 * process ends, however it ends: the file {@code lemma.lock} that a killed run leaves behind is no obstacle. Of the
 * checkpoints the newest intact one counts; broken ones are passed over and {@linkplain #skipped() reported}, and
 * deleted once enough intact ones are newer. A link, a pipe or a folder under one of these names is nobody's checkpoint: it is passed over,
 * never written through and never deleted. Not for use by several threads at once.
 */
public final class CheckpointFolder implements AutoCloseable {

    private static final int KEPT = 2;
    private static final String LOCK = "lemma.lock";
    private static final String NOT_OURS = "it is a link, a pipe or a folder, where a file of ours must be";
    private static final String STEM = "checkpoint-";
    private static final Pattern NAME = Pattern.compile("checkpoint-([0-9]{1,18})\\.lemma");

    private final Path folder;
    private final int keep;
    private final FileChannel channel;
    private final FileLock lock;
    private final Map<Path, Skipped> skipped = new LinkedHashMap<>();

    private CheckpointFolder(Path folder, int keep, FileChannel channel, FileLock lock) {
        this.folder = folder;
        this.keep = keep;
        this.channel = channel;
        this.lock = lock;
    }

    /**
     * A checkpoint of the folder.
     *
     * @param step the number it was saved under
     * @param file where it is
     * @param checkpoint its content
     */
    public record Saved(long step, Path file, Checkpoint checkpoint) {}

    /**
     * A file that is called like a checkpoint and is none.
     *
     * @param file where it is
     * @param reason why, in a sentence
     */
    public record Skipped(Path file, String reason) {

        public Skipped {
            Check.given("file", file);
            Check.given("reason", reason);
        }
    }

    /**
     * Opens the folder for one run, keeping the newest two checkpoints; makes the folder if it is not there.
     *
     * @throws FolderInUseException when another run has it open
     */
    public static CheckpointFolder open(Path folder) {
        Check.given("folder", folder);
        return open(folder, KEPT);
    }

    /**
     * Opens the folder for one run, keeping the newest {@code keep} ≥ 1 checkpoints; makes the folder if it is not
     * there.
     *
     * @throws FolderInUseException when another run has it open
     */
    public static CheckpointFolder open(Path folder, int keep) {
        Check.given("folder", folder);
        if (keep < 1) {
            throw new IllegalArgumentException("checkpoint folder: keep = " + keep + ", expected at least 1");
        }
        FileChannel channel = null;
        try {
            Files.createDirectories(folder);
            requireOwn(folder.resolve(LOCK));
            channel = FileChannel.open(
                    folder.resolve(LOCK),
                    StandardOpenOption.CREATE,
                    StandardOpenOption.READ,
                    StandardOpenOption.WRITE,
                    LinkOption.NOFOLLOW_LINKS);
            FileLock lock = lock(channel);
            if (lock == null) {
                String holder = holder(channel);
                channel.close();
                throw new FolderInUseException("checkpoint folder " + folder + ": another run uses it" + holder
                        + ". Wait until it ends, stop it, or give this run a folder of its own.");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(("process " + ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)), 0);
            removeLeftovers(folder);
            return new CheckpointFolder(folder, keep, channel, lock);
        } catch (IOException e) {
            closeQuietly(channel);
            IOException cause =
                    e instanceof FileAlreadyExistsException ? new IOException("it is a file, expected a folder", e) : e;
            throw AtomicFile.failed(
                    channel == null && !Files.isDirectory(folder) ? folder : folder.resolve(LOCK), cause);
        }
    }

    /** Refuses a link or a pipe under a name of ours, through which something else would be written. */
    private static void requireOwn(Path file) throws IOException {
        if (Files.exists(file, LinkOption.NOFOLLOW_LINKS) && !Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
            throw new IOException(NOT_OURS + ". Remove it, or give this run a folder of its own");
        }
    }

    /** The newest intact checkpoint of a folder that another run may be using, or that may not be written to. */
    public static Optional<Saved> newest(Path folder) {
        Check.given("folder", folder);
        return newest(folder, new LinkedHashMap<>());
    }

    /** The newest intact checkpoint; newer ones that are broken are passed over and then in {@link #skipped()}. */
    public Optional<Saved> newest() {
        return newest(folder, skipped);
    }

    private static Optional<Saved> newest(Path folder, Map<Path, Skipped> skipped) {
        for (Map.Entry<Long, Path> candidate : files(folder).descendingMap().entrySet()) {
            Path file = candidate.getValue();
            try {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    skipped.put(file, new Skipped(file, file + ": " + NOT_OURS));
                    continue;
                }
                return Optional.of(new Saved(candidate.getKey(), file, Checkpoint.read(file)));
            } catch (FormatException | UncheckedIOException e) {
                skipped.put(file, new Skipped(file, String.valueOf(e.getMessage())));
            }
        }
        return Optional.empty();
    }

    /** The broken files met so far, newest first. */
    public List<Skipped> skipped() {
        return List.copyOf(skipped.values());
    }

    /**
     * Saves a checkpoint and deletes those that are no longer kept. If it fails, all that were there are still there.
     *
     * @param step not below that of the newest intact checkpoint
     * @return the file
     */
    public Path save(long step, Checkpoint checkpoint) {
        if (!lock.isValid()) {
            throw new IllegalStateException("checkpoint folder " + folder + ": it has been closed");
        }
        if (step < 0) {
            throw new IllegalArgumentException("checkpoint folder: step = " + step + ", expected at least 0");
        }
        NavigableMap<Long, Path> intact = files(folder);
        intact.values().removeAll(skipped.keySet());
        if (!intact.isEmpty() && intact.lastKey() > step) {
            throw new IllegalStateException("checkpoint folder " + folder + ": it holds step " + intact.lastKey()
                    + ", this is step " + step + ". Continue from newest(), or give this run a folder of its own.");
        }
        Path file = folder.resolve(STEM + String.format("%012d", step) + ".lemma");
        try {
            requireOwn(file);
        } catch (IOException e) {
            throw AtomicFile.failed(file, e);
        }
        checkpoint.write(file);
        skipped.remove(file);
        intact.put(step, file);
        prune(intact);
        return file;
    }

    private void prune(NavigableMap<Long, Path> intact) {
        long oldestKept = intact.firstKey();
        int count = 0;
        for (long step : intact.descendingKeySet()) {
            if (++count == keep) {
                oldestKept = step;
            }
        }
        List<Path> gone =
                new ArrayList<>(files(folder).headMap(oldestKept, false).values());
        for (Path file : gone) {
            try {
                if (!Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    continue; // not ours to delete
                }
                Files.deleteIfExists(file);
                skipped.remove(file);
            } catch (IOException e) {
                throw new UncheckedIOException(
                        "checkpoint folder " + folder + ": the new checkpoint is saved, but the old "
                                + file.getFileName() + " cannot be deleted (" + e.getMessage()
                                + "). Delete it by hand, and check the folder's mode.",
                        e);
            }
        }
    }

    private static NavigableMap<Long, Path> files(Path folder) {
        NavigableMap<Long, Path> files = new TreeMap<>();
        if (!Files.isDirectory(folder)) {
            return files;
        }
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, STEM + "*")) {
            for (Path file : all) {
                Matcher name = NAME.matcher(file.getFileName().toString());
                if (name.matches()) {
                    files.put(Long.parseLong(name.group(1)), file);
                }
            }
            return files;
        } catch (IOException e) {
            throw Input.unreadable(folder, e);
        }
    }

    private static @Nullable FileLock lock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(FileChannel channel) {
        try {
            ByteBuffer text = ByteBuffer.allocate(64);
            channel.read(text, 0);
            String holder = new String(text.array(), 0, text.position(), StandardCharsets.UTF_8);
            return holder.startsWith("process ") ? " (" + holder + ")" : "";
        } catch (IOException e) {
            return "";
        }
    }

    /**
     * Temporary files of a run that was killed while it wrote; this run holds the lock, so nobody is writing them.
     */
    private static void removeLeftovers(Path folder) throws IOException {
        try (DirectoryStream<Path> all = Files.newDirectoryStream(folder, "." + STEM + "*")) {
            for (Path file : all) {
                if (AtomicFile.isTemporary(file, STEM)) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel != null) {
            try {
                channel.close();
            } catch (IOException ignored) {
                // the first error is the one to report
            }
        }
    }

    /** Lets other runs in. */
    @Override
    public void close() {
        closeQuietly(channel);
    }
}
