package dev.lemma.core.io.internal;

import dev.lemma.core.io.FormatException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/**
 * The directory of a zip archive, every claim of it held against the size of the file before it is believed; entries
 * stored or deflated.
 *
 * <p>The JDK's {@code ZipFile} allocates three numbers for every entry that the end record claims, whether the file
 * could hold them or not, takes a file that is nothing but an end record for an empty archive, and does not compare
 * checksums.
 *
 * @see <a href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">The format</a>
 */
public final class ZipDirectory implements Closeable {

    private static final int END = 0x06054b50;
    private static final int END_BYTES = 22;
    private static final int WIDE_END = 0x06064b50;
    private static final int WIDE_END_BYTES = 56;
    private static final int LOCATOR = 0x07064b50;
    private static final int LOCATOR_BYTES = 20;
    private static final int CENTRAL = 0x02014b50;
    private static final int CENTRAL_BYTES = 46;
    private static final int LOCAL = 0x04034b50;
    private static final int LOCAL_BYTES = 30;
    private static final long NARROW = 0xFFFF_FFFFL;
    private static final int MOST_ENTRIES = 100_000;
    private static final int STORED = 0;
    private static final int DEFLATED = 8;

    private final String name;
    private final String format;
    private final FileChannel channel;
    private final long size;
    private final List<Entry> entries;

    /**
     * An entry as the directory states it.
     *
     * @param name unique, leading nowhere
     * @param deflated or else stored
     * @param checksum CRC-32 of the content
     * @param compressed bytes in the file
     * @param size bytes of the content
     * @param offset of the local header
     */
    public record Entry(String name, boolean deflated, long checksum, long compressed, long size, long offset) {}

    private ZipDirectory(Path file, String format) throws IOException {
        this.name = file.toString();
        this.format = format;
        this.size = Input.sizeOf(file);
        this.channel = FileChannel.open(file, StandardOpenOption.READ);
        try {
            this.entries = List.copyOf(read());
        } catch (IOException | RuntimeException e) {
            channel.close();
            throw e;
        }
    }

    /** Opens the archive and checks its directory. */
    public static ZipDirectory open(Path file, String format) {
        try {
            return new ZipDirectory(file, format);
        } catch (IOException e) {
            throw Input.unreadable(file, e);
        }
    }

    /** In the order of the directory. */
    public List<Entry> entries() {
        return entries;
    }

    private FormatException refused(String what) {
        return new FormatException(name + ": not a valid " + format + ": " + what);
    }

    private ByteBuffer at(long offset, long length, String what) throws IOException {
        if (offset < 0 || length < 0 || length > size || offset > size - length || length > Integer.MAX_VALUE - 8) {
            throw refused(what + " is said to be the " + length + " bytes from " + offset + " on, but the file has "
                    + size + ": it is cut off, or its header is wrong");
        }
        if (!Heap.holds(length)) {
            throw refused(what + " needs " + Heap.lacking(length));
        }
        ByteBuffer bytes = ByteBuffer.allocate((int) length).order(ByteOrder.LITTLE_ENDIAN);
        while (bytes.hasRemaining()) {
            if (channel.read(bytes, offset + bytes.position()) < 0) {
                throw refused("it became shorter while it was read");
            }
        }
        return bytes.flip();
    }

