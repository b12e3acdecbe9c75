package dev.lemma.core.io;

import static dev.lemma.api.tensor.DType.FLOAT32;
import static dev.lemma.api.tensor.DType.FLOAT64;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NpyTest {

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(strings = {"f8.npy", "f8-big-endian.npy", "f8-version-2.npy", "f8-version-3.npy"})
    void readsDoublesOfNumpy(String name) {
        assertThat(Npy.read(Fixture.path(name))).isEqualTo(Fixture.real(FLOAT64, 3, 4));
    }

    @ParameterizedTest
    @ValueSource(strings = {"f4.npy", "f2.npy"})
    void readsFloatsOfNumpy(String name) {
        assertThat(Npy.read(Fixture.path(name))).isEqualTo(Fixture.real(FLOAT32, 3, 4));
    }

    @ParameterizedTest
    @CsvSource({
        "i1, FLOAT32, 0", "i2, FLOAT32, 0", "i4, FLOAT64, 0", "i8, FLOAT64, 0",
        "u1, FLOAT32, 5", "u2, FLOAT32, 5", "u4, FLOAT64, 5", "u8, FLOAT64, 5"
    })
    void readsWholeNumbersOfNumpy(String code, DType type, int plus) {
        assertThat(Npy.read(Fixture.path(code + ".npy"))).isEqualTo(Fixture.whole(type, plus, 2, 3));
    }

    @Test
    void readsTruthValues() {
        assertThat(Npy.read(Fixture.path("b1.npy")))
                .isEqualTo(Array.of(Shape.of(2, 3), new float[] {0, 1, 0, 1, 1, 0}));
    }

    /** As Python 2 wrote long integers, and in the order of bytes of this machine. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"(3, 4), }|(3L, 4L),}", "'<f8'|'=f8'"})
    void readsOtherSpellings(String numpys, String other) throws IOException {
        String text = Files.readString(Fixture.path("f8.npy"), StandardCharsets.ISO_8859_1);
        assertThat(text).contains(numpys);
        String changed = text.replace(numpys, other);
        int surplus = changed.length() - text.length();
        Path file = folder.resolve("other.npy");
        Files.writeString(file, changed.replaceFirst(" {" + surplus + "}\n", "\n"), StandardCharsets.ISO_8859_1);
        assertThat(Npy.read(file)).isEqualTo(Fixture.real(FLOAT64, 3, 4));
    }

    /** Numbers lie in column-major order in the file; the array is the same. */
    @Test
    void readsFortranOrder() {
        assertThat(Npy.read(Fixture.path("f8-fortran.npy"))).isEqualTo(Fixture.real(FLOAT64, 2, 3, 4));
    }

    @Test
    void readsScalarsVectorsAndNothing() {
        assertThat(Npy.read(Fixture.path("f8-scalar.npy"))).isEqualTo(Fixture.real(FLOAT64));
        assertThat(Npy.read(Fixture.path("f4-vector.npy"))).isEqualTo(Fixture.real(FLOAT32, 5));
        assertThat(Npy.read(Fixture.path("f8-empty.npy"))).isEqualTo(Fixture.real(FLOAT64, 0, 3));
    }

    /** NumPy's own bytes: header, padding and numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"f8.npy", "f4.npy", "f8-scalar.npy", "f4-vector.npy", "f8-empty.npy"})
    void writesWhatNumpyWrites(String name) {
        Path copy = folder.resolve(name);
        Npy.write(copy, Npy.read(Fixture.path(name)));
        assertThat(copy).hasSameBinaryContentAs(Fixture.path(name));
    }

    @Test
    void keepsEveryBit() {
        double payload = Double.longBitsToDouble(0x7FF8_0000_0000_1234L);
        Array strange = Array.vector(-0.0, Double.NaN, payload, Double.NEGATIVE_INFINITY, Double.MIN_VALUE);
        Path file = folder.resolve("strange.npy");
        Npy.write(file, strange);
        double[] read = (double[]) Npy.read(file).storage();
        assertThat(Arrays.stream(read).mapToLong(Double::doubleToRawLongBits).toArray())
                .isEqualTo(Arrays.stream(strange.toDoubles())
                        .mapToLong(Double::doubleToRawLongBits)
                        .toArray());
    }

    @Test
    void longArraysCrossTheChunks() {
        double[] numbers = new double[100_003];
        Arrays.setAll(numbers, i -> Math.sin(i));
        Path file = folder.resolve("long.npy");
        for (DType type : DType.values()) {
            Array array = Array.vector(numbers).as(type);
            Npy.write(file, array);
            assertThat(Npy.read(file)).isEqualTo(array);
        }
    }

    /** All 65 536 halves against the definition, by way of the doubles they are. */
    @Test
    void readsEveryHalf() throws IOException {
        byte[] header =
                "{'descr': '<f2', 'fortran_order': False, 'shape': (65536,), }\n".getBytes(StandardCharsets.ISO_8859_1);
        byte[] file = new byte[10 + header.length + 2 * 65536];
        System.arraycopy(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) header.length, 0}, 0, file, 0, 10);
        System.arraycopy(header, 0, file, 10, header.length);
        for (int bits = 0; bits < 65536; bits++) {
            file[10 + header.length + 2 * bits] = (byte) bits;
            file[11 + header.length + 2 * bits] = (byte) (bits >> 8);
        }
        Path path = folder.resolve("halves.npy");
        Files.write(path, file);
        Array read = Npy.read(path);
        for (int bits = 0; bits < 65536; bits++) {
            int exponent = bits >> 10 & 31;
            int fraction = bits & 1023;
            double magnitude = exponent == 31
                    ? (fraction == 0 ? Double.POSITIVE_INFINITY : Double.NaN)
                    : exponent == 0
                            ? fraction * Math.pow(2, -24)
                            : (1 + fraction / 1024.0) * Math.pow(2, exponent - 15);
            assertThat(read.get(bits)).isEqualTo(Double.valueOf(bits < 32768 ? magnitude : -magnitude));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "i8-too-large.npy, beyond 2^53",
        "text.npy, '<U1'",
        "complex.npy, '<c16'",
        "objects.npy, '|O'",
        "records.npy, records",
        "grey.png, NUMPY"
    })
    void refusesWhatItCannotHold(String name, String reason) {
        assertThatThrownBy(() -> Npy.read(Fixture.path(name)))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(name)
                .hasMessageContaining(reason.replace("'", ""));
    }

    @Test
    void namesWhatIsMissing() {
        assertThatThrownBy(() -> Npy.read(folder.resolve("none.npy")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("none.npy")
                .hasMessageContaining("no such file");
        assertThatThrownBy(() -> Npy.read(folder))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("folder");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1000000000,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (3, 3037000500, 3037000500), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (9223372036854775808,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (-1,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (65536, 65536, 65536, 65536), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,"
                        + "1,1,1,1,1,1,1,1,1,1,1,1,1,1,1,1), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'shape': (1,), }",
                "{'descr': '<f8', 'fortran_order': False, }",
                "{'descr': __import__('os').system('true'), 'fortran_order': False, 'shape': (1,), }",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (1,), } + 1",
                "{'descr': '<f8', 'fortran_order': False, 'shape': (2,), }",
                "{'descr': '|b1', 'fortran_order': False, 'shape': (8,), }",
                "{'descr': '<f4', 'fortran_order': False, 'shape': (1,), }",
            })
    void refusesHostileHeaders(String header) throws IOException {
        byte[] text = header.getBytes(StandardCharsets.ISO_8859_1);
        byte[] file = new byte[10 + text.length + 8];
        System.arraycopy(
                new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (byte) text.length, 0}, 0, file, 0, 10);
        System.arraycopy(text, 0, file, 10, text.length);
        Arrays.fill(file, 10 + text.length, file.length, (byte) 7);
        Path path = folder.resolve("hostile.npy");
        Files.write(path, file);
        assertThatThrownBy(() -> Npy.read(path))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("hostile.npy");
    }
}
