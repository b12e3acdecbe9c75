package dev.lemma.core.io.internal;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import org.jspecify.annotations.Nullable;

/**
 * PNG to numbers: chunks, inflation, line filters, samples, one pass or the seven of Adam7.
 *
 * <p>The JDK's own reader needs AWT, ignores checksums, and fills in what a cut-off file lacks; a training picture
 * must be what its file says.
 */
public final class PngDecoder {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
    private static final long MOST_PIXELS = 100_000_000;

    /** First column and row of each pass of Adam7, and the steps from there. */
    private static final int[][] INTERLACED = {
        {0, 0, 8, 8}, {4, 0, 8, 8}, {0, 4, 4, 8}, {2, 0, 4, 4}, {0, 2, 2, 4}, {1, 0, 2, 2}, {0, 1, 1, 2}
    };

    private static final int[][] PLAIN = {{0, 0, 1, 1}};

    private static final int GREY = 0;
    private static final int COLOUR = 2;
    private static final int PALETTE = 3;
    private static final int GREY_ALPHA = 4;
    private static final int COLOUR_ALPHA = 6;

    private final Input in;
    private int width;
    private int height;
    private int depth;
    private int kind;
    private int[][] passes = PLAIN;
    private byte @Nullable [] palette;

    public PngDecoder(Input in) {
        this.in = in;
    }

    /** The picture as {@code [channels, height, width]}, channels 1 or 3. */
    public Array decode(int channels) {
        if (!Arrays.equals(in.bytes(8, "the signature"), SIGNATURE)) {
            throw in.refused("it does not start with the PNG signature");
        }
        header(chunk("IHDR"));
        List<InputStream> data = new ArrayList<>();
        long compressed = 0;
        boolean over = false;
        while (!over) {
            Chunk chunk = chunk(null);
            switch (chunk.type()) {
                case "PLTE" -> {
                    if (palette != null || compressed > 0) {
                        throw in.refused("it has a palette " + (palette != null ? "twice" : "behind its pixels")
                                + ", expected one before them");
                    }
                    palette = palette(chunk.content());
                }
                case "IDAT" -> {
                    compressed += chunk.content().length;
                    data.add(new ByteArrayInputStream(chunk.content()));
                }
                case "IEND" -> over = true;
                default -> {
                    if (Character.isUpperCase(chunk.type().charAt(0))) {
                        throw in.refused("it has a chunk " + chunk.type()
                                + ", which must be understood to decode it, and is not");
                    }
                }
            }
        }
        if (in.left() > 0) {
            throw in.refused(in.left() + " bytes follow its end, the chunk IEND");
        }
        long needed = 0;
        for (int[] pass : passes) {
            needed += columns(pass) == 0 ? 0 : (long) rows(pass) * (1 + bytesPerRow(columns(pass)));
        }
        if (needed > compressed * Input.MOST_INFLATION) {
            throw in.refused(width + " x " + height + " pixels need " + needed + " bytes, which its " + compressed
                    + " compressed bytes cannot make");
        }
        if (kind == PALETTE && palette == null) {
            throw in.refused("it has colours by number, but no palette");
        }
        long memory = 4L * channels * width * height;
        if ((long) channels * width * height > Integer.MAX_VALUE - 8) {
            throw in.refused(
                    width + " x " + height + " pixels in " + channels + " channels are more than 2^31 numbers");
        }
        float[] numbers = in.allocate(
                "the picture of " + width + " x " + height + " pixels",
                memory,
                () -> new float[channels * width * height]);
        Inflater inflater = new Inflater();
        InputStream deflated = new SequenceInputStream(Collections.enumeration(data));
        try (InputStream inflated = new InflaterInputStream(deflated, inflater)) {
            for (int[] pass : passes) {
                if (columns(pass) > 0) {
                    pass(inflated, pass, numbers, channels);
                }
            }
            if (inflated.read() >= 0) {
                throw in.refused("its compressed data hold more than its " + width + " x " + height + " pixels");
            }
            if (inflater.getRemaining() > 0 || deflated.read() >= 0) {
                throw in.refused("bytes follow the end of its compressed data");
            }
        } catch (IOException e) {
            throw in.refused("its compressed data are damaged or cut off (" + e.getMessage() + ")");
        } finally {
            inflater.end();
        }
        return Array.of(Shape.of(channels, height, width), numbers);
    }

    private record Chunk(String type, byte[] content) {}

