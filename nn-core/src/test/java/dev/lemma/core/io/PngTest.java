package dev.lemma.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.CRC32;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.stream.ImageOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PngTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"grey.png", "grey-alpha.png", "grey16.png"})
    void readsGrey(String name) {
        Array levels = Npy.read(Fixture.path("png-grey.npy"));
        float[] expected = new float[63];
        for (int i = 0; i < 63; i++) {
            expected[i] = (float) levels.get(i) / 255f;
        }
        assertThat(Png.readGrey(Fixture.path(name))).isEqualTo(Array.of(Shape.of(1, 9, 7), expected));
        Array colour = Png.readColour(Fixture.path(name));
        assertThat(colour.rows(1, 2)).isEqualTo(Array.of(Shape.of(1, 9, 7), expected));
        assertThat(colour.rows(0, 1)).isEqualTo(colour.rows(2, 3));
    }

    @ParameterizedTest
    @ValueSource(strings = {"colour.png", "colour-alpha.png"})
    void readsColour(String name) {
        Array levels = Npy.read(Fixture.path("png-colour.npy"));
        Array colour = Png.readColour(Fixture.path(name));
        Array grey = Png.readGrey(Fixture.path(name));
        assertThat(colour.shape()).isEqualTo(Shape.of(3, 9, 7));
        for (int i = 0; i < 63; i++) {
            for (int c = 0; c < 3; c++) {
                assertThat(colour.get(c * 63 + i)).isEqualTo((float) levels.get(3 * i + c) / 255f);
            }
            double expected =
                    (0.299 * levels.get(3 * i) + 0.587 * levels.get(3 * i + 1) + 0.114 * levels.get(3 * i + 2)) / 255;
            assertThat(Math.abs(grey.get(i) - expected)).isLessThan(1e-6);
        }
    }

    @Test
    void readsBitsAndPalettes() {
        Array levels = Npy.read(Fixture.path("png-grey.npy"));
        Array bits = Png.readGrey(Fixture.path("bits.png"));
        Array palette = Png.readColour(Fixture.path("palette.png"));
        for (int i = 0; i < 63; i++) {
            assertThat(bits.get(i)).isEqualTo(levels.get(i) > 127 ? 1 : 0);
            for (int c = 0; c < 3; c++) {
                assertThat(palette.get(c * 63 + i)).isEqualTo((float) (10 + 3 * (levels.get(i) % 5) + c) / 255f);
            }
        }
    }

    /** Seven passes, as the JDK writes them; sizes at which some passes are empty. */
    @ParameterizedTest
    @CsvSource({"1, 1", "2, 3", "4, 4", "5, 1", "1, 5", "9, 17", "33, 31"})
    void readsInterlaced(int width, int height) throws IOException {
        BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < width * height; i++) {
            image.setRGB(i % width, i / width, 0x010203 * (i * 7 % 80));
        }
        Path file = folder.resolve("interlaced.png");
        ImageWriter writer = ImageIO.getImageWritersByFormatName("png").next();
        try (ImageOutputStream out = ImageIO.createImageOutputStream(file.toFile())) {
            ImageWriteParam param = writer.getDefaultWriteParam();
            param.setProgressiveMode(ImageWriteParam.MODE_DEFAULT);
            writer.setOutput(out);
            writer.write(null, new IIOImage(image, null, null), param);
        }
        assertThat(Files.readAllBytes(file)[28]).isEqualTo((byte) 1);
        Array read = Png.readColour(file);
        for (int i = 0; i < width * height; i++) {
            int rgb = image.getRGB(i % width, i / width);
            for (int c = 0; c < 3; c++) {
                assertThat(read.get(c * width * height + i)).isEqualTo((float) (rgb >> 16 - 8 * c & 0xFF) / 255f);
            }
        }
    }

    @Test
    void writesWhatTheJdkReads() throws IOException {
        Array colour = Png.readColour(Fixture.path("colour.png"));
        BufferedImage image = ImageIO.read(new ByteArrayInputStream(Png.encode(colour)));
        Path file = folder.resolve("colour.png");
        Png.write(file, colour);
        assertThat(Png.readColour(file)).isEqualTo(colour);
        assertThat(Files.readAllBytes(file)).isEqualTo(Png.encode(colour));
        for (int i = 0; i < 63; i++) {
            assertThat((image.getRGB(i % 7, i / 7) >> 8 & 0xFF) / 255f).isEqualTo((float) colour.get(63 + i));
        }
        Array grey = Png.readGrey(Fixture.path("grey.png"));
        Png.write(file, grey.reshape(9, 7));
        assertThat(Png.readGrey(file)).isEqualTo(grey);
    }

    @Test
    void refusesWhatIsNoPicture() {
        assertThatThrownBy(() -> Png.encode(Array.vector(1))).hasMessageContaining("[height, width]");
        assertThatThrownBy(() -> Png.encode(Array.matrix(new double[][] {{0, 1.1}})))
                .hasMessageContaining("1.1")
                .hasMessageContaining("column 1");
        assertThatThrownBy(() -> Png.encode(Array.matrix(new double[][] {{Double.NaN}})))
                .hasMessageContaining("NaN");
    }

    /** Checksums right, claims wrong: more pixels than allowed, than the data can make, than they do make. */
    @ParameterizedTest
    @CsvSource({
        "100000, 100000, at most 100000000",
        "2147483647, 2147483647, at most 100000000",
        "-1, -1, at most 100000000",
        "0, 1, at least 1",
        "10000, 10000, cannot make",
        "7, 10, end in row 9",
        "7, 8, more than"
    })
    void refusesClaims(int width, int height, String reason) throws IOException {
        ByteBuffer bytes = ByteBuffer.wrap(Files.readAllBytes(Fixture.path("grey.png")));
        bytes.putInt(16, width).putInt(20, height);
        CRC32 crc = new CRC32();
        crc.update(bytes.array(), 12, 17);
        bytes.putInt(29, (int) crc.getValue());
        Path file = folder.resolve("claims.png");
        Files.write(file, bytes.array());
        assertThatThrownBy(() -> Png.readGrey(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(reason);
    }

    /** What follows the last chunk, the end of the compressed data, or a palette. */
    @Test
    void refusesWhatComesTooMuch() throws IOException {
        byte[] good = Files.readAllBytes(Fixture.path("palette.png"));
        Path file = folder.resolve("more.png");
        Files.write(file, Arrays.copyOf(good, good.length + 1));
        assertThatThrownBy(() -> Png.readColour(file)).hasMessageContaining("1 bytes follow its end");
        int palette = chunk(good, "PLTE");
        int data = chunk(good, "IDAT");
        byte[] twice = Arrays.copyOfRange(good, palette, data);
        Files.write(file, inserted(good, data, twice));
        assertThatThrownBy(() -> Png.readColour(file)).hasMessageContaining("palette twice");
        byte[] later = inserted(good, chunk(good, "IEND"), twice);
        Files.write(
                file, inserted(Arrays.copyOf(later, palette), palette, Arrays.copyOfRange(later, data, later.length)));
        assertThatThrownBy(() -> Png.readColour(file)).hasMessageContaining("behind its pixels");
        byte[] rest = {0, 0, 0, 2, 'I', 'D', 'A', 'T', 7, 7, 0, 0, 0, 0};
        CRC32 crc = new CRC32();
        crc.update(rest, 4, 6);
        ByteBuffer.wrap(rest).putInt(10, (int) crc.getValue());
        Files.write(file, inserted(good, chunk(good, "IEND"), rest));
        assertThatThrownBy(() -> Png.readColour(file)).hasMessageContaining("follow the end of its compressed data");
    }

    private static int chunk(byte[] png, String type) {
        int at = 8;
        while (!new String(png, at + 4, 4, StandardCharsets.US_ASCII).equals(type)) {
            at += 12 + ByteBuffer.wrap(png).getInt(at);
        }
        return at;
    }

    private static byte[] inserted(byte[] bytes, int at, byte[] part) {
        return ByteBuffer.allocate(bytes.length + part.length)
                .put(bytes, 0, at)
                .put(part)
                .put(bytes, at, bytes.length - at)
                .array();
    }

    @Test
    void refusesEveryTruncationAndEveryFlippedBit() throws IOException {
        byte[] bytes = Files.readAllBytes(Fixture.path("grey.png"));
        Path file = folder.resolve("bad.png");
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Png.readGrey(file)).isInstanceOf(FormatException.class);
            byte[] flipped = bytes.clone();
            flipped[length] ^= (byte) (1 << length % 8);
            Files.write(file, flipped);
            assertThatThrownBy(() -> Png.readGrey(file)).isInstanceOf(FormatException.class);
        }
    }
}
