package dev.lemma.core.io.checkpoint;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.AtomicFile;
import dev.lemma.core.io.internal.Element;
import dev.lemma.core.io.internal.EntryName;
import dev.lemma.core.io.internal.Input;
import dev.lemma.core.io.internal.Numbers;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.CRC32C;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;

/**
 * Named arrays, whole numbers, real numbers and texts, in one checksummed file: the state of a run. Immutable; names
 * are kept in their order.
 *
 * <pre>{@code
 * magic, 8 bytes   version, 4   length of the header, 4   length of the file, 8   header   numbers of the arrays   CRC-32C, 4
 * header:  number of entries, 4;  each: kind (1 byte: f d arrays, i whole, r real, t text), length and bytes of the name, then
 *          the rank and extents of an array, the 8 bytes of a number, or length and bytes of a text
 * }</pre>
 *
 * <p>The numbers of arrays are little-endian, everything else is big-endian; texts are UTF-8. The checksum covers
 * every byte before it. Arrays and numbers come back bit for bit, NaN payloads and signed zeros included.
 */
public final class Checkpoint {

    private static final byte[] MAGIC = {(byte) 0x89, 'L', 'E', 'M', 'M', 'A', '\r', '\n'};
    private static final int VERSION = 1;
    private static final long LONGEST_HEADER = 1 << 26;
    private static final int PREFIX = 24;

    private final Map<String, Object> entries;

    private Checkpoint(Map<String, Object> entries) {
        this.entries = entries;
    }

    /** An empty one, to be filled. */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects entries. Arrays are kept, not copied: do not write to them before the checkpoint has been written. */
    public static final class Builder {

        private final Map<String, Object> entries = new LinkedHashMap<>();

        private Builder() {}

        /** An array under a name that is not taken yet. */
        public Builder put(String name, Array value) {
            return add(name, value);
        }

        /** A whole number under a name that is not taken yet. */
        public Builder put(String name, long value) {
            return add(name, value);
        }

        /** A number under a name that is not taken yet; every bit is kept. */
        public Builder put(String name, double value) {
            return add(name, value);
        }

        /** A text under a name that is not taken yet; text that UTF-8 cannot hold is refused. */
        public Builder put(String name, String value) {
            if (!StandardCharsets.UTF_8.newEncoder().canEncode(value)) {
                throw new IllegalArgumentException(
                        "checkpoint: the text of " + name + " has half a surrogate pair and cannot be stored");
            }
            return add(name, value);
        }

        private Builder add(String name, Object value) {
            if (entries.putIfAbsent(EntryName.check(name), Objects.requireNonNull(value, name)) != null) {
                throw new IllegalArgumentException("checkpoint: two entries are called \"" + name + "\"");
            }
            return this;
        }

        /** The entries so far. */
        public Checkpoint build() {
            return new Checkpoint(Collections.unmodifiableMap(new LinkedHashMap<>(entries)));
        }
    }

    /** The names, in the order in which they were put. */
    public Set<String> names() {
        return entries.keySet();
    }

    /** Whether there is an entry of this name. */
    public boolean has(String name) {
        return entries.containsKey(name);
    }

    /** The array of this name. */
    public Array array(String name) {
        return get(name, Array.class, "an array");
    }

    /** The whole number of this name. */
    public long whole(String name) {
        return get(name, Long.class, "a whole number");
    }

    /** The real number of this name. */
    public double real(String name) {
        return get(name, Double.class, "a real number");
    }

    /** The text of this name. */
    public String text(String name) {
        return get(name, String.class, "a text");
    }

    /** All arrays, in order: what an export to safetensors or npz needs. */
    public Map<String, Array> arrays() {
        Map<String, Array> arrays = new LinkedHashMap<>();
        entries.forEach((name, value) -> {
            if (value instanceof Array array) {
                arrays.put(name, array);
            }
        });
        return arrays;
    }

    private <T> T get(String name, Class<T> type, String kind) {
        Object value = entries.get(name);
        if (value == null) {
            throw new IllegalArgumentException("checkpoint: no entry \"" + name + "\"; it has " + names()
                    + ": was it written by another kind of run?");
        }
        if (!type.isInstance(value)) {
            throw new IllegalArgumentException(
                    "checkpoint: entry \"" + name + "\" is " + value.getClass().getSimpleName() + ", expected " + kind);
        }
        return type.cast(value);
    }

    /**
     * Writes the file, {@linkplain AtomicFile whole or not at all}; the same entries in the same order give the same
     * bytes.
     */
    public void write(Path file) {
        byte[] header = header();
        if (header.length > LONGEST_HEADER) {
            throw new IllegalArgumentException(
                    "checkpoint: names and texts take " + header.length + " bytes, at most " + LONGEST_HEADER + " fit");
        }
        long length = PREFIX + header.length + 4L;
        for (Array array : arrays().values()) {
            length += Numbers.bytes(array);
        }
        ByteBuffer prefix = ByteBuffer.allocate(PREFIX)
                .put(MAGIC)
                .putInt(VERSION)
                .putInt(header.length)
                .putLong(length);
        AtomicFile.write(file, out -> {
            CheckedOutputStream checked = new CheckedOutputStream(out, new CRC32C());
            checked.write(prefix.array());
            checked.write(header);
            for (Array array : arrays().values()) {
                Numbers.write(array, checked);
            }
            out.write(ByteBuffer.allocate(4)
                    .putInt((int) checked.getChecksum().getValue())
                    .array());
        });
    }

