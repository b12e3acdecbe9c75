package dev.lemma.core.io;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.internal.Input;
import dev.lemma.core.io.internal.PngDecoder;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/**
 * Pictures: arrays {@code [channels, height, width]} of numbers from 0 (black) to 1 (white or full colour), float32
 * when read.
 *
 * <p>Read: every PNG: 1 to 16 bits, grey, colour, palette, interlaced. Transparency is dropped, gamma and colour
 * profiles are not applied: the numbers are the stored ones divided by their largest. A picture of more than 10⁸
 * pixels, or of more than its compressed bytes can make, is refused from its header; checksums are compared. Written:
 * 8 bits, grey for one channel, colour for three. Neither starts AWT.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">PNG, third edition</a>
 */
public final class Png {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};

    private Png() {}

    /**
     * Reads as grey, {@code [1, height, width]}; colour becomes {@code 0.299 R + 0.587 G + 0.114 B} (Rec. ITU-R
     * BT.601).
     */
    public static Array readGrey(Path file) {
        Check.given("file", file);
        return read(file, 1);
    }

    /** Reads as colour, {@code [3, height, width]}; grey becomes three equal channels. */
    public static Array readColour(Path file) {
        Check.given("file", file);
        return read(file, 3);
    }

    private static Array read(Path file, int channels) {
        try (Input in = Input.open(file, "PNG file")) {
            return new PngDecoder(in).decode(channels);
        }
    }

    /** Writes the picture. */
    public static void write(Path file, Array picture) {
        Check.given("file", file);
        Check.given("picture", picture);
        byte[] bytes = encode(picture);
        AtomicFile.write(file, out -> out.write(bytes));
    }

    /**
     * The bytes of the file; the same picture gives the same bytes.
     *
     * @param picture {@code [height, width]}, {@code [1, height, width]} or {@code [3, height, width]}; what does not
     *     round to one of the levels 0, 1/255, …, 1 is refused
     */
    public static byte[] encode(Array picture) {
        Check.given("picture", picture);
        Shape shape = picture.shape();
        int channels = shape.rank() == 2 ? 1 : shape.rank() == 3 ? shape.extent(0) : 0;
        if (channels != 1 && channels != 3 || shape.size() == 0) {
            throw new IllegalArgumentException("png: got shape " + shape
                    + ", expected [height, width], [1, height, width] or [3, height, width], none of them 0");
        }
        int height = shape.extent(-2);
        int width = shape.extent(-1);
        try {
            ByteArrayOutputStream file = new ByteArrayOutputStream();
            DataOutputStream out = new DataOutputStream(file);
            out.write(SIGNATURE);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(header);
            fields.writeInt(width);
            fields.writeInt(height);
            fields.write(new byte[] {8, (byte) (channels == 1 ? 0 : 2), 0, 0, 0});
            chunk(out, "IHDR", header.toByteArray());
            chunk(out, "IDAT", rows(picture, channels, height, width));
            chunk(out, "IEND", new byte[0]);
            return file.toByteArray();
        } catch (IOException e) {
            throw new UncheckedIOException("png: writing to memory failed", e);
        }
    }

    private static byte[] rows(Array picture, int channels, int height, int width) throws IOException {
        ByteArrayOutputStream compressed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(compressed)) {
            byte[] row = new byte[1 + width * channels];
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    for (int c = 0; c < channels; c++) {
                        row[1 + x * channels + c] = level(picture.get((c * height + y) * width + x), c, y, x);
                    }
                }
                out.write(row);
            }
        }
        return compressed.toByteArray();
    }

    private static byte level(double value, int channel, int y, int x) {
        double level = Math.rint(255 * value);
        if (!(level >= 0 && level <= 255)) {
            throw new IllegalArgumentException("png: " + value + " at channel " + channel + ", row " + y + ", column "
                    + x + ", expected numbers from 0 to 1: rescale or clip the picture first");
        }
        return (byte) level;
    }

    private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) checksum.getValue());
    }
}
