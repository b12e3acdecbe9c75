package dev.lemma.core.io.internal;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.core.io.FormatException;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Supplier;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * A file being read by somebody who does not believe it: the most bytes that can follow are known at every moment,
 * and nothing is allocated that they could not fill.
 *
 * <p>Of a plain file the bound is exact. Of a deflated one it is 1032 times the compressed size, which deflate cannot
 * exceed, and arrays grow as their numbers arrive.
 */
public final class Input implements Closeable {

    /** The largest ratio deflate can reach: one bit for a match of 258 bytes and one for its distance. */
    public static final long MOST_INFLATION = 1032;

    private static final int MOST_AXES = 32;
    private static final int CHUNK = 1 << 16;
    private static final String NUMBERS = "an array of its numbers";

    private final String name;
    private final String format;
    private final InputStream in;
    private final boolean exact;
    private long left;

    /**
     * Reads from a stream.
     *
     * @param name the file, as errors call it
     * @param format the format, as errors call it
     * @param atMost how many bytes the stream can deliver
     * @param exact whether it delivers just as many
     */
    public Input(String name, String format, InputStream in, long atMost, boolean exact) {
        this.name = name;
        this.format = format;
        this.in = in;
        this.left = atMost;
        this.exact = exact;
    }

    /** Reads from bytes of this file that have been read already, such as its header. */
    public Input part(byte[] bytes) {
        return new Input(name, format, new ByteArrayInputStream(bytes), bytes.length, true);
    }

    /** Opens a file as it is. */
    public static Input open(Path file, String format) {
        try {
            long size = sizeOf(file);
            return new Input(
                    file.toString(), format, new BufferedInputStream(Files.newInputStream(file), CHUNK), size, true);
        } catch (IOException e) {
            throw unreadable(file, e);
        }
    }

    /** Opens a file, through gzip if its first two bytes say so, whatever its name. */
    public static Input openMaybeGzip(Path file, String format) {
        InputStream in = null;
        try {
            long size = sizeOf(file);
            in = Files.newInputStream(file);
            return maybeGzip(file.toString(), format, in, size);
        } catch (FormatException e) {
            closeQuietly(in);
            throw e;
        } catch (IOException e) {
            closeQuietly(in);
            throw unreadable(file, e);
        }
    }

    /** Reads from a stream of at most {@code size} bytes, through gzip if its first two bytes say so. */
    public static Input maybeGzip(String name, String format, InputStream stream, long size) throws IOException {
        BufferedInputStream in = new BufferedInputStream(stream, CHUNK);
        in.mark(2);
        boolean gzip = in.read() == 0x1F && in.read() == 0x8B;
        in.reset();
        if (!gzip) {
            return new Input(name, format, in, size, true);
        }
        try {
            InputStream inflated = new BufferedInputStream(new GzipStream(in, CHUNK), CHUNK);
            long most = size > Long.MAX_VALUE / MOST_INFLATION ? Long.MAX_VALUE : size * MOST_INFLATION;
            return new Input(name, format, inflated, most, false);
        } catch (EOFException | ZipException e) {
            throw new FormatException(
                    name + ": starts like gzip, but its gzip header is damaged or cut off: fetch the file again", e);
        }
    }