    private byte[] header() {
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(bytes);
            out.writeInt(entries.size());
            for (Map.Entry<String, Object> entry : entries.entrySet()) {
                Object value = entry.getValue();
                if (value instanceof Array array) {
                    out.writeByte(array.type() == DType.FLOAT32 ? 'f' : 'd');
                    text(out, entry.getKey());
                    int[] extents = array.shape().extents();
                    out.writeByte(extents.length);
                    for (int extent : extents) {
                        out.writeInt(extent);
                    }
                } else if (value instanceof Long whole) {
                    out.writeByte('i');
                    text(out, entry.getKey());
                    out.writeLong(whole);
                } else if (value instanceof Double real) {
                    out.writeByte('r');
                    text(out, entry.getKey());
                    out.writeLong(Double.doubleToRawLongBits(real));
                } else {
                    out.writeByte('t');
                    text(out, entry.getKey());
                    text(out, (String) value);
                }
            }
            return bytes.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("checkpoint: writing to memory failed", e);
        }
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    /** Reads the file; refuses it unless every byte is as it was written. */
    public static Checkpoint read(Path file) {
        Check.given("file", file);
        CRC32C checksum = new CRC32C();
        try (InputStream opened = Files.newInputStream(file);
                Input in = new Input(
                        file.toString(),
                        "checkpoint",
                        new CheckedInputStream(new BufferedInputStream(opened, 1 << 16), checksum),
                        Input.sizeOf(file),
                        true)) {
            return read(in, checksum);
        } catch (IOException e) {
            throw Input.unreadable(file, e);
        }
    }

    private static Checkpoint read(Input in, CRC32C checksum) {
        long size = in.left();
        if (!Arrays.equals(in.bytes(MAGIC.length, "the magic string"), MAGIC)) {
            throw in.refused("it does not start like one");
        }
        long version = in.u32(ByteOrder.BIG_ENDIAN, "the version");
        if (version != VERSION) {
            throw in.refused("its version is " + version + ", this program reads version " + VERSION
                    + ": use the program that wrote it");
        }
        long headerLength = in.u32(ByteOrder.BIG_ENDIAN, "the header's length");
        long length = in.i64(ByteOrder.BIG_ENDIAN, "the file's length");
        if (length != size) {
            throw in.refused(
                    "it has " + size + " bytes, expected " + length + ": it is cut off or has something appended");
        }
        if (headerLength > LONGEST_HEADER) {
            throw in.refused("its header claims " + headerLength + " bytes, expected at most " + LONGEST_HEADER);
        }
        byte[] header = in.bytes(headerLength, "the header");
        Input claims = in.part(header);
        Map<String, Object> entries = new LinkedHashMap<>();
        long count = claims.u32(ByteOrder.BIG_ENDIAN, "the number of entries");
        long numbers = 0;
        for (long i = 0; i < count; i++) {
            int kind = claims.u8("the kind of an entry");
            String name = in.entryName(text(claims, "a name"));
            Object value =
                    switch (kind) {
                        case 'f' -> new Claim(Element.FLOAT32, shape(claims));
                        case 'd' -> new Claim(Element.FLOAT64, shape(claims));
                        case 'i' -> claims.i64(ByteOrder.BIG_ENDIAN, name);
                        case 'r' -> Double.longBitsToDouble(claims.i64(ByteOrder.BIG_ENDIAN, name));
                        case 't' -> text(claims, name);
                        default ->
                            throw in.refused("entry " + name + " is of kind " + kind + ", expected f, d, i, r or t");
                    };
            if (value instanceof Claim claim) {
                numbers += claim.bytes();
                if (numbers > in.left()) {
                    throw in.refused(
                            "its arrays claim " + numbers + " bytes and more, but at most " + in.left() + " follow");
                }
            }
            if (entries.put(name, value) != null) {
                throw in.refused("two of its entries are called \"" + name + "\"");
            }
        }
        if (claims.left() != 0 || in.left() != numbers + 4) {
            throw in.refused("its entries account for " + numbers + " bytes of numbers, but " + (in.left() - 4)
                    + " follow the header");
        }
        entries.replaceAll((name, value) -> value instanceof Claim claim
                ? in.numbers(claim.element(), ByteOrder.LITTLE_ENDIAN, claim.shape(), "array " + name)
                : value);
        long computed = checksum.getValue();
        long stored = in.u32(ByteOrder.BIG_ENDIAN, "the checksum");
        if (computed != stored) {
            throw in.refused("its checksum is " + Long.toHexString(computed) + ", expected " + Long.toHexString(stored)
                    + ": it was damaged after it was written; use an older one");
        }
        return new Checkpoint(Collections.unmodifiableMap(entries));
    }

    private record Claim(Element element, Shape shape) {
        long bytes() {
            return (long) shape.size() * element.bytes();
        }
    }

    private static String text(Input claims, String what) {
        return claims.utf8(claims.bytes(claims.u32(ByteOrder.BIG_ENDIAN, "the length of " + what), what), what);
    }

    private static Shape shape(Input claims) {
        long[] extents = new long[claims.u8("the rank of an array")];
        for (int axis = 0; axis < extents.length; axis++) {
            extents[axis] = claims.u32(ByteOrder.BIG_ENDIAN, "an extent");
        }
        return claims.shape(extents);
    }

    /** Equal entries in any order, arrays compared by {@link Array#equals}. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Checkpoint that && entries.equals(that.entries);
    }

    @Override
    public int hashCode() {
        return entries.hashCode();
    }

    @Override
    public String toString() {
        return "checkpoint " + entries;
    }
}
