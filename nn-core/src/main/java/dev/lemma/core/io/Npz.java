package dev.lemma.core.io;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.core.io.internal.EntryName;
import dev.lemma.core.io.internal.Numbers;
import dev.lemma.core.io.internal.ZipDirectory;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's npz: named arrays, a zip archive with one {@linkplain Npy npy} entry each, in the order of the archive.
 *
 * <p>Read: stored and deflated entries, checksums compared. Before any entry is opened the directory is checked:
 * names, no two entries alike, compressed sizes that together fit the file and expand to no more than deflate can
 * make of them (an archive whose entries overlap, or that claims more, is a bomb). Written: stored like
 * {@code numpy.savez}, with a fixed date, so that the same arrays in the same order give the same bytes.
 */
public final class Npz {

    private static final String EXTENSION = ".npy";

    /**
     * The date of every entry: the first month that zip can hold without the extension that depends on the time zone.
     */
    private static final LocalDateTime DATE = LocalDateTime.of(1980, 2, 1, 0, 0);

    private Npz() {}

    /** Reads all arrays, in the order of the archive's directory. */
    public static Map<String, Array> read(Path file) {
        Check.given("file", file);
        try (ZipDirectory zip = ZipDirectory.open(file, "npz file")) {
            for (ZipDirectory.Entry entry : zip.entries()) {
                if (!entry.name().endsWith(EXTENSION) || entry.name().length() == EXTENSION.length()) {
                    throw new FormatException(file + ": not a valid npz file: it has an entry \"" + entry.name()
                            + "\", expected only NAME.npy");
                }
            }
            Map<String, Array> arrays = new LinkedHashMap<>();
            for (ZipDirectory.Entry entry : zip.entries()) {
                try (ZipDirectory.Content content = zip.content(entry)) {
                    String name = entry.name().substring(0, entry.name().length() - EXTENSION.length());
                    arrays.put(name, Npy.read(content.input()));
                    content.finish();
                }
            }
            return Collections.unmodifiableMap(arrays);
        }
    }

    /** Writes the arrays in the order of the map. */
    public static void write(Path file, Map<String, Array> arrays) {
        Check.given("file", file);
        Check.given("arrays", arrays);
        arrays.keySet().forEach(EntryName::check);
        AtomicFile.write(file, out -> {
            ZipOutputStream zip = new ZipOutputStream(out);
            zip.setMethod(ZipOutputStream.STORED);
            for (Map.Entry<String, Array> named : arrays.entrySet()) {
                Array array = named.getValue();
                CheckedOutputStream checksum = new CheckedOutputStream(OutputStream.nullOutputStream(), new CRC32());
                Npy.write(array, checksum);
                ZipEntry entry = new ZipEntry(named.getKey() + EXTENSION);
                entry.setTimeLocal(DATE);
                entry.setCrc(checksum.getChecksum().getValue());
                entry.setSize(Npy.header(array).length + Numbers.bytes(array));
                zip.putNextEntry(entry);
                Npy.write(array, zip);
                zip.closeEntry();
            }
            zip.finish();
        });
    }
}
