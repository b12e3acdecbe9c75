package dev.lemma.core.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {

    @TempDir
    Path folder;

    @Test
    void readsNumbersOfManyForms() throws IOException {
        Table table = Csv.standard()
                .allowNonFinite()
                .read(file("\uFEFFx,\"y, z\"\r\n1,-2.5e-3\r\n\r\n .5 ,\"+3.\"\nNaN,-inf"));
        assertThat(table.columns()).containsExactly("x", "y, z");
        assertThat(table.values())
                .isEqualTo(
                        Array.matrix(new double[][] {{1, -2.5e-3}, {.5, 3}, {Double.NaN, Double.NEGATIVE_INFINITY}}));
        assertThat(table.column("y, z")).isEqualTo(Array.vector(-2.5e-3, 3, Double.NEGATIVE_INFINITY));
        assertThat(table.without("x").columns()).containsExactly("y, z");
        assertThat(table.without("x").values().shape()).isEqualTo(Shape.of(3, 1));
    }

    @Test
    void readsOtherSeparatorsAndNoHeader() throws IOException {
        Table table = Csv.standard().withSeparator('\t').withoutHeader().read(file("1\t2\n3\t4\n"));
        assertThat(table.columns()).containsExactly("c0", "c1");
        assertThat(table.values()).isEqualTo(Array.matrix(new double[][] {{1, 2}, {3, 4}}));
    }

    @Test
    void readsThroughGzipWhateverTheName() throws IOException {
        Path file = folder.resolve("table.csv");
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(file))) {
            out.write("a,b\n1,2\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(Csv.standard().read(file).values()).isEqualTo(Array.matrix(new double[][] {{1, 2}}));
        byte[] bytes = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(bytes, bytes.length - 9));
        assertThatThrownBy(() -> Csv.standard().read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("table.csv");
    }

    /**
     * Line, column and text of the cell are in the message; lines are those of an editor, blank ones and quoted line
     * ends counted.
     */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a,b;1,2;3,x        | line 3, column 2 (b) | \"x\"",
                "a,b;1,2;;3,        | line 4, column 2 (b) | empty",
                "a,\"b;c\";1,2;3,NA | line 4, column 2 (bc) | \"NA\"",
                "a,b;1,2;3,NaN      | line 3, column 2 (b) | \"NaN\" is not finite",
                "a,b;1,2;;-inf,4    | line 4, column 1 (a) | allowNonFinite()",
                "a,b;1,2;1e999,2    | line 3, column 1 (a) | too large",
                "a,b;1,2;0x10,2     | line 3, column 1 (a) | \"0x10\"",
                "a,b;1,2;1d,2       | line 3, column 1 (a) | \"1d\"",
                "a,b;1,2;1;3,4      | line 3 has 1 cells | separator",
                "a,b;1,2;1,2,3      | line 3 has 3 cells | separator",
                "a,a;1,2            | same name | [a, a]",
                "a,;1,2             | column 2 has no name | line 1",
                "1,2;3,4            | withoutHeader() | 1,2",
            })
    void namesTheCell(String text, String place, String reason) throws IOException {
        Path file = file(text.replace(';', '\n'));
        assertThatThrownBy(() -> Csv.standard().read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining(place)
                .hasMessageContaining(reason);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".",
                "+",
                "-",
                "e5",
                "1e",
                "1e+",
                "1.2.3",
                "1,5",
                "1_000",
                "--1",
                "1 2",
                "0x1p3",
                "1f",
                "1L",
                "٣",
                "infinite"
            })
    void refusesWhatOnlyLooksLikeANumber(String cell) throws IOException {
        Path file = file("a\n\"" + cell + "\"\n");
        assertThatThrownBy(() -> Csv.standard().read(file)).hasMessageContaining("\"" + cell + "\" is not a number");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-0", "+7", "1.", ".5", "-1.5E-03", "00012", "1e+2", "123456789012345678901234567890"})
    void readsWhatIsANumber(String cell) throws IOException {
        assertThat(Csv.standard().read(file("a\n" + cell + "\n")).values().item())
                .isEqualTo(Double.parseDouble(cell));
    }

    @Test
    void refusesWhatIsNoText() throws IOException {
        assertThatThrownBy(() -> Csv.standard().read(Fixture.path("grey.png"))).isInstanceOf(FormatException.class);
        assertThatThrownBy(() -> Csv.standard().read(file("")))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("empty");
        Path latin = folder.resolve("latin.csv");
        Files.write(latin, "größe\n1\n".getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Csv.standard().read(latin))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("UTF-8");
    }

    @Test
    void writesWhatItReads() {
        Table table = new Table(
                List.of("plain", "with, \"both\""),
                Array.matrix(new double[][] {{0.1, -0.0}, {Double.NaN, 1e-320}, {1 / 3.0, 1e300}}));
        Path file = folder.resolve("written.csv");
        Csv.standard().write(file, table);
        assertThat(Csv.standard().allowNonFinite().read(file)).isEqualTo(table);
    }

    /** Whatever they are called: blanks around, numbers, quotes, separators, a byte order mark. */
    @Test
    void namesSurviveARoundTrip() {
        List<String> names =
                List.of("\uFEFFmark", " before", "after\t", " ", "2019", "-1e3", "a\"b", "x,y", "two\nlines", "nan");
        Table table = new Table(names, Array.zeros(DType.FLOAT64, Shape.of(2, names.size())));
        Path file = folder.resolve("names.csv");
        for (char separator : new char[] {',', ';', '\t', ' '}) {
            Csv.standard().withSeparator(separator).write(file, table);
            assertThat(Csv.standard().withSeparator(separator).read(file)).isEqualTo(table);
        }
        Table years = new Table(List.of("2019", "2020"), Array.matrix(new double[][] {{1, 2}}));
        Csv.standard().write(file, years);
        assertThat(Csv.standard().read(file)).isEqualTo(years);
    }

    @Test
    void aByteOrderMarkBeforeAQuotedCellIsNoPartOfIt() throws IOException {
        assertThat(Csv.standard().read(file("\uFEFF\"a, b\",c\n1,2\n")).columns())
                .containsExactly("a, b", "c");
        assertThat(Csv.standard().withoutHeader().read(file("\uFEFF\"1\",2\n")).values())
                .isEqualTo(Array.matrix(new double[][] {{1, 2}}));
    }

    @Test
    void linesWithoutEndAreRefused() throws IOException {
        assertThatThrownBy(() -> Csv.standard().read(file("a\n1\n" + "\r\n".repeat(1_100_000) + "2\n")))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("empty lines");
        assertThat(Csv.standard()
                        .read(file("a\n1\n" + "\n".repeat(900_000) + "2\n"))
                        .values())
                .isEqualTo(Array.matrix(new double[][] {{1}, {2}}));
    }

    @Test
    void listsTheColumnsIfANameIsUnknown() throws IOException {
        Table table = Csv.standard().read(file("age,bmi\n1,2\n"));
        assertThatThrownBy(() -> table.column("bim"))
                .hasMessageContaining("\"bim\"")
                .hasMessageContaining("[age, bmi]");
    }

    private Path file(String text) throws IOException {
        Path file = folder.resolve("table.csv");
        Files.writeString(file, text);
        return file;
    }
}
