package dev.lemma.core.io;

import static dev.lemma.api.tensor.DType.FLOAT32;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class IdxTest {

    @TempDir
    Path folder;

    @Test
    void readsImagesThroughGzip() {
        assertThat(Idx.read(Fixture.path("images-idx3-ubyte.gz"))).isEqualTo(Fixture.whole(FLOAT32, 5, 4, 3, 2));
    }

    @Test
    void readsFloats() {
        assertThat(Idx.read(Fixture.path("floats.idx"))).isEqualTo(Fixture.real(FLOAT32, 3, 4));
    }

    /** type, first extent, second extent, bytes that follow. */
    @ParameterizedTest
    @CsvSource({
        "8, 1000000000, 2, 6",
        "8, -1, -1, 6",
        "8, 65536, 65536, 6",
        "8, 3, 2, 5",
        "8, 3, 2, 7",
        "13, 3, 2, 6",
        "10, 3, 2, 6",
        "14, 2147483647, 1, 6"
    })
    void refusesHostileHeaders(int type, int first, int second, int bytes) throws IOException {
        ByteBuffer content = ByteBuffer.allocate(12 + bytes)
                .put(2, (byte) type)
                .put(3, (byte) 2)
                .putInt(4, first)
                .putInt(8, second);
        Path plain = folder.resolve("plain");
        Files.write(plain, content.array());
        assertThatThrownBy(() -> Idx.read(plain))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("plain");
        Path packed = folder.resolve("packed");
        Files.write(packed, gzip(content.array()));
        assertThatThrownBy(() -> Idx.read(packed))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("packed");
    }

    @Test
    void comparesTheChecksumOfGzip() throws IOException {
        byte[] bytes = Files.readAllBytes(Fixture.path("images-idx3-ubyte.gz"));
        bytes[bytes.length - 6] ^= 1;
        Path file = folder.resolve("flipped.gz");
        Files.write(file, bytes);
        assertThatThrownBy(() -> Idx.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("damaged");
    }

    /** The JDK's own reader of gzip takes what follows a member for the end, in silence. */
    @ParameterizedTest
    @ValueSource(strings = {"\0", "\u001f", "\u001f\u008b", "\u001f\u008b\u0008\0", "garbage"})
    void refusesWhatFollowsTheEndOfGzip(String behind) throws IOException {
        byte[] good = Files.readAllBytes(Fixture.path("images-idx3-ubyte.gz"));
        Path file = folder.resolve("followed.gz");
        Files.write(file, good);
        Files.write(file, behind.getBytes(StandardCharsets.ISO_8859_1), StandardOpenOption.APPEND);
        assertThatThrownBy(() -> Idx.read(file)).isInstanceOf(FormatException.class);
    }

    /** Several members are one content, with every field that a header can have. */
    @Test
    void readsMembersOfGzipOneAfterAnother() throws IOException {
        byte[] content = Files.readAllBytes(Fixture.path("floats.idx"));
        byte[] first = gzip(Arrays.copyOf(content, 5));
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(first, 0, 3);
        all.write(2 + 4 + 8 + 16); // checksum, extra field, name, comment
        all.write(first, 4, 6);
        all.write(new byte[] {3, 0, 7, 7, 7, 'n', 0, 'c', 'd', 0, 1, 2});
        all.write(first, 10, first.length - 10);
        all.write(gzip(new byte[0]));
        all.write(gzip(Arrays.copyOfRange(content, 5, content.length)));
        Path file = folder.resolve("members.gz");
        Files.write(file, all.toByteArray());
        assertThat(Idx.read(file)).isEqualTo(Idx.read(Fixture.path("floats.idx")));
    }

    @Test
    void refusesEveryTruncation() throws IOException {
        for (String name : new String[] {"images-idx3-ubyte.gz", "floats.idx"}) {
            byte[] bytes = Files.readAllBytes(Fixture.path(name));
            for (int length = 0; length < bytes.length; length++) {
                Path file = folder.resolve("short");
                Files.write(file, Arrays.copyOf(bytes, length));
                assertThatThrownBy(() -> Idx.read(file)).isInstanceOf(FormatException.class);
            }
        }
    }

    private static byte[] gzip(byte[] content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(content);
        }
        return bytes.toByteArray();
    }
}
