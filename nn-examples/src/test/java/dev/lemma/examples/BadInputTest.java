package dev.lemma.examples;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lemma.core.io.checkpoint.CheckpointFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Data that cannot be used end with status 2, a sentence that says where, and no report. */
class BadInputTest {

    @TempDir
    Path folder;

    private CommandLineRun run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--quick", "--out", folder.resolve("report").toString()));
        CommandLineRun run = CommandLineRun.of(all.toArray(new String[0]));
        assertThat(run.status()).as(run.err()).isEqualTo(2);
        assertThat(run.err()).startsWith("lemma: ").doesNotContain("\tat ").doesNotContain("Exception");
        assertThat(folder.resolve("report/index.html")).doesNotExist();
        return run;
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            a,b,y;1,2,3;4,,6      | y | line 3, column 2 (b): the cell is empty
            a,b,y;1,2,3;4,five,6  | y | line 3, column 2 (b): "five" is not a number
            a,b,y;1,2,3;4,5       | y | line 3
            a,b,y;1,2,3;4,5,6     | z | has no column "z"; its columns are a, b, y
            a,b,y;1,2,3;4,5,6     | y | 2 examples, expected at least 10
            a,b,y;1,2,3;4,5,inf   | y | line 3, column 3 (y): "inf" is not finite
            a,b,y;1,nan,3;4,5,6   | y | line 2, column 2 (b): "nan" is not finite
            """)
    void tables(String text, String target, String sentence) throws IOException {
        Path file = Files.writeString(folder.resolve("bad.csv"), text.strip().replace(';', '\n') + "\n");
        assertThat(run("run", "regression", "--data", file.toString(), "--target", target)
                        .err())
                .contains(sentence);
    }

    @Test
    void aConstantTarget() throws IOException {
        Path file = Files.writeString(folder.resolve("flat.csv"), "a,y\n" + "1,5\n2,5\n3,5\n4,5\n".repeat(5));
        assertThat(run("run", "regression", "--data", file.toString(), "--target", "y")
                        .err())
                .contains("nothing to learn");
    }

    @Test
    void tableAndTargetBelongTogether() {
        assertThat(run("run", "regression", "--data", "x.csv").err()).contains("--data without --target");
        assertThat(run("run", "regression", "--target", "y").err()).contains("--target without --data");
    }

    @Test
    void aCheckpointFolderThatAnotherRunUses() {
        Path checkpoints = folder.resolve("checkpoints");
        try (CheckpointFolder other = CheckpointFolder.open(checkpoints.resolve("mlp"))) {
            assertThat(run("run", "digits", "--checkpoint", checkpoints.toString())
                            .err())
                    .contains("another run uses it")
                    .contains("give this run a folder of its own");
            assertThat(other.newest()).isEmpty();
        }
    }

    @Test
    void imagesThatAreNotThereOrCutOff() throws IOException {
        assertThat(run("run", "images", "--data", folder.toString()).err())
                .contains("train-images-idx3-ubyte")
                .contains("the folder that holds the four IDX files");
        IdxFolder.write(folder);
        Path images = folder.resolve("train-images-idx3-ubyte");
        byte[] whole = Files.readAllBytes(images);
        Files.write(images, Arrays.copyOf(whole, whole.length - 5));
        assertThat(run("run", "images", "--data", folder.toString()).err()).contains("train-images-idx3-ubyte");
    }
}