    private List<Entry> read() throws IOException {
        long window = Math.min(size, END_BYTES + 0xFFFF);
        ByteBuffer tail = at(size - window, window, "the end");
        int end = (int) window - END_BYTES;
        while (end >= 0
                && !(tail.getInt(end) == END && (tail.getShort(end + 20) & 0xFFFF) == window - END_BYTES - end)) {
            end--;
        }
        if (end < 0) {
            throw refused("it has no zip directory at its end: it is cut off, or no zip archive");
        }
        long endOffset = size - window + end;
        long count = tail.getShort(end + 10) & 0xFFFF;
        long length = tail.getInt(end + 12) & NARROW;
        long start = tail.getInt(end + 16) & NARROW;
        ByteBuffer locator = endOffset < LOCATOR_BYTES
                ? ByteBuffer.allocate(LOCATOR_BYTES)
                : at(endOffset - LOCATOR_BYTES, LOCATOR_BYTES, "the place of the directory");
        if (locator.getInt(0) == LOCATOR) {
            endOffset = locator.getLong(8);
            ByteBuffer wide = at(endOffset, WIDE_END_BYTES, "the end record");
            if (wide.getInt(0) != WIDE_END) {
                throw refused("its end record points to a 64-bit one that is not there");
            }
            count = wide.getLong(32);
            length = wide.getLong(40);
            start = wide.getLong(48);
        }
        if (count < 0 || count > MOST_ENTRIES || count > length / CENTRAL_BYTES) {
            throw refused("it claims " + Long.toUnsignedString(count) + " entries in a directory of " + length
                    + " bytes, expected at most " + MOST_ENTRIES + " of at least " + CENTRAL_BYTES + " bytes");
        }
        ByteBuffer directory = at(start, length, "the directory");
        if (start + length != endOffset) {
            throw refused("its directory ends at byte " + (start + length) + ", expected " + endOffset);
        }
        List<Entry> all = new ArrayList<>();
        for (long i = 0; i < count; i++) {
            all.add(entry(directory));
        }
        if (directory.hasRemaining()) {
            throw refused("its directory has more than the " + count + " entries it claims");
        }
        check(all, start);
        return all;
    }

    private Entry entry(ByteBuffer directory) {
        int at = directory.position();
        if (directory.remaining() < CENTRAL_BYTES || directory.getInt(at) != CENTRAL) {
            throw refused("its directory is damaged");
        }
        int flags = directory.getShort(at + 8);
        int method = directory.getShort(at + 10) & 0xFFFF;
        long checksum = directory.getInt(at + 16) & NARROW;
        long compressed = directory.getInt(at + 20) & NARROW;
        long content = directory.getInt(at + 24) & NARROW;
        int nameLength = directory.getShort(at + 28) & 0xFFFF;
        int extraLength = directory.getShort(at + 30) & 0xFFFF;
        int commentLength = directory.getShort(at + 32) & 0xFFFF;
        long offset = directory.getInt(at + 42) & NARROW;
        int next = at + CENTRAL_BYTES + nameLength + extraLength + commentLength;
        if (next > directory.limit()) {
            throw refused("its directory is damaged");
        }
        byte[] nameBytes = new byte[nameLength];
        directory.get(at + CENTRAL_BYTES, nameBytes);
        String entryName = name(nameBytes);
        ByteBuffer extra =
                directory.slice(at + CENTRAL_BYTES + nameLength, extraLength).order(ByteOrder.LITTLE_ENDIAN);
        ByteBuffer wide = wide(extra);
        if (content == NARROW) {
            content = next(wide);
        }
        if (compressed == NARROW) {
            compressed = next(wide);
        }
        if (offset == NARROW) {
            offset = next(wide);
        }
        if ((flags & 1) != 0 || method != STORED && method != DEFLATED) {
            throw refused(
                    "entry " + entryName + " is " + ((flags & 1) != 0 ? "encrypted" : "compressed by method " + method)
                            + ", expected stored or deflated");
        }
        directory.position(next);
        return new Entry(entryName, method == DEFLATED, checksum, compressed, content, offset);
    }

    private String name(byte[] bytes) {
        Input text = new Input(name, format, InputStream.nullInputStream(), 0, true);
        return text.entryName(text.utf8(bytes, "the name of an entry"));
    }

    /** The field of 64-bit values among the extra ones, or nothing. */
    private ByteBuffer wide(ByteBuffer extra) {
        while (extra.remaining() >= 4) {
            int kind = extra.getShort();
            int length = extra.getShort() & 0xFFFF;
            if (length > extra.remaining()) {
                throw refused("its directory is damaged");
            }
            if (kind == 1) {
                return extra.slice(extra.position(), length).order(ByteOrder.LITTLE_ENDIAN);
            }
            extra.position(extra.position() + length);
        }
        return ByteBuffer.allocate(0);
    }

    private long next(ByteBuffer wide) {
        if (wide.remaining() < 8) {
            throw refused("its directory lacks a 64-bit value");
        }
        return wide.getLong();
    }