    /** The size of a regular file; anything else is refused with advice. */
    public static long sizeOf(Path file) throws IOException {
        if (Files.isDirectory(file)) {
            throw new IOException("it is a folder, expected a file");
        }
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            throw new IOException(
                    "it is not a regular file (a device or a pipe), so its size is not known before it is read");
        }
        return Files.size(file);
    }

    /** The error for a file that cannot be opened. */
    public static UncheckedIOException unreadable(Path file, IOException e) {
        String why;
        if (e instanceof NoSuchFileException) {
            Path folder = file.toAbsolutePath().getParent();
            why = folder != null && Files.isDirectory(folder)
                    ? "there is no such file in " + folder + ": check its name"
                    : "there is no folder " + folder + ": check the path";
        } else if (e instanceof AccessDeniedException) {
            why = "reading is not permitted: check the file's owner and mode";
        } else {
            why = String.valueOf(e.getMessage());
        }
        return new UncheckedIOException("cannot read " + file + ": " + why, e);
    }

    private static void closeQuietly(@Nullable Closeable closeable) {
        if (closeable != null) {
            try {
                closeable.close();
            } catch (IOException ignored) {
                // the first error is the one to report
            }
        }
    }

    /** The error for content that is not what it should be. */
    public FormatException refused(String what) {
        return new FormatException(name + ": not a valid " + format + ": " + what);
    }

    /** The most bytes that can still follow. */
    public long left() {
        return left;
    }

    /** Whether exactly {@link #left()} bytes follow. */
    public boolean isExact() {
        return exact;
    }

    /** The stream itself, for a decoder that does its own bounded reading. */
    public InputStream stream() {
        return in;
    }

    /** The next byte, 0 to 255. */
    public int u8(String what) {
        return bytes(1, what)[0] & 0xFF;
    }

    /** The next four bytes as an unsigned number. */
    public long u32(ByteOrder order, String what) {
        return ByteBuffer.wrap(bytes(4, what)).order(order).getInt() & 0xFFFF_FFFFL;
    }

    /** The next eight bytes. */
    public long i64(ByteOrder order, String what) {
        return ByteBuffer.wrap(bytes(8, what)).order(order).getLong();
    }

    /**
     * The next {@code count} bytes, refused at once if the file cannot have them; {@code what} is what they are, for
     * the error.
     */
    public byte[] bytes(long count, String what) {
        if (count < 0 || count > left) {
            throw refused(what + " needs " + Long.toUnsignedString(count) + " bytes, but at most " + left
                    + " follow: the file is cut off, or its header is wrong");
        }
        if (count > Integer.MAX_VALUE - 8) {
            throw refused(what + " is longer than 2^31 bytes");
        }
        try {
            byte[] bytes = exact ? allocate(what, count, () -> new byte[(int) count]) : arriving(what, (int) count);
            int found = exact ? in.readNBytes(bytes, 0, bytes.length) : bytes.length;
            if (found < count) {
                throw refused(what + " needs " + count + " bytes, but the file ends after " + found
                        + " of them: it is cut off");
            }
            left -= count;
            return bytes;
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    private byte[] arriving(String what, int count) throws IOException {
        if (!Heap.holds(2L * count)) {
            throw refused(what + " needs " + Heap.lacking(count));
        }
        return in.readNBytes(count);
    }

    /** Allocates an array of this file's content; refused by a sentence where this process has no memory for it. */
    public <T> T allocate(String what, long bytes, Supplier<T> array) {
        return Heap.allocate(bytes, array, () -> refused(what + " needs " + Heap.lacking(bytes)));
    }

    /** The shape with these extents as a header claims them, refused where it could not be held. */
    public Shape shape(long[] extents) {
        if (extents.length > MOST_AXES) {
            throw refused("its shape has " + extents.length + " axes, expected at most " + MOST_AXES);
        }
        try {
            return Shape.of(extents);
        } catch (ShapeException e) {
            throw refused("the shape " + Arrays.toString(extents) + " it claims cannot be held: " + e.getMessage());
        }
    }

    /** Numbers of one kind, in the order of the file. */
    public Array numbers(Element element, ByteOrder order, Shape shape, String what) {
        int count = shape.size();
        long bytes = (long) count * element.bytes();
        if (bytes > left) {
            throw refused(what + " claims shape " + shape + " of " + element + ", " + bytes + " bytes, but at most "
                    + left + " follow: the file is cut off, or its header is wrong");
        }
        long heap = (long) count * element.type().bytes();
        if (!Heap.holds(heap)) {
            throw refused(what + " of shape " + shape + " needs " + Heap.lacking(heap));
        }
        try {
            Object numbers =
                    element.type() == DType.FLOAT32 ? floats(element, order, count) : doubles(element, order, count);
            left -= bytes;
            return numbers instanceof float[] f ? Array.of(shape, f) : Array.of(shape, (double[]) numbers);
        } catch (EOFException e) {
            throw refused(
                    what + " claims shape " + shape + ", " + bytes + " bytes, but the file ends before: it is cut off");
        } catch (IOException e) {
            throw damaged(e);
        } catch (ArithmeticException e) {
            throw refused(what + ": " + e.getMessage());
        }
    }

    private float[] floats(Element element, ByteOrder order, int count) throws IOException {
        float[] numbers = allocate(NUMBERS, 4L * count, () -> new float[exact ? count : Math.min(count, CHUNK)]);
        byte[] chunk = new byte[CHUNK];
        for (int done = 0; done < count; ) {
            if (done == numbers.length) {
                numbers = grown(numbers, count);
            }
            int n = Math.min(CHUNK / element.bytes(), numbers.length - done);
            ByteBuffer buffer = fill(chunk, n * element.bytes(), order);
            if (element == Element.FLOAT32) {
                buffer.asFloatBuffer().get(numbers, done, n);
            } else {
                for (int i = 0; i < n; i++) {
                    numbers[done + i] = (float) element.decode(buffer);
                }
            }
            done += n;
        }
        return numbers;
    }

    private double[] doubles(Element element, ByteOrder order, int count) throws IOException {
        double[] numbers = allocate(NUMBERS, 8L * count, () -> new double[exact ? count : Math.min(count, CHUNK)]);
        byte[] chunk = new byte[CHUNK];
        for (int done = 0; done < count; ) {
            if (done == numbers.length) {
                numbers = grown(numbers, count);
            }
            int n = Math.min(CHUNK / element.bytes(), numbers.length - done);
            ByteBuffer buffer = fill(chunk, n * element.bytes(), order);
            if (element == Element.FLOAT64) {
                buffer.asDoubleBuffer().get(numbers, done, n);
            } else {
                for (int i = 0; i < n; i++) {
                    numbers[done + i] = element.decode(buffer);
                }
            }
            done += n;
        }
        return numbers;
    }

    private float[] grown(float[] numbers, int count) {
        int length = (int) Math.min(count, 2L * numbers.length);
        return allocate(NUMBERS, 4L * length, () -> Arrays.copyOf(numbers, length));
    }

    private double[] grown(double[] numbers, int count) {
        int length = (int) Math.min(count, 2L * numbers.length);
        return allocate(NUMBERS, 8L * length, () -> Arrays.copyOf(numbers, length));
    }

    private ByteBuffer fill(byte[] chunk, int bytes, ByteOrder order) throws IOException {
        if (in.readNBytes(chunk, 0, bytes) < bytes) {
            throw new EOFException();
        }
        return ByteBuffer.wrap(chunk, 0, bytes).order(order);
    }

    /** Refuses anything that follows; of a gzip file this is where its checksum is compared. */
    public void expectEnd() {
        try {
            if (in.read() >= 0) {
                throw refused("bytes follow where the header says the data end");
            }
        } catch (IOException e) {
            throw damaged(e);
        }
    }

    /** Bytes as text, refused unless they are well-formed UTF-8. */
    public String utf8(byte[] bytes, String what) {
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw refused(what + " is not well-formed UTF-8");
        }
    }

    /**
     * The name of an array, checked: nothing here turns names into paths, but whoever unpacks the file with another
     * tool might.
     *
     * @return the name
     */
    public String entryName(String entry) {
        String fault = EntryName.fault(entry);
        if (fault != null) {
            throw refused("the name of an entry " + fault);
        }
        return entry;
    }

    private FormatException damaged(IOException e) {
        String why = e instanceof EOFException ? "it is cut off" : String.valueOf(e.getMessage());
        return new FormatException(
                name + ": not a valid " + format + ": damaged or cut off (" + why + "): fetch or write the file again",
                e);
    }

    @Override
    public void close() {
        closeQuietly(in);
    }
}
