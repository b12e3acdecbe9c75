package dev.lemma.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every example as it is typed, the short way: it ends well, its claims hold, and what it writes is what it says. */
class EveryExampleTest {

    private static final String TEXT = "\"(?:[^\"\\\\]++|\\\\.)*+\"";
    private static final String NUMBER = "-?(?:0|[1-9][0-9]*)(?:\\.[0-9]+)?(?:[eE][+-]?[0-9]+)?";
    private static final String CLAIM = "\\{\"id\":\"[a-z0-9-]+\",\"claim\":" + TEXT + ",\"measured\":(?:" + NUMBER
            + "|" + TEXT + "),\"expected\":" + TEXT + ",\"holds\":(?:true|false)}";
    private static final Pattern RESULT =
            Pattern.compile("\\{\"example\":\"([a-z]+)\",\"seed\":([0-9]+),\"seconds\":" + NUMBER + ",\"claims\":\\[("
                    + CLAIM + "(?:," + CLAIM + ")*)],\"artifacts\":\\[(" + TEXT + "(?:," + TEXT + ")*)]}\n");

    @TempDir
    Path folder;

    private Matcher result(String example, String... more) throws IOException {
        Path json = folder.resolve("result.json");
        List<String> words = new ArrayList<>(List.of("run", example, "--quick", "--seed", "3", "--out"));
        words.add(folder.resolve("report").toString());
        words.addAll(List.of("--json", json.toString()));
        words.addAll(List.of(more));
        CommandLineRun run = CommandLineRun.of(words.toArray(new String[0]));
        assertThat(run.status()).as(run.out() + run.err()).isZero();
        Matcher result = RESULT.matcher(Files.readString(json));
        assertThat(result.matches()).as(Files.readString(json)).isTrue();
        assertThat(result.group(1)).isEqualTo(example);
        assertThat(result.group(2)).isEqualTo("3");
        Matcher path = Pattern.compile(TEXT).matcher(result.group(4));
        while (path.find()) {
            String name = path.group().substring(1, path.group().length() - 1);
            assertThat(Path.of(name)).isAbsolute().isNotEmptyFile();
        }
        return result;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "digits",
                "signal",
                "regression",
                "tangent",
                "scattering",
                "frames",
                "stability",
                "collapse",
                "margins",
                "symmetry",
                "samplers",
                "ode",
                "reversible"
            })
    void runsTheShortWayAndWritesWhatItSays(String example) throws IOException {
        result(example);
        assertThat(folder.resolve("report/index.html"))
                .content()
                .as("the page needs no network")
                .doesNotContain("src=\"http")
                .doesNotContain("url(http")
                .doesNotContain("<script")
                .contains("</html>");
    }

    /** Of all rules only some, which take a few seconds. */
    @Test
    void optimizersRaceAndMatchTheirTheory() throws IOException {
        result("optimizers", "--only", "sgd,momentum,adam,muon");
        assertThat(folder.resolve("report/digits.csv"))
                .content()
                .contains("muon,")
                .doesNotContain("lion,");
    }

    @Test
    void imagesComeFromAnyFolderOfIdxFiles() throws IOException {
        Matcher result = result(
                "images",
                "--data",
                IdxFolder.write(folder).toString(),
                "--network",
                "both",
                "--epochs",
                "12",
                "--batch",
                "32");
        Matcher accuracy = Pattern.compile("\"measured\":([0-9.]+)").matcher(result.group(3));
        for (int network = 0; network < 2; network++) {
            assertThat(accuracy.find()).isTrue();
            assertThat(Double.parseDouble(accuracy.group(1))).isGreaterThan(0.95);
        }
    }

    /** Labels up to 200: the page shows the classes that were confused most, of 201. */
    @Test
    void labelsMayBeFarApart() throws IOException {
        result(
                "images",
                "--data",
                IdxFolder.write(folder, 100).toString(),
                "--network",
                "mlp",
                "--epochs",
                "12",
                "--batch",
                "32");
        assertThat(folder.resolve("report/index.html")).content().contains("Of 201 classes the 40");
    }

    @Test
    void regressionTakesATableOfTheUsers() throws IOException {
        StringBuilder table = new StringBuilder("a,b,price\n");
        for (int i = 0; i < 60; i++) {
            double a = Math.sin(3 * i);
            double b = Math.cos(5 * i);
            table.append(a)
                    .append(',')
                    .append(b)
                    .append(',')
                    .append(7 + 2 * a - b)
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("own.csv"), table);
        result("regression", "--data", file.toString(), "--target", "price");
        assertThat(folder.resolve("report/coefficients.csv"))
                .content()
                .contains("a,")
                .contains("b,");
    }

    @Test
    void theSameSeedWritesTheSameBytesAndAnotherDoesNot() throws IOException {
        byte[][] first = weights("0", "first");
        byte[][] again = weights("0", "again");
        byte[][] other = weights("1", "other");
        for (int k = 0; k < 2; k++) {
            assertThat(again[k]).isEqualTo(first[k]);
            assertThat(other[k]).hasSameSizeAs(first[k]).isNotEqualTo(first[k]);
        }
    }

    private byte[][] weights(String seed, String name) throws IOException {
        Path out = folder.resolve(name);
        CommandLineRun.of("run", "digits", "--quick", "--epochs", "2", "--seed", seed, "--out", out.toString());
        return new byte[][] {
            Files.readAllBytes(out.resolve("mlp.safetensors")), Files.readAllBytes(out.resolve("cnn.safetensors"))
        };
    }
}
