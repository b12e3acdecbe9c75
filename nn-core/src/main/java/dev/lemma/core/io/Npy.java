package dev.lemma.core.io;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.internal.Element;
import dev.lemma.core.io.internal.Input;
import dev.lemma.core.io.internal.Numbers;
import dev.lemma.core.io.internal.TextCursor;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/**
 * NumPy's npy: one array.
 *
 * <pre>{@code
 * "\x93NUMPY"  major  minor  length   {'descr': '<f8', 'fortran_order': False, 'shape': (3, 4), }   padding '\n'   numbers
 * }</pre>
 *
 * <p>Read: versions 1 to 3, float16 to float64, truth values and whole numbers, either byte order, C and Fortran
 * order (which comes back row-major: {@code a[i, j]} is the same number). Refused: strings, complex numbers, records
 * and Python objects, whose reading in Python would run code. Written: version 1, little-endian, C order, the bytes
 * {@code numpy.save} writes.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">numpy.lib.format</a>
 */
public final class Npy {

    private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
    private static final int LONGEST_HEADER = 1 << 16;

    /** NumPy leaves room for the first extent to grow to this many digits in place. */
    private static final int GROWTH_DIGITS = 21;

    private Npy() {}

    /** Reads the array. */
    public static Array read(Path file) {
        Check.given("file", file);
        try (Input in = Input.open(file, "npy file")) {
            Array array = read(in);
            in.expectEnd();
            return array;
        }
    }

    /** Writes the array; the same array gives the same bytes. */
    public static void write(Path file, Array array) {
        Check.given("file", file);
        Check.given("array", array);
        AtomicFile.write(file, out -> write(array, out));
    }

    static Array read(Input in) {
        byte[] magic = in.bytes(MAGIC.length, "the magic string");
        if (!Arrays.equals(magic, MAGIC)) {
            throw in.refused("it starts with the bytes " + Arrays.toString(magic) + ", expected \\x93NUMPY");
        }
        int major = in.u8("the version");
        int minor = in.u8("the version");
        if (major < 1 || major > 3 || minor != 0) {
            throw in.refused("version " + major + "." + minor + ", expected 1.0, 2.0 or 3.0");
        }
        long length = major == 1
                ? in.u8("the header's length") | (long) in.u8("the header's length") << 8
                : in.u32(ByteOrder.LITTLE_ENDIAN, "the header's length");
        if (length > LONGEST_HEADER) {
            throw in.refused("its header has " + length + " bytes, expected at most " + LONGEST_HEADER);
        }
        byte[] header = in.bytes(length, "the header");
        String text = major == 3 ? in.utf8(header, "the header") : new String(header, StandardCharsets.ISO_8859_1);
        return body(in, new TextCursor(in, text));
    }

    private static Array body(Input in, TextCursor header) {
        String descr = null;
        Boolean fortran = null;
        long[] extents = null;
        header.expect('{');
        while (!header.take('}')) {
            String key = header.pythonString();
            header.expect(':');
            if (key.equals("descr") && descr == null) {
                header.space();
                if (header.take('[')) {
                    throw in.refused("it holds records: save each field as an array of its own");
                }
                descr = header.pythonString();
            } else if (key.equals("fortran_order") && fortran == null) {
                if (header.takeWord("True")) {
                    fortran = true;
                } else if (header.takeWord("False")) {
                    fortran = false;
                } else {
                    throw header.refused("True or False");
                }
            } else if (key.equals("shape") && extents == null) {
                extents = extents(in, header);
            } else {
                throw in.refused(
                        "its header has the key '" + key + "', expected descr, fortran_order and shape, once each");
            }
            if (!header.take(',')) {
                header.expect('}');
                break;
            }
        }
        header.expectEnd();
        if (descr == null || fortran == null || extents == null) {
            throw in.refused("its header lacks one of descr, fortran_order and shape");
        }
        Element element = element(in, descr);
        ByteOrder order =
                switch (descr.charAt(0)) {
                    case '>' -> ByteOrder.BIG_ENDIAN;
                    case '=' -> ByteOrder.nativeOrder();
                    default -> ByteOrder.LITTLE_ENDIAN;
                };
        Shape shape = in.shape(extents);
        if (!fortran || shape.rank() < 2) {
            return in.numbers(element, order, shape, "the array");
        }
        return rowMajor(in.numbers(element, order, shape, "the array"));
    }

