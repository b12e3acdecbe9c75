package dev.lemma.core.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.Fixture;
import dev.lemma.core.io.FormatException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IdxImagesTest {

    @TempDir
    Path folder;

    private void write(String images, String labels, int... numbers) throws IOException {
        Files.copy(Fixture.path("images-idx3-ubyte.gz"), folder.resolve(images));
        byte[] bytes = new byte[8 + numbers.length];
        bytes[2] = 8;
        bytes[3] = 1;
        bytes[7] = (byte) numbers.length;
        for (int i = 0; i < numbers.length; i++) {
            bytes[8 + i] = (byte) numbers[i];
        }
        Files.write(folder.resolve(labels), bytes);
    }

    @Test
    void readsAFolder() throws IOException {
        write("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", 1, 0, 3, 2);
        write("t10k-images.idx3-ubyte.gz", "t10k-labels.idx1-ubyte", 1, 1, 1, 9);
        Split split = IdxImages.load(folder);
        assertThat(split.train().featureArray().shape()).isEqualTo(Shape.of(4, 1, 3, 2));
        for (int k = 0; k < 24; k++) {
            assertThat(split.train().featureArray().get(k)).isEqualTo(7 * k % 11 / 255f);
        }
        assertThat(split.train().targetArray()).isEqualTo(Array.of(Shape.of(4), new float[] {1, 0, 3, 2}));
        assertThat(split.test().classCount()).isEqualTo(10);
    }

    @Test
    void refusesWhatDoesNotBelongTogether() throws IOException {
        write("train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte", 1, 0, 3);
        assertThatThrownBy(() -> IdxImages.load(folder, "train"))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("4 images")
                .hasMessageContaining("3 labels");
        assertThatThrownBy(() -> IdxImages.load(folder, "t10k"))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("t10k-images-idx3-ubyte");
        assertThatThrownBy(() -> IdxImages.load(folder.resolve("none"))).hasMessageContaining("there is no folder");
    }
}
