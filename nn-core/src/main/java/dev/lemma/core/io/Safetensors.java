package dev.lemma.core.io;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.internal.Element;
import dev.lemma.core.io.internal.EntryName;
import dev.lemma.core.io.internal.Input;
import dev.lemma.core.io.internal.Numbers;
import dev.lemma.core.io.internal.TextCursor;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Safetensors: named arrays and named texts; what parameters are exchanged in.
 *
 * <pre>{@code
 * length of header, 8 bytes   {"__metadata__":{…},"NAME":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]},…}   numbers
 * }</pre>
 *
 * <p>Read: F16, BF16, F32, F64, truth values and whole numbers. The header has at most 100 MB, keys are unique, and
 * the offsets must tile the numbers from the first byte to the last, each range as long as its shape says. Arrays
 * come back in the order in which they lie in the file. Names are any text, no paths.
 *
 * <p>Written: float64 before float32, each in the order of the names' bytes, metadata in the order of its keys,
 * header padded to 8 bytes: what {@code safetensors.numpy.save_file} writes (whose order of several metadata is
 * random; ours is not). The same content gives the same bytes.
 *
 * @see <a href="https://github.com/huggingface/safetensors#format">The format</a>
 */
public final class Safetensors {

    private static final long LONGEST_HEADER = 100_000_000;
    private static final int MOST_ARRAYS = 100_000;
    private static final String METADATA = "__metadata__";

    private Safetensors() {}

    /**
     * What a file holds.
     *
     * @param arrays in the order of the file
     * @param metadata in the order of the header
     */
    public record Content(Map<String, Array> arrays, Map<String, String> metadata) {

        public Content {
            Check.given("arrays", arrays);
            Check.given("metadata", metadata);
            arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
            metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
        }
    }

    private record Claim(String name, Element element, Shape shape, long begin, long end) {}

    /** Reads the arrays. */
    public static Map<String, Array> read(Path file) {
        Check.given("file", file);
        return readAll(file).arrays();
    }

    /** Reads arrays and metadata. */
    public static Content readAll(Path file) {
        Check.given("file", file);
        try (Input in = Input.open(file, "safetensors file")) {
            long length = in.i64(ByteOrder.LITTLE_ENDIAN, "the header's length");
            if (length < 2 || length > LONGEST_HEADER) {
                throw in.refused("its header claims " + Long.toUnsignedString(length) + " bytes, expected 2 to "
                        + LONGEST_HEADER);
            }
            String text = in.utf8(in.bytes(length, "the header"), "the header");
            if (text.charAt(0) != '{') {
                throw in.refused("its header does not start with '{'");
            }
            Map<String, String> metadata = new LinkedHashMap<>();
            List<Claim> claims = claims(in, new TextCursor(in, text), metadata);
            claims.sort(Comparator.comparingLong(Claim::begin).thenComparingLong(Claim::end));
            long next = 0;
            for (Claim claim : claims) {
                if (claim.begin() != next) {
                    throw in.refused(
                            "array " + claim.name() + " begins at byte " + claim.begin() + " of the numbers, expected "
                                    + next + ": arrays must follow each other without holes or overlaps");
                }
                next = claim.end();
            }
            if (next != in.left()) {
                throw in.refused("its arrays claim " + next + " bytes, but " + in.left()
                        + " follow the header: the file is cut off, or has something appended");
            }
            Map<String, Array> arrays = new LinkedHashMap<>();
            for (Claim claim : claims) {
                arrays.put(
                        claim.name(),
                        in.numbers(claim.element(), ByteOrder.LITTLE_ENDIAN, claim.shape(), "array " + claim.name()));
            }
            return new Content(arrays, metadata);
        }
    }

    private static List<Claim> claims(Input in, TextCursor header, Map<String, String> metadata) {
        List<Claim> claims = new ArrayList<>();
        Set<String> names = new HashSet<>();
        header.expect('{');
        if (!header.take('}')) {
            do {
                String name = header.jsonString();
                header.expect(':');
                if (!names.add(name)) {
                    throw in.refused("its header has the key \"" + name + "\" twice");
                }
                if (name.equals(METADATA)) {
                    metadata(in, header, metadata);
                } else {
                    if (claims.size() == MOST_ARRAYS) {
                        throw in.refused("it has more than " + MOST_ARRAYS + " arrays");
                    }
                    claims.add(claim(in, header, readable(in, name)));
                }
            } while (header.take(','));
            header.expect('}');
        }
        header.expectEnd();
        return claims;
    }

    private static String readable(Input in, String name) {
        String fault = EntryName.textFault(name);
        if (fault != null) {
            throw in.refused("the name of an array " + fault);
        }
        return name;
    }

    private static String writable(String text) {
        String fault = EntryName.textFault(text);
        if (fault != null) {
            throw new IllegalArgumentException("safetensors: the name of an array, or a text, " + fault);
        }
        return text;
    }

    private static void metadata(Input in, TextCursor header, Map<String, String> metadata) {
        if (header.takeWord("null")) {
            return; // as some writers say that there are none
        }
        header.expect('{');
        if (header.take('}')) {
            return;
        }
        do {
            String key = header.jsonString();
            header.expect(':');
            if (metadata.put(key, header.jsonString()) != null) {
                throw in.refused("its metadata has the key \"" + key + "\" twice");
            }
        } while (header.take(','));
        header.expect('}');
    }

