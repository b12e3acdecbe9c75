package dev.lemma.core.io;

import dev.lemma.api.tensor.Array;
import dev.lemma.core.io.internal.EntryName;
import dev.lemma.core.io.internal.Input;
import dev.lemma.core.io.internal.Numbers;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * NumPy's npz: named arrays, a zip archive with one {@linkplain Npy npy} entry each, in the order of the archive.
 *
 * <p>Read: stored and deflated entries, checksums compared. Before any entry is opened the directory is checked: names, no two entries
 * alike, compressed sizes that together fit the file and expand to no more than deflate can make of them (an archive whose entries overlap, or that claims
 * more, is a bomb). Written: stored like {@code numpy.savez}, with a fixed date, so that the same arrays in the same order give the same bytes.
 */
public final class Npz {

    private static final String EXTENSION = ".npy";
    private static final int MOST_ENTRIES = 100_000;

    /** The date of every entry: the first month that zip can hold without the extension that depends on the time zone. */
    private static final LocalDateTime DATE = LocalDateTime.of(1980, 2, 1, 0, 0);

    private Npz() {}

    /** Reads all arrays, in the order of the archive. */
    public static Map<String, Array> read(Path file) {
        long size;
        try {
            size = Input.sizeOf(file);
        } catch (IOException e) {
            throw Input.unreadable(file, e);
        }
        try (ZipFile zip = new ZipFile(file.toFile())) {
            Map<String, Array> arrays = new LinkedHashMap<>();
            for (ZipEntry entry : directory(file, zip, size)) {
                String name = entry.getName().substring(0, entry.getName().length() - EXTENSION.length());
                arrays.put(name, array(file, zip, entry));
            }
            return Collections.unmodifiableMap(arrays);
        } catch (IOException | IllegalArgumentException | UncheckedIOException e) {
            throw new FormatException(
                    file + ": not a valid npz file: its zip structure is damaged or cut off (" + e.getMessage() + "): fetch or write it again", e);
        }
    }

    private static List<ZipEntry> directory(Path file, ZipFile zip, long size) {
        if (zip.size() > MOST_ENTRIES) {
            throw refused(file, "it has " + zip.size() + " entries, expected at most " + MOST_ENTRIES);
        }
        Map<String, ZipEntry> entries = new LinkedHashMap<>();
        long compressed = 0;
        Enumeration<? extends ZipEntry> all = zip.entries();
        while (all.hasMoreElements()) {
            ZipEntry entry = all.nextElement();
            String fault = EntryName.fault(entry.getName());
            if (fault != null) {
                throw refused(file, "the name of an entry " + fault);
            }
            if (!entry.getName().endsWith(EXTENSION) || entry.getName().length() == EXTENSION.length()) {
                throw refused(file, "it has an entry \"" + entry.getName() + "\", expected only NAME.npy");
            }
            if (entry.getMethod() != ZipEntry.STORED && entry.getMethod() != ZipEntry.DEFLATED) {
                throw refused(file, "entry " + entry.getName() + " is compressed by method " + entry.getMethod() + ", expected stored or deflated");
            }
            if (entries.put(entry.getName(), entry) != null) {
                throw refused(file, "it has two entries " + entry.getName());
            }
            long in = entry.getCompressedSize();
            long out = entry.getSize();
            if (in < 0 || in > size - compressed) {
                throw refused(file, "the entries up to " + entry.getName() + " claim more bytes than the file has: they overlap, or it is cut off");
            }
            compressed += in;
            boolean possible = entry.getMethod() == ZipEntry.STORED ? out == in : out >= 0 && out <= in * Input.MOST_INFLATION;
            if (!possible) {
                throw refused(file, "entry " + entry.getName() + " claims to expand from " + in + " to " + out + " bytes, which its compression cannot do");
            }
        }
        return new ArrayList<>(entries.values());
    }

    private static Array array(Path file, ZipFile zip, ZipEntry entry) throws IOException {
        CheckedInputStream checked = new CheckedInputStream(zip.getInputStream(entry), new CRC32());
        String name = file + ", entry " + entry.getName();
        boolean exact = entry.getMethod() == ZipEntry.STORED;
        try (Input in = new Input(name, "npy file", new BufferedInputStream(checked), entry.getSize(), exact)) {
            Array array = Npy.read(in);
            in.expectEnd();
            if (checked.getChecksum().getValue() != entry.getCrc()) {
                throw in.refused("its checksum is " + Long.toHexString(checked.getChecksum().getValue()) + ", expected "
                        + Long.toHexString(entry.getCrc()) + ": the file was damaged, fetch or write it again");
            }
            return array;
        }
    }

    private static FormatException refused(Path file, String what) {
        return new FormatException(file + ": not a valid npz file: " + what);
    }

    /** Writes the arrays in the order of the map. */
    public static void write(Path file, Map<String, Array> arrays) {
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
