package dev.lemma.core.io;

import dev.lemma.api.check.Check;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.ReadOnlyFileSystemException;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.util.Locale;
import java.util.Objects;

/**
 * A file written whole or not at all.
 *
 * <p>The content goes to a temporary file in the same folder, which is flushed to the disk and then renamed over the
 * target; the folder is flushed too. At whatever moment the process is killed or the power fails, the target is the
 * old file or the new one, never a mixture. A temporary file that a killed process left behind is hidden
 * ({@code .NAME.….tmp}) and may be deleted.
 *
 * <p>If anything fails (no space, no permission, an exception from the content) the temporary file is removed, the
 * old file is untouched, and an {@link UncheckedIOException} says what to do. An interrupt of the thread does not count as a failure. A target that is a symbolic link is
 * followed; one marked read-only is refused. A device or a pipe cannot be replaced: it is written to as it is.
 */
public final class AtomicFile {

    private static final String SUFFIX = ".tmp";
    private static final int LONGEST_STEM = 64;

    private AtomicFile() {}

    /** What a file shall hold. */
    @FunctionalInterface
    public interface Content {

        /** Writes all of it; the stream is buffered and need not be closed. */
        void writeTo(OutputStream out) throws IOException;
    }

    /** Writes the file, replacing the one of that name if there is one. */
    public static void write(Path file, Content content) {
        Check.given("file", file);
        Check.given("content", content);
        Objects.requireNonNull(content, "content");
        Path target = resolved(file);
        if (Files.exists(target) && !Files.isRegularFile(target)) {
            writeThrough(file, content);
            return;
        }
        // An interrupt closes the channel of whoever writes: the file is written again, and the thread's mark put back
        // behind it.
        boolean interrupted = Thread.interrupted();
        try {
            while (!written(file, target, content)) {
                interrupted |= Thread.interrupted();
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Whether the file has been written: not if the thread was interrupted. */
    private static boolean written(Path file, Path target, Content content) {
        Path folder = Objects.requireNonNull(target.getParent(), "a file in a folder");
        Path temporary = folder.resolve(temporaryName(target));
        boolean created = false;
        try {
            try (FileChannel channel =
                    FileChannel.open(temporary, StandardOpenOption.WRITE, StandardOpenOption.CREATE_NEW)) {
                created = true;
                OutputStream out = new BufferedOutputStream(Channels.newOutputStream(channel), 1 << 16);
                content.writeTo(out);
                out.flush();
                channel.force(true);
            }
            keepMode(target, temporary);
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            created = false;
            flushFolder(folder);
            return true;
        } catch (ClosedByInterruptException e) {
            return false;
        } catch (IOException e) {
            throw failed(file, e);
        } finally {
            if (created) {
                deleteQuietly(temporary);
            }
        }
    }

    /** Writes a text in UTF-8. */
    public static void write(Path file, String text) {
        Check.given("file", file);
        Check.given("text", text);
        write(file, text.getBytes(StandardCharsets.UTF_8));
    }

    /** Writes these bytes. */
    public static void write(Path file, byte[] bytes) {
        Check.given("file", file);
        Check.given("bytes", bytes);
        write(file, out -> out.write(bytes));
    }

    private static void writeThrough(Path device, Content content) {
        try (OutputStream out =
                new BufferedOutputStream(Files.newOutputStream(device, StandardOpenOption.WRITE), 1 << 16)) {
            content.writeTo(out);
        } catch (IOException e) {
            throw failed(device, e);
        }
    }

    /**
     * Whether a file of this name is a temporary one of {@link #write}, for a file whose name starts with
     * {@code stem}.
     */
    public static boolean isTemporary(Path file, String stem) {
        Check.given("file", file);
        Check.given("stem", stem);
        String name = String.valueOf(file.getFileName());
        return name.startsWith("." + stem) && name.endsWith(SUFFIX);
    }

    /** The error for something that could not be written to, with advice. */
    public static UncheckedIOException failed(Path file, IOException e) {
        return new UncheckedIOException(
                "cannot write " + file + ": " + advice(file, e) + " What was there before is untouched.", e);
    }

    private static String advice(Path file, IOException e) {
        String reason = e instanceof FileSystemException f && f.getReason() != null
                ? f.getReason()
                : String.valueOf(e.getMessage());
        String lower = reason.toLowerCase(Locale.ROOT);
        Path folder = file.toAbsolutePath().getParent();
        if (e instanceof ClosedByInterruptException) {
            return "the thread was interrupted while it wrote. Write again when it is not.";
        }
        if (lower.contains("no space left") || lower.contains("not enough space")) {
            return "the disk is full. Free some space in " + folder + " or write to another disk, then run again.";
        }
        if (lower.contains("quota")) {
            return "your disk quota is used up. Free some space or write to another disk, then run again.";
        }
        if (lower.contains("read-only")) {
            return "the file system is mounted read-only. Write to another folder.";
        }
        if (e instanceof AccessDeniedException || lower.contains("permission denied")) {
            return "writing to the folder " + folder
                    + " is not permitted. Change its mode or owner, or write to another folder.";
        }
        if (e instanceof NoSuchFileException) {
            return "the folder " + folder + " does not exist. Create it, or write to another one.";
        }
        if (e instanceof AtomicMoveNotSupportedException) {
            return "the file system of " + folder + " cannot rename a file in one step. Write to a local disk.";
        }
        if (lower.contains("file name too long")) {
            return "the file's name is too long. Choose a shorter one.";
        }
        return reason + ".";
    }

    private static Path resolved(Path file) {
        Path target = file.toAbsolutePath();
        if (Files.isDirectory(target)) {
            throw failed(file, new IOException("it is a folder; name a file in it"));
        }
        if (target.getFileName() == null) {
            throw failed(file, new IOException("it names no file"));
        }
        if (Files.exists(target)) {
            if (!Files.isWritable(target)) {
                throw failed(
                        file,
                        new IOException("the file is marked read-only. Choose another name, or make it writable"));
            }
            try {
                return target.toRealPath();
            } catch (IOException e) {
                throw failed(file, e);
            }
        }
        return target;
    }

    private static String temporaryName(Path target) {
        String name = String.valueOf(target.getFileName());
        String stem = name.length() <= LONGEST_STEM ? name : name.substring(0, LONGEST_STEM);
        return "." + stem + "." + ProcessHandle.current().pid() + "-" + Long.toHexString(System.nanoTime()) + SUFFIX;
    }

    /** A file that is replaced keeps its mode; a new one gets the process's default. */
    private static void keepMode(Path target, Path temporary) throws IOException {
        PosixFileAttributeView view = Files.getFileAttributeView(temporary, PosixFileAttributeView.class);
        if (view != null && Files.exists(target)) {
            view.setPermissions(Files.getPosixFilePermissions(target));
        }
    }

    /**
     * Makes the rename itself durable. Some systems cannot open a folder; there the rename is durable when they say
     * so.
     */
    private static void flushFolder(Path folder) {
        try (FileChannel channel = FileChannel.open(folder, StandardOpenOption.READ)) {
            channel.force(true);
        } catch (IOException ignored) {
            // the file is whole and in place: only its durability after a power failure is less certain
        }
    }

    private static void deleteQuietly(Path temporary) {
        try {
            Files.deleteIfExists(temporary);
        } catch (IOException | ReadOnlyFileSystemException ignored) {
            // the first error is the one to report
        }
    }
}