    private static Claim claim(Input in, TextCursor header, String name) {
        Element element = null;
        long[] extents = null;
        long[] offsets = null;
        header.expect('{');
        do {
            String key = header.jsonString();
            header.expect(':');
            if (key.equals("dtype") && element == null) {
                element = element(in, header.jsonString(), name);
            } else if (key.equals("shape") && extents == null) {
                extents = naturals(in, header);
            } else if (key.equals("data_offsets") && offsets == null) {
                offsets = naturals(in, header);
            } else {
                throw in.refused("array " + name + " has the key \"" + key
                        + "\", expected dtype, shape and data_offsets, once each");
            }
        } while (header.take(','));
        header.expect('}');
        if (element == null || extents == null || offsets == null || offsets.length != 2) {
            throw in.refused("array " + name + " lacks one of dtype, shape and data_offsets (two numbers)");
        }
        Shape shape = in.shape(extents);
        if (offsets[1] - offsets[0] != (long) shape.size() * element.bytes()) {
            throw in.refused("array " + name + " of shape " + shape + " and type " + element + " needs "
                    + (long) shape.size() * element.bytes() + " bytes, its offsets [" + offsets[0] + ", " + offsets[1]
                    + "] claim others");
        }
        return new Claim(name, element, shape, offsets[0], offsets[1]);
    }

    private static long[] naturals(Input in, TextCursor header) {
        long[] values = new long[64];
        int count = 0;
        header.expect('[');
        if (header.take(']')) {
            return new long[0];
        }
        do {
            if (count == values.length) {
                throw in.refused("a list in its header has more than " + values.length + " numbers");
            }
            values[count++] = header.natural();
        } while (header.take(','));
        header.expect(']');
        return Arrays.copyOf(values, count);
    }

    private static Element element(Input in, String dtype, String name) {
        return switch (dtype) {
            case "BOOL" -> Element.BOOL;
            case "I8" -> Element.INT8;
            case "U8" -> Element.UINT8;
            case "I16" -> Element.INT16;
            case "U16" -> Element.UINT16;
            case "I32" -> Element.INT32;
            case "U32" -> Element.UINT32;
            case "I64" -> Element.INT64;
            case "U64" -> Element.UINT64;
            case "F16" -> Element.FLOAT16;
            case "BF16" -> Element.BFLOAT16;
            case "F32" -> Element.FLOAT32;
            case "F64" -> Element.FLOAT64;
            default ->
                throw in.refused("array " + name + " has the type \"" + dtype
                        + "\", expected F16, BF16, F32, F64, BOOL, I8 to I64 or U8 to U64");
        };
    }

    /** Writes the arrays without metadata. */
    public static void write(Path file, Map<String, Array> arrays) {
        Check.given("file", file);
        Check.given("arrays", arrays);
        write(file, arrays, Map.of());
    }

    /** Writes arrays and metadata. */
    public static void write(Path file, Map<String, Array> arrays, Map<String, String> metadata) {
        Check.given("file", file);
        Check.given("arrays", arrays);
        Check.given("metadata", metadata);
        Map<String, byte[]> names = new HashMap<>();
        for (String name : arrays.keySet()) {
            if (name.equals(METADATA)) {
                throw new IllegalArgumentException(
                        "an array must not be called " + METADATA + ": the format keeps this name for texts");
            }
            names.put(writable(name), name.getBytes(StandardCharsets.UTF_8));
        }
        metadata.forEach((key, text) -> {
            writable(key);
            writable(text);
        });
        List<String> order = new ArrayList<>(arrays.keySet());
        order.sort(Comparator.comparing((String name) -> type(arrays, name) == DType.FLOAT64 ? 0 : 1)
                .thenComparing(names::get, Arrays::compareUnsigned));
        byte[] header = header(order, arrays, metadata);
        byte[] length = ByteBuffer.allocate(8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(header.length)
                .array();
        AtomicFile.write(file, out -> {
            out.write(length);
            out.write(header);
            for (String name : order) {
                Numbers.write(array(arrays, name), out);
            }
        });
    }

    private static byte[] header(List<String> order, Map<String, Array> arrays, Map<String, String> metadata) {
        StringBuilder json = new StringBuilder("{");
        if (!metadata.isEmpty()) {
            json.append(TextCursor.toJson(METADATA)).append(":{");
            String comma = "";
            for (Map.Entry<String, String> entry : new TreeMap<>(metadata).entrySet()) {
                json.append(comma)
                        .append(TextCursor.toJson(entry.getKey()))
                        .append(':')
                        .append(TextCursor.toJson(entry.getValue()));
                comma = ",";
            }
            json.append(order.isEmpty() ? "}" : "},");
        }
        long begin = 0;
        String comma = "";
        for (String name : order) {
            Array array = array(arrays, name);
            long end = begin + Numbers.bytes(array);
            json.append(comma)
                    .append(TextCursor.toJson(name))
                    .append(":{\"dtype\":\"")
                    .append(array.type() == DType.FLOAT32 ? "F32" : "F64")
                    .append("\",\"shape\":")
                    .append(Arrays.toString(array.shape().extents()).replace(" ", ""))
                    .append(",\"data_offsets\":[")
                    .append(begin)
                    .append(',')
                    .append(end)
                    .append("]}");
            begin = end;
            comma = ",";
        }
        byte[] text = json.append('}').toString().getBytes(StandardCharsets.UTF_8);
        byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
        Arrays.fill(padded, text.length, padded.length, (byte) ' ');
        if (padded.length > LONGEST_HEADER) {
            throw new IllegalArgumentException("the header would have " + padded.length + " bytes, safetensors allows "
                    + LONGEST_HEADER + ": write fewer arrays or less metadata");
        }
        return padded;
    }

    private static Array array(Map<String, Array> arrays, String name) {
        Array array = arrays.get(name);
        if (array == null) {
            throw new IllegalArgumentException("no array for the name " + name);
        }
        return array;
    }

    private static DType type(Map<String, Array> arrays, String name) {
        return array(arrays, name).type();
    }
}