    private Chunk chunk(@Nullable String expected) {
        long length = in.u32(ByteOrder.BIG_ENDIAN, "the length of a chunk");
        byte[] name = in.bytes(4, "the type of a chunk");
        String type = new String(name, StandardCharsets.US_ASCII);
        if (!type.chars().allMatch(c -> c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z')) {
            throw in.refused("the type of a chunk has the bytes " + Arrays.toString(name) + ", expected four letters");
        }
        if (expected != null && !type.equals(expected)) {
            throw in.refused("it has a chunk " + type + " where " + expected + " must be");
        }
        byte[] content = in.bytes(length, "chunk " + type);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        long stated = in.u32(ByteOrder.BIG_ENDIAN, "the checksum of chunk " + type);
        if (stated != checksum.getValue()) {
            throw in.refused("the checksum of chunk " + type + " is " + Long.toHexString(checksum.getValue())
                    + ", expected " + Long.toHexString(stated) + ": the file was damaged, fetch or write it again");
        }
        return new Chunk(type, content);
    }

    private void header(Chunk chunk) {
        if (chunk.content().length != 13) {
            throw in.refused("its header has " + chunk.content().length + " bytes, expected 13");
        }
        ByteBuffer header = ByteBuffer.wrap(chunk.content());
        long wide = header.getInt() & 0xFFFF_FFFFL;
        long high = header.getInt() & 0xFFFF_FFFFL;
        depth = header.get();
        kind = header.get();
        int compression = header.get();
        int filter = header.get();
        int interlace = header.get();
        if (wide == 0 || high == 0 || wide > MOST_PIXELS || high > MOST_PIXELS || wide * high > MOST_PIXELS) {
            throw in.refused(
                    "it claims " + wide + " x " + high + " pixels, expected at least 1 and at most " + MOST_PIXELS);
        }
        boolean known =
                switch (kind) {
                    case GREY -> depth == 1 || depth == 2 || depth == 4 || depth == 8 || depth == 16;
                    case PALETTE -> depth == 1 || depth == 2 || depth == 4 || depth == 8;
                    case COLOUR, GREY_ALPHA, COLOUR_ALPHA -> depth == 8 || depth == 16;
                    default -> false;
                };
        if (!known || compression != 0 || filter != 0 || interlace < 0 || interlace > 1) {
            throw in.refused("its header has depth " + depth + ", colour type " + kind + ", compression " + compression
                    + ", filter " + filter + ", interlacing " + interlace + ", which PNG does not define");
        }
        width = (int) wide;
        height = (int) high;
        passes = interlace == 1 ? INTERLACED : PLAIN;
    }

    private byte[] palette(byte[] content) {
        if (content.length == 0 || content.length % 3 != 0 || content.length > 768) {
            throw in.refused(
                    "its palette has " + content.length + " bytes, expected three for each of 1 to 256 colours");
        }
        return content;
    }

    private int samples() {
        return switch (kind) {
            case COLOUR -> 3;
            case GREY_ALPHA -> 2;
            case COLOUR_ALPHA -> 4;
            default -> 1;
        };
    }

    private int columns(int[] pass) {
        return (width - pass[0] + pass[2] - 1) / pass[2];
    }

    private int rows(int[] pass) {
        return (height - pass[1] + pass[3] - 1) / pass[3];
    }

    private int bytesPerRow(int columns) {
        return (int) (((long) columns * samples() * depth + 7) / 8);
    }

    private void pass(InputStream inflated, int[] pass, float[] numbers, int channels) throws IOException {
        int columns = columns(pass);
        byte[] above = new byte[bytesPerRow(columns)];
        byte[] row = new byte[above.length];
        int distance = Math.max(1, samples() * depth / 8);
        for (int y = pass[1]; y < height; y += pass[3]) {
            int filter = inflated.read();
            if (inflated.readNBytes(row, 0, row.length) < row.length) {
                throw in.refused("its compressed data end in row " + y + " of " + height + ": it is cut off");
            }
            unfilter(filter, row, above, distance);
            for (int k = 0, x = pass[0]; k < columns; k++, x += pass[2]) {
                store(row, k, numbers, channels, y * width + x);
            }
            byte[] swap = above;
            above = row;
            row = swap;
        }
    }

    /**
     * Section 9 of the standard: a byte is stored as its difference to a prediction from the bytes to the left,
     * above, and left above.
     */
    private void unfilter(int filter, byte[] row, byte[] above, int distance) {
        if (filter < 0 || filter > 4) {
            throw in.refused("a row has the filter " + filter + ", expected 0 to 4");
        }
        for (int i = 0; filter > 0 && i < row.length; i++) {
            int left = i < distance ? 0 : row[i - distance] & 0xFF;
            int up = above[i] & 0xFF;
            int prediction =
                    switch (filter) {
                        case 1 -> left;
                        case 2 -> up;
                        case 3 -> (left + up) / 2;
                        default -> paeth(left, up, i < distance ? 0 : above[i - distance] & 0xFF);
                    };
            row[i] += (byte) prediction;
        }
    }

    private static int paeth(int left, int up, int corner) {
        int toLeft = Math.abs(up - corner);
        int toUp = Math.abs(left - corner);
        int toCorner = Math.abs(left + up - 2 * corner);
        return toLeft <= toUp && toLeft <= toCorner ? left : toUp <= toCorner ? up : corner;
    }

    private void store(byte[] row, int k, float[] numbers, int channels, int pixel) {
        float red;
        float green;
        float blue;
        byte[] colours = palette;
        if (kind == PALETTE && colours != null) {
            int number = 3 * sample(row, k);
            if (number >= colours.length) {
                throw in.refused("a pixel has colour " + number / 3 + ", the palette has " + colours.length / 3);
            }
            red = (colours[number] & 0xFF) / 255f;
            green = (colours[number + 1] & 0xFF) / 255f;
            blue = (colours[number + 2] & 0xFF) / 255f;
        } else {
            float white = (1 << depth) - 1;
            int first = k * samples();
            boolean coloured = kind == COLOUR || kind == COLOUR_ALPHA;
            red = sample(row, first) / white;
            green = coloured ? sample(row, first + 1) / white : red;
            blue = coloured ? sample(row, first + 2) / white : red;
        }
        if (channels == 3) {
            int plane = width * height;
            numbers[pixel] = red;
            numbers[plane + pixel] = green;
            numbers[2 * plane + pixel] = blue;
        } else {
            boolean grey = red == green && green == blue;
            numbers[pixel] = grey ? red : (float) (0.299 * red + 0.587 * green + 0.114 * blue);
        }
    }

    private int sample(byte[] row, int index) {
        return switch (depth) {
            case 16 -> (row[2 * index] & 0xFF) << 8 | row[2 * index + 1] & 0xFF;
            case 8 -> row[index] & 0xFF;
            default -> {
                int perByte = 8 / depth;
                int shift = 8 - depth * (index % perByte + 1);
                yield row[index / perByte] >> shift & (1 << depth) - 1;
            }
        };
    }
}
