package dev.lemma.examples.report;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;

/**
 * A small raster image: height × width pixels of one (grey) or three (red, green, blue) bytes, row by row.
 *
 * <p>Immutable. Written as PNG (8 bits a channel, no filter, deflate) by this class: {@code javax.imageio} would start AWT.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">PNG, third edition</a>
 */
public final class Picture {

    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    private static final int GREY_TYPE = 0;
    private static final int COLOUR_TYPE = 2;

    private final int height;
    private final int width;
    private final int channels;
    private final byte[] pixels;

    private Picture(int height, int width, int channels, byte[] pixels) {
        this.height = height;
        this.width = width;
        this.channels = channels;
        this.pixels = pixels;
    }

    /**
     * Grey: {@code black} is drawn black, {@code white} white, what lies outside is clipped, NaN is black. Exchange the two for
     * ink on paper.
     *
     * @param values row by row, height · width of them
     */
    public static Picture grey(float[] values, int height, int width, double black, double white) {
        return scaled(values, height, width, 1, black, white);
    }

    /**
     * Colour.
     *
     * @param values channel by channel, each row by row: 3 · height · width, as convolutions have them
     */
    public static Picture colour(float[] values, int height, int width, double black, double white) {
        return scaled(values, height, width, 3, black, white);
    }

    /**
     * Pictures in a grid, row by row, with a light grey line between them; a smaller one stands in the upper left of its cell.
     *
     * @param columns pictures in a row
     * @param zoom each pixel becomes zoom × zoom pixels
     */
    public static Picture sheet(List<Picture> pictures, int columns, int zoom) {
        if (pictures.isEmpty() || columns < 1 || zoom < 1) {
            throw new IllegalArgumentException("A sheet needs at least one picture, column and pixel; got "
                    + pictures.size() + " pictures, " + columns + " columns, zoom " + zoom + ".");
        }
        int cellHeight = pictures.stream().mapToInt(p -> p.height).max().getAsInt() * zoom + 1;
        int cellWidth = pictures.stream().mapToInt(p -> p.width).max().getAsInt() * zoom + 1;
        int across = Math.min(columns, pictures.size());
        int down = (pictures.size() + columns - 1) / columns;
        boolean grey = pictures.stream().allMatch(p -> p.channels == 1);
        int channels = grey ? 1 : 3;
        int width = Math.addExact(Math.multiplyExact(across, cellWidth), 1);
        int height = Math.addExact(Math.multiplyExact(down, cellHeight), 1);
        byte[] sheet = new byte[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
        Arrays.fill(sheet, (byte) 0xD0);
        for (int i = 0; i < pictures.size(); i++) {
            Picture picture = pictures.get(i);
            int top = 1 + i / columns * cellHeight;
            int left = 1 + i % columns * cellWidth;
            for (int y = 0; y < picture.height * zoom; y++) {
                for (int x = 0; x < picture.width * zoom; x++) {
                    for (int c = 0; c < channels; c++) {
                        sheet[((top + y) * width + left + x) * channels + c] = picture.at(y / zoom, x / zoom, c);
                    }
                }
            }
        }
        return new Picture(height, width, channels, sheet);
    }

    /** In pixels. */
    public int height() {
        return height;
    }

    /** In pixels. */
    public int width() {
        return width;
    }

    /** The bytes of a PNG file. */
    public byte[] png() {
        ByteArrayOutputStream file = new ByteArrayOutputStream();
        file.writeBytes(SIGNATURE);
        ByteArrayOutputStream header = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(header)) {
            out.writeInt(width);
            out.writeInt(height);
            out.write(new byte[] {8, (byte) (channels == 1 ? GREY_TYPE : COLOUR_TYPE), 0, 0, 0});
            chunk(file, "IHDR", header.toByteArray());
            chunk(file, "IDAT", deflated());
            chunk(file, "IEND", new byte[0]);
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        return file.toByteArray();
    }

    /** The PNG as the address of an image inside a page. */
    String dataAddress() {
        return "data:image/png;base64," + Base64.getEncoder().encodeToString(png());
    }

    private byte at(int y, int x, int channel) {
        return pixels[(y * width + x) * channels + (channels == 1 ? 0 : channel)];
    }

    private byte[] deflated() throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION);
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, deflater)) {
            int stride = width * channels;
            for (int y = 0; y < height; y++) {
                out.write(0); // filter type of the row: none
                out.write(pixels, y * stride, stride);
            }
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    private static void chunk(ByteArrayOutputStream file, String type, byte[] content) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 checksum = new CRC32();
        checksum.update(name);
        checksum.update(content);
        DataOutputStream out = new DataOutputStream(file);
        out.writeInt(content.length);
        out.write(name);
        out.write(content);
        out.writeInt((int) checksum.getValue());
    }

    private static Picture scaled(float[] values, int height, int width, int channels, double black, double white) {
        if (height < 1 || width < 1 || values.length != (long) height * width * channels) {
            throw new IllegalArgumentException("A picture of " + height + " × " + width + " pixels with " + channels
                    + " channel(s) has " + (long) height * width * channels + " values; got " + values.length + ".");
        }
        if (!(Math.abs(white - black) > 0) || !Double.isFinite(white - black)) {
            throw new IllegalArgumentException(
                    "Black and white must be different finite values; got " + black + " and " + white + ".");
        }
        byte[] pixels = new byte[values.length];
        int plane = height * width;
        for (int c = 0; c < channels; c++) {
            for (int i = 0; i < plane; i++) {
                double level = 255 * (values[c * plane + i] - black) / (white - black);
                pixels[i * channels + c] = (byte) Math.round(Math.max(0, Math.min(255, level)));
            }
        }
        return new Picture(height, width, channels, pixels);
    }
}
