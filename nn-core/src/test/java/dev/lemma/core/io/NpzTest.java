package dev.lemma.core.io;

import static dev.lemma.api.tensor.DType.FLOAT32;
import static dev.lemma.api.tensor.DType.FLOAT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NpzTest {

    @TempDir
    Path folder;

    /** The second one with 64-bit fields throughout. */
    @ParameterizedTest
    @ValueSource(strings = {"stored.npz", "wide.npz"})
    void readsStoredEntriesOfNumpy(String name) {
        assertThat(Npz.read(Fixture.path(name)))
                .containsExactly(
                        Map.entry("weight", Fixture.real(FLOAT64, 3, 4)), Map.entry("bias", Fixture.real(FLOAT32, 4)));
    }

    @Test
    void readsDeflatedEntriesOfNumpy() {
        assertThat(Npz.read(Fixture.path("deflated.npz")))
                .containsExactly(
                        Map.entry("layer/weight", Fixture.real(FLOAT64, 30, 40)),
                        Map.entry("label", Fixture.whole(FLOAT64, 5, 7)));
    }

    @Test
    void writesWhatItReadsAndTheSameBytesTwice() throws IOException {
        Map<String, Array> arrays = new LinkedHashMap<>();
        arrays.put("z", Fixture.real(FLOAT64, 3, 4));
        arrays.put("a/ü", Fixture.real(FLOAT32, 100, 1000));
        arrays.put("scalar", Array.scalar(-0.0));
        arrays.put("nothing", Array.zeros(FLOAT32, Shape.of(0, 2)));
        Path first = folder.resolve("first.npz");
        Path second = folder.resolve("second.npz");
        Npz.write(first, arrays);
        Npz.write(second, arrays);
        assertThat(Npz.read(first)).containsExactlyEntriesOf(arrays);
        assertThat(Files.readAllBytes(first)).isEqualTo(Files.readAllBytes(second));
    }

    @Test
    void writesNothing() {
        Path file = folder.resolve("empty.npz");
        Npz.write(file, Map.of());
        assertThat(Npz.read(file)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "../evil.npy",
                "a/../../evil.npy",
                "/etc/evil.npy",
                "a//b.npy",
                "a\\b.npy",
                "evil\n.npy",
                "code.py",
                ".npy",
                "folder/"
            })
    void refusesNamesThatLeadElsewhere(String name) throws IOException {
        Path file = zip(name, true, Files.readAllBytes(Fixture.path("f8.npy")));
        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("npz");
    }

    /** What the directory calls an entry and what stands before its content. */
    @Test
    void theTwoNamesOfAnEntryAgree() throws IOException {
        Path file = zip("abc.npy", true, Files.readAllBytes(Fixture.path("f8.npy")));
        byte[] bytes = Files.readAllBytes(file);
        bytes[indexOf(bytes, "abc.npy".getBytes(StandardCharsets.ISO_8859_1))] = 'x';
        Files.write(file, bytes);
        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("entry abc.npy of the directory is called xbc.npy");
    }

    @Test
    void refusesToWriteThem() {
        Path file = folder.resolve("new.npz");
        assertThatThrownBy(() -> Npz.write(file, Map.of("../evil", Array.scalar(1))))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(file).doesNotExist();
    }

    @Test
    void comparesTheChecksum() throws IOException {
        byte[] bytes = Files.readAllBytes(Fixture.path("stored.npz"));
        int magic = indexOf(bytes, new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'});
        bytes[magic + 128 + 5] ^= 1;
        Path file = folder.resolve("flipped.npz");
        Files.write(file, bytes);
        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("checksum");
    }

    /** A small entry that expands to a header and a claim of 2³⁰ doubles. */
    @Test
    void refusesAClaimThatTheEntryCannotKeep() throws IOException {
        byte[] small = Files.readAllBytes(Fixture.path("f8.npy"));
        byte[] hostile = new String(small, StandardCharsets.ISO_8859_1)
                .replace("(3, 4), }        ", "(1073741824,), } ")
                .getBytes(StandardCharsets.ISO_8859_1);
        assertThat(hostile).hasSameSizeAs(small).isNotEqualTo(small);
        for (boolean stored : new boolean[] {true, false}) {
            Path file = zip("a.npy", stored, hostile);
            assertThatThrownBy(() -> Npz.read(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("claims shape [1073741824]");
        }
    }

    /** The directory of a bomb: 26 names for the bytes of one entry. */
    @Test
    void refusesEntriesThatOverlap() throws IOException {
        byte[] one = Files.readAllBytes(zip("a.npy", true, Files.readAllBytes(Fixture.path("f8.npy"))));
        int directory = indexOf(one, new byte[] {'P', 'K', 1, 2});
        int end = indexOf(one, new byte[] {'P', 'K', 5, 6});
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        bomb.write(one, 0, directory);
        for (int i = 0; i < 26; i++) {
            byte[] entry = Arrays.copyOfRange(one, directory, end);
            entry[46] = (byte) ('A' + i);
            bomb.write(entry);
        }
        byte[] tail = Arrays.copyOfRange(one, end, one.length);
        ByteBuffer fields = ByteBuffer.wrap(tail).order(ByteOrder.LITTLE_ENDIAN);
        fields.putShort(8, (short) 26).putShort(10, (short) 26).putInt(12, 26 * (end - directory));
        bomb.write(tail);
        Path file = folder.resolve("bomb.npz");
        Files.write(file, bomb.toByteArray());
        assertThatThrownBy(() -> Npz.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("overlap");
    }

    /** The end record alone, claiming 65 534 entries, and its 64-bit form claiming 10⁹. */
    @Test
    void refusesADirectoryThatIsNotThere() throws IOException {
        ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
        end.putInt(0, 0x06054b50)
                .putShort(8, (short) 0xFFFE)
                .putShort(10, (short) 0xFFFE)
                .putInt(12, 1 << 20);
        Path file = folder.resolve("end.npz");
        Files.write(file, end.array());
        assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class);

        int start = 64;
        ByteBuffer wide = ByteBuffer.allocate(start + 56 + 20 + 22).order(ByteOrder.LITTLE_ENDIAN);
        wide.putInt(start, 0x06064b50).putLong(start + 4, 44);
        wide.putLong(start + 24, 1_000_000_000L)
                .putLong(start + 32, 1_000_000_000L)
                .putLong(start + 40, 46);
        int locator = start + 56;
        wide.putInt(locator, 0x07064b50).putLong(locator + 8, start).putInt(locator + 16, 1);
        int last = locator + 20;
        wide.putInt(last, 0x06054b50).putShort(last + 8, (short) -1).putShort(last + 10, (short) -1);
        wide.putInt(last + 12, -1).putInt(last + 16, -1);
        Files.write(file, wide.array());
        assertThatThrownBy(() -> Npz.read(file)).isInstanceOf(FormatException.class);
    }

    private Path zip(String name, boolean stored, byte[] content) throws IOException {
        Path file = folder.resolve("test.npz");
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            ZipEntry entry = new ZipEntry(name);
            if (stored) {
                CRC32 crc = new CRC32();
                crc.update(content);
                entry.setMethod(ZipEntry.STORED);
                entry.setSize(content.length);
                entry.setCrc(crc.getValue());
            }
            out.putNextEntry(entry);
            out.write(content);
            out.closeEntry();
        }
        return file;
    }

    private static int indexOf(byte[] bytes, byte[] sought) {
        for (int i = 0; i + sought.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + sought.length, sought, 0, sought.length)) {
                return i;
            }
        }
        throw new AssertionError("not found");
    }
}
