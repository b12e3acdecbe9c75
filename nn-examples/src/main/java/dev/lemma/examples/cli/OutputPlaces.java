package dev.lemma.examples.cli;

import dev.lemma.examples.UsageException;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * Makes sure, before anything is computed, that results can be written where they shall go; by writing, as permissions alone
 * mislead.
 */
final class OutputPlaces {

    private OutputPlaces() {}

    /** The folder, absolute, created if missing. */
    static Path folder(String typed) {
        Path folder = path("--out", typed);
        if (Files.exists(folder) && !Files.isDirectory(folder)) {
            throw new UsageException(
                    "--out: " + folder + " is a file, expected a folder. Choose another with --out DIR.");
        }
        tryToWrite("--out", folder, "Choose another folder with --out DIR.");
        return folder;
    }

    /** The file, absolute; its folder is created if missing. */
    static Path file(String option, String typed) {
        Path file = path(option, typed);
        if (Files.isDirectory(file)) {
            throw new UsageException(option + ": " + file + " is a folder, expected a file. Add a file name.");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            return file; // a device or pipe
        }
        Path folder = file.getParent();
        tryToWrite(option, folder == null ? file.toAbsolutePath() : folder, "Choose another file.");
        return file;
    }

    /** One sentence about a failure of the file system. */
    static String reason(IOException failure) {
        String file = failure instanceof FileSystemException at && at.getFile() != null ? at.getFile() : "";
        @Nullable String reason = failure instanceof FileSystemException at ? at.getReason() : failure.getMessage();
        if (failure instanceof AccessDeniedException) {
            return file + ": permission denied";
        }
        if (failure instanceof NoSuchFileException) {
            return file + ": no such file or folder";
        }
        if (failure instanceof FileAlreadyExistsException || failure instanceof NotDirectoryException) {
            return file + " is a file, expected a folder";
        }
        String named = reason == null || reason.isBlank() ? failure.getClass().getSimpleName() : reason;
        return file.isEmpty() ? named : file + ": " + named;
    }

    private static Path path(String option, String typed) {
        try {
            if (typed.isBlank()) {
                throw new UsageException(option + ": got an empty path.");
            }
            return Path.of(typed).toAbsolutePath().normalize();
        } catch (InvalidPathException invalid) {
            throw new UsageException(
                    option + ": \"" + typed + "\" is not a path: " + invalid.getReason() + ".", invalid);
        }
    }

    private static void tryToWrite(String option, Path folder, String advice) {
        try {
            Files.createDirectories(folder);
            Files.delete(Files.createTempFile(folder, ".lemma", ".part"));
        } catch (IOException failure) {
            throw new UsageException(
                    option + ": cannot write in " + folder + " (" + reason(failure) + "). " + advice, failure);
        }
    }
}