    private static long[] extents(Input in, TextCursor header) {
        long[] extents = new long[64];
        int rank = 0;
        header.expect('(');
        while (!header.take(')')) {
            if (rank == extents.length) {
                throw in.refused("its shape has more than " + extents.length + " axes");
            }
            extents[rank++] = header.natural();
            header.takeWord("L"); // as Python 2 wrote it
            if (!header.take(',')) {
                header.expect(')');
                if (rank == 1) {
                    throw in.refused("its shape is a number between brackets, expected a tuple such as (3,)");
                }
                break;
            }
        }
        return Arrays.copyOf(extents, rank);
    }

    private static Element element(Input in, String descr) {
        boolean wellFormed = descr.length() == 3 && "<>|=".indexOf(descr.charAt(0)) >= 0;
        boolean ordered = wellFormed && (descr.charAt(2) == '1' || descr.charAt(0) != '|');
        String kind = ordered ? descr.substring(1) : "";
        return switch (kind) {
            case "b1" -> Element.BOOL;
            case "i1" -> Element.INT8;
            case "u1" -> Element.UINT8;
            case "i2" -> Element.INT16;
            case "u2" -> Element.UINT16;
            case "i4" -> Element.INT32;
            case "u4" -> Element.UINT32;
            case "i8" -> Element.INT64;
            case "u8" -> Element.UINT64;
            case "f2" -> Element.FLOAT16;
            case "f4" -> Element.FLOAT32;
            case "f8" -> Element.FLOAT64;
            default ->
                throw in.refused("its type is '" + descr
                        + "', expected floats f2 f4 f8, whole numbers i1 to i8 and u1 to u8, or truth values b1:"
                        + " convert it with astype('<f8') before saving");
        };
    }

    /** Reorders numbers whose first index runs fastest. */
    private static Array rowMajor(Array columnMajor) {
        Shape shape = columnMajor.shape();
        int[] extents = shape.extents();
        int[] strides = shape.strides();
        int[] index = new int[extents.length];
        Array result = Array.zeros(columnMajor.type(), shape);
        int to = 0;
        for (int from = 0; from < shape.size(); from++) {
            if (result.storage() instanceof float[] f) {
                f[to] = ((float[]) columnMajor.storage())[from];
            } else {
                ((double[]) result.storage())[to] = ((double[]) columnMajor.storage())[from];
            }
            for (int axis = 0; axis < extents.length; axis++) {
                to += strides[axis];
                if (++index[axis] < extents[axis]) {
                    break;
                }
                to -= strides[axis] * extents[axis];
                index[axis] = 0;
            }
        }
        return result;
    }

    static void write(Array array, OutputStream out) throws IOException {
        out.write(header(array));
        Numbers.write(array, out);
    }

    static byte[] header(Array array) {
        int[] extents = array.shape().extents();
        StringBuilder text = new StringBuilder("{'descr': '")
                .append(array.type() == DType.FLOAT32 ? "<f4" : "<f8")
                .append("', 'fortran_order': False, 'shape': (");
        for (int axis = 0; axis < extents.length; axis++) {
            text.append(axis == 0 ? "" : ", ").append(extents[axis]);
        }
        text.append(extents.length == 1 ? ",), }" : "), }");
        if (extents.length > 0) {
            text.append(" ".repeat(GROWTH_DIGITS - Integer.toString(extents[0]).length()));
        }
        int prefix = MAGIC.length + 4;
        int padding = 63 - (prefix + text.length()) % 64;
        text.append(" ".repeat(padding)).append('\n');
        byte[] header = Arrays.copyOf(MAGIC, prefix + text.length());
        header[6] = 1;
        header[8] = (byte) text.length();
        header[9] = (byte) (text.length() >> 8);
        System.arraycopy(text.toString().getBytes(StandardCharsets.ISO_8859_1), 0, header, prefix, text.length());
        return header;
    }
}
