package dev.lemma.core.io;

import static dev.lemma.api.tensor.DType.FLOAT32;
import static dev.lemma.api.tensor.DType.FLOAT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {

    private static final String X = "\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]";

    @TempDir
    Path folder;

    @Test
    void readsWhatTheReferenceWrote() {
        Safetensors.Content content = Safetensors.readAll(Fixture.path("plain.safetensors"));
        assertThat(content.arrays())
                .containsExactly(
                        Map.entry("bias", Fixture.real(FLOAT64, 4)),
                        Map.entry("scalar", Fixture.real(FLOAT64)),
                        Map.entry("dense/weight", Fixture.real(FLOAT32, 3, 4)),
                        Map.entry("empty", Fixture.real(FLOAT32, 0, 2)),
                        Map.entry("ähnlich", Fixture.real(FLOAT32, 2)));
        assertThat(content.metadata()).containsExactly(Map.entry("format", "a \"quoted\"\ttext"));
    }

    @Test
    void readsNarrowKinds() {
        assertThat(Safetensors.read(Fixture.path("kinds.safetensors")))
                .containsOnly(
                        Map.entry("f2", Fixture.real(FLOAT32, 3)),
                        Map.entry("i4", Fixture.whole(FLOAT64, 0, 3)),
                        Map.entry("b1", Array.of(Shape.of(3), new float[] {0, 1, 0})));
        assertThat(Safetensors.read(Fixture.path("bf16.safetensors")))
                .containsOnly(Map.entry("bf16", Fixture.real(FLOAT32, 5)));
    }

    /** The reference implementation's own bytes, from a map in another order. */
    @Test
    void writesWhatTheReferenceWrites() {
        Safetensors.Content content = Safetensors.readAll(Fixture.path("plain.safetensors"));
        Path copy = folder.resolve("copy.safetensors");
        Safetensors.write(copy, new HashMap<>(content.arrays()), content.metadata());
        assertThat(copy).hasSameBinaryContentAs(Fixture.path("plain.safetensors"));
    }

    @Test
    void readsBackStrangeTexts() {
        Map<String, String> metadata = Map.of("a\"\\/\b\f\n\r\t\u0001\u007f", "\uD83D\uDE00 ü", "", "");
        Map<String, Array> arrays = Map.of("\"quoted\" ü \uD83D\uDE00", Fixture.real(FLOAT32, 3));
        Path file = folder.resolve("strange.safetensors");
        Safetensors.write(file, arrays, metadata);
        assertThat(Safetensors.readAll(file)).isEqualTo(new Safetensors.Content(arrays, metadata));
    }

    @Test
    void holdsNothingOrOnlyTexts() {
        Path file = folder.resolve("empty.safetensors");
        Safetensors.write(file, Map.of());
        assertThat(Safetensors.read(file)).isEmpty();
        Safetensors.write(file, Map.of(), Map.of("a", "b"));
        assertThat(Safetensors.readAll(file).metadata()).containsOnly(Map.entry("a", "b"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[1000000000],\"data_offsets\":[0,4000000000]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,18446744073709551624]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2.0],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[02],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8,8]}}",
                "{\"x\":{\"dtype\":\"F32\",\"shape\":[2]}}",
                "{\"x\":{\"dtype\":\"C64\",\"shape\":[1],\"data_offsets\":[0,8]}}",
                "{\"x\":{" + X + "},\"x\":{" + X + "}}",
                "{\"x\":{" + X + "},\"y\":{" + X + "}}",
                "{\"x\":{" + X + ",\"dtype\":\"F32\"}}",
                "{\"x\":{" + X + ",}}",
                "{\"x\":{" + X + "},}",
                "{\"x\":{" + X + "}} x",
                "{\"\\ud800\":{" + X + "}}",
                "{\"x\\q\":{" + X + "}}",
                "{\"__metadata__\":{\"a\":1},\"x\":{" + X + "}}",
                "{\"__metadata__\":{\"a\":{\"b\":\"c\"}},\"x\":{" + X + "}}",
                "[[[[[[[[[[[[[[[[[[[[",
                " {\"x\":{" + X + "}}",
                "{\"x",
                "{}",
            })
    void refusesHostileHeaders(String header) throws IOException {
        Path file = file(header.getBytes(StandardCharsets.UTF_8).length, header);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("hostile");
    }

    /** Names are texts and lead nowhere; the reference implementation takes them all. */
    @ParameterizedTest
    @ValueSource(strings = {"", "a//b", "a\\b", "../x", "/x", " ", "x\u0000"})
    void namesAreAnyText(String name) {
        Path file = folder.resolve("names.safetensors");
        Map<String, Array> arrays = Map.of(name, Fixture.real(FLOAT32, 3));
        Safetensors.write(file, arrays);
        assertThat(Safetensors.read(file)).isEqualTo(arrays);
    }

    @Test
    void aTextThatCannotBeWrittenIsRefused() {
        Path file = folder.resolve("half.safetensors");
        assertThatThrownBy(() -> Safetensors.write(file, Map.of("\uD83D", Fixture.real(FLOAT32, 3))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("surrogate");
        assertThatThrownBy(() -> Safetensors.write(file, Map.of(), Map.of("a", "\uDE00")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void metadataMayBeNull() throws IOException {
        String header = "{\"__metadata__\":null,\"x\":{" + X + "}}";
        Path file = file(header.length(), header);
        assertThat(Safetensors.readAll(file).metadata()).isEmpty();
        assertThat(Safetensors.read(file)).containsOnlyKeys("x");
    }

    /** The same bytes around a header that is right are read: what is refused above is the header. */
    @Test
    void readsTheRightHeader() throws IOException {
        assertThat(Safetensors.read(file(60, pad("{\"x\":{" + X + "}}", 60)))).containsOnlyKeys("x");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 59, 61, 100, 1_000_000_000L, Integer.MAX_VALUE, -1, Long.MIN_VALUE, Long.MAX_VALUE})
    void refusesHostileLengths(long length) throws IOException {
        Path file = file(length, pad("{\"x\":{" + X + "}}", 60));
        assertThatThrownBy(() -> Safetensors.read(file)).isInstanceOf(FormatException.class);
    }

    @Test
    void refusesTextThatIsNotUtf8() throws IOException {
        byte[] bytes = Files.readAllBytes(file(60, pad("{\"x\":{" + X + "}}", 60)));
        bytes[10] = (byte) 0xFF;
        Path file = folder.resolve("latin.safetensors");
        Files.write(file, bytes);
        assertThatThrownBy(() -> Safetensors.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("UTF-8");
    }

    private static String pad(String header, int length) {
        return header + " ".repeat(length - header.length());
    }

    private Path file(long length, String header) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.UTF_8);
        ByteBuffer bytes = ByteBuffer.allocate(8 + text.length + 8)
                .order(ByteOrder.LITTLE_ENDIAN)
                .putLong(length)
                .put(text);
        Path file = folder.resolve("hostile.safetensors");
        Files.write(file, bytes.array());
        return file;
    }
}