    /**
     * Two entries must not share bytes, or the file expands without bound; nor may one claim what deflate cannot
     * make.
     */
    private void check(List<Entry> all, long end) {
        Set<String> names = new HashSet<>();
        List<Entry> placed = new ArrayList<>(all);
        placed.sort(Comparator.comparingLong(Entry::offset));
        long free = 0;
        for (Entry entry : placed) {
            if (!names.add(entry.name())) {
                throw refused("it has two entries " + entry.name());
            }
            long most = end - LOCAL_BYTES - entry.offset();
            if (entry.offset() < free || entry.compressed() < 0 || entry.compressed() > most) {
                throw refused(
                        "entry " + entry.name() + " is said to be the " + Long.toUnsignedString(entry.compressed())
                                + " bytes after " + entry.offset() + ": it overlaps another or leaves the file");
            }
            free = entry.offset() + LOCAL_BYTES + entry.compressed();
            boolean possible = entry.deflated()
                    ? entry.size() >= 0 && entry.size() / Input.MOST_INFLATION <= entry.compressed()
                    : entry.size() == entry.compressed();
            if (!possible) {
                throw refused("entry " + entry.name() + " claims to expand from " + entry.compressed() + " to "
                        + entry.size() + " bytes, which its compression cannot do");
            }
        }
    }

    /** Reads the content of an entry; the checksum is compared by {@link Content#finish}. */
    public Content content(Entry entry) {
        try {
            ByteBuffer local = at(entry.offset(), LOCAL_BYTES, "the header of entry " + entry.name());
            if (local.getInt(0) != LOCAL) {
                throw refused("entry " + entry.name() + " has no header where the directory says");
            }
            int nameLength = local.getShort(26) & 0xFFFF;
            byte[] own = at(entry.offset() + LOCAL_BYTES, nameLength, "the name of entry " + entry.name())
                    .array();
            if (!Arrays.equals(own, entry.name().getBytes(StandardCharsets.UTF_8))) {
                throw refused("entry " + entry.name() + " of the directory is called "
                        + new String(own, StandardCharsets.UTF_8).replaceAll("\\p{Cntrl}", "?")
                        + " where it lies: the archive was damaged or tampered with");
            }
            long begin = entry.offset() + LOCAL_BYTES + nameLength + (local.getShort(28) & 0xFFFF);
            if (begin > size - entry.compressed()) {
                throw refused("entry " + entry.name() + " leaves the file");
            }
            return new Content(entry, new Part(begin, begin + entry.compressed()));
        } catch (IOException e) {
            throw new FormatException(
                    name + ": not a valid " + format + ": reading failed (" + e.getMessage() + ")", e);
        }
    }

    /** The content of an entry. */
    public final class Content implements Closeable {

        private final Entry entry;
        private final Inflater inflater = new Inflater(true);
        private final CheckedInputStream checked;
        private final Part part;
        private final Input input;

        private Content(Entry entry, Part part) {
            this.entry = entry;
            this.part = part;
            InputStream raw = entry.deflated() ? new InflaterInputStream(part, inflater) : part;
            this.checked = new CheckedInputStream(new BufferedInputStream(raw, 1 << 16), new CRC32());
            this.input = new Input(name + ", entry " + entry.name(), format, checked, entry.size(), !entry.deflated());
        }

        /** What it holds. */
        public Input input() {
            return input;
        }

        /** Refuses the entry unless it ends here and its checksum is right. */
        public void finish() {
            input.expectEnd();
            if (entry.deflated() && (inflater.getRemaining() > 0 || !part.isOver())) {
                throw input.refused("bytes follow the end of its compressed data");
            }
            long computed = checked.getChecksum().getValue();
            if (computed != entry.checksum()) {
                throw input.refused("its checksum is " + Long.toHexString(computed) + ", expected "
                        + Long.toHexString(entry.checksum()) + ": the file was damaged, fetch or write it again");
            }
        }

        @Override
        public void close() {
            inflater.end();
        }
    }

    /** Some bytes of the file. */
    private final class Part extends InputStream {

        private final long end;
        private long position;

        private Part(long position, long end) {
            this.position = position;
            this.end = end;
        }

        boolean isOver() {
            return position >= end;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (position >= end) {
                return -1;
            }
            int count = channel.read(ByteBuffer.wrap(into, offset, (int) Math.min(length, end - position)), position);
            if (count < 0) {
                throw new EOFException("the file became shorter");
            }
            position += count;
            return count;
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException ignored) {
            // everything has been read
        }
    }
}
