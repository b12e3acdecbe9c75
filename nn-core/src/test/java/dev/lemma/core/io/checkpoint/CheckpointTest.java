package dev.lemma.core.io.checkpoint;

import static dev.lemma.api.tensor.DType.FLOAT32;
import static dev.lemma.api.tensor.DType.FLOAT64;
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
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {

    @TempDir
    Path folder;

    private static Checkpoint sample() {
        return Checkpoint.builder()
                .put("theta", Fixture.real(FLOAT32, 3, 4))
                .put("slots/m", Fixture.real(FLOAT64, 70_001))
                .put("nothing", Array.zeros(FLOAT32, Shape.of(0, 5)))
                .put("scalar", Array.scalar(3))
                .put("step", Long.MIN_VALUE + 1)
                .put("best loss", Math.nextUp(0.1))
                .put("executor", "fused ü \uD83D\uDE00\n\0")
                .build();
    }

    @Test
    void comesBackInOrder() throws IOException {
        Path file = folder.resolve("a.lemma");
        sample().write(file);
        Checkpoint read = Checkpoint.read(file);
        assertThat(read).isEqualTo(sample());
        assertThat(read.names())
                .containsExactly("theta", "slots/m", "nothing", "scalar", "step", "best loss", "executor");
        assertThat(read.whole("step")).isEqualTo(Long.MIN_VALUE + 1);
        assertThat(read.real("best loss")).isEqualTo(Math.nextUp(0.1));
        assertThat(read.text("executor")).isEqualTo("fused ü \uD83D\uDE00\n\0");
        assertThat(read.arrays()).containsOnlyKeys("theta", "slots/m", "nothing", "scalar");
        Path again = folder.resolve("b.lemma");
        read.write(again);
        assertThat(Files.readAllBytes(again)).isEqualTo(Files.readAllBytes(file));
    }

    /** Array.equals does not see NaN payloads; the bits are compared here. */
    @Test
    void keepsEveryBit() {
        float[] floats = {-0f, Float.intBitsToFloat(0x7FC0_1234), Float.MIN_VALUE, Float.NEGATIVE_INFINITY};
        double[] doubles = {-0.0, Double.longBitsToDouble(0xFFF8_0000_0000_1234L), Double.MIN_VALUE};
        Path file = folder.resolve("bits.lemma");
        Checkpoint.builder()
                .put("f", Array.of(Shape.of(4), floats))
                .put("d", Array.of(Shape.of(3), doubles))
                .put("r", doubles[1])
                .build()
                .write(file);
        Checkpoint read = Checkpoint.read(file);
        float[] f = (float[]) read.array("f").storage();
        double[] d = (double[]) read.array("d").storage();
        for (int i = 0; i < 4; i++) {
            assertThat(Float.floatToRawIntBits(f[i])).isEqualTo(Float.floatToRawIntBits(floats[i]));
        }
        for (int i = 0; i < 3; i++) {
            assertThat(Double.doubleToRawLongBits(d[i])).isEqualTo(Double.doubleToRawLongBits(doubles[i]));
        }
        assertThat(Double.doubleToRawLongBits(read.real("r"))).isEqualTo(Double.doubleToRawLongBits(doubles[1]));
    }

    @Test
    void everyFlippedBitAndEveryTruncationIsRefused() throws IOException {
        Path file = folder.resolve("small.lemma");
        Checkpoint.builder()
                .put("theta", Fixture.real(FLOAT32, 3))
                .put("step", 7L)
                .build()
                .write(file);
        byte[] bytes = Files.readAllBytes(file);
        for (int bit = 0; bit < 8 * bytes.length; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, flipped);
            assertThatThrownBy(() -> Checkpoint.read(file))
                    .isInstanceOf(FormatException.class)
                    .hasMessageContaining("small.lemma");
        }
        for (int length = 0; length < bytes.length; length++) {
            Files.write(file, Arrays.copyOf(bytes, length));
            assertThatThrownBy(() -> Checkpoint.read(file)).isInstanceOf(FormatException.class);
        }
        Files.write(file, Arrays.copyOf(bytes, bytes.length + 1));
        assertThatThrownBy(() -> Checkpoint.read(file))
                .isInstanceOf(FormatException.class)
                .hasMessageContaining("appended");
    }

    @Test
    void saysWhatItHasAndWhatItIs() {
        assertThatThrownBy(() -> sample().array("thêta"))
                .hasMessageContaining("thêta")
                .hasMessageContaining("slots/m");
        assertThatThrownBy(() -> sample().whole("theta"))
                .hasMessageContaining("Array")
                .hasMessageContaining("a whole number");
        assertThatThrownBy(() -> Checkpoint.builder().put("a", 1L).put("a", 2.0))
                .hasMessageContaining("two entries");
        assertThatThrownBy(() -> Checkpoint.builder().put("../a", 1L)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Checkpoint.builder().put("a", "\uD800")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Checkpoint.read(folder.resolve("none")))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("no such file");
    }
}
