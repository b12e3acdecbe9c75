package dev.lemma.core.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lemma.api.network.Layer;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.api.tensor.Tensor;
import dev.lemma.api.tensor.Window2D;
import dev.lemma.api.tensor.Windows;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import dev.lemma.compiler.reference.ReferenceExecutor;
import dev.lemma.core.network.Network;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Windows of extreme sizes: where they are allowed they are right, and where not that is said before anything is allocated. */
class WindowTest {

    private static final int LARGE = 1 << 30;

    /** Height and width are checked alike; each of these would overflow an int. */
    @ParameterizedTest
    @CsvSource({
        "65537, 1, 65537, 0, 0", // reach 65537·65536 + 1, an int that is 65537
        "2147483647, 1, 2, 0, 0",
        "1, 2147483647, 1, 0, 0",
        "1, 1, 1, 2147483647, 2147483647",
        "3, 1, 1, 1073741824, 1073741824"
    })
    void refusesSizesThatOverflow(int kernel, int stride, int dilation, int before, int after) {
        assertThatThrownBy(() -> new Window2D(kernel, 1, stride, 1, dilation, 1, before, after, 0, 0))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("along the height")
                .hasMessageContaining("at most 2^30");
        assertThatThrownBy(() -> new Window2D(1, kernel, 1, stride, 1, dilation, 0, 0, before, after))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("along the width");
    }

    @Test
    void refusesPaddedImagesThatOverflow() {
        Window2D window = new Window2D(1, 1, 1, 1, 1, 1, LARGE, 0, 0, 0);
        assertThatThrownBy(() -> window.outputHeight(1))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining("height 1 and padding " + LARGE);
        assertThat(window.outputWidth(5)).isEqualTo(5);
    }

    @Test
    void layersRefuseSizesThatOverflow() {
        refuses(new Convolution2D(1, 2).dilation(Integer.MAX_VALUE), "at most 2^30");
        refuses(new Convolution2D(1, 3).dilation(Integer.MAX_VALUE).same(), "kernel 3 with dilation 2147483647");
        refuses(new ConvolutionTranspose2D(1, 3).stride(Integer.MAX_VALUE), "would become");
        refuses(new AveragePool2D(1 << 16), "reaches over 65536");
    }

    private static void refuses(Layer layer, String reason) {
        assertThatThrownBy(() -> Network.of(Shape.of(1, 3, 3), layer))
                .isInstanceOf(ShapeException.class)
                .hasMessageContaining(reason);
    }

    /** One position only, however long the next step would be. */
    @Test
    void aHugeStrideIsOnePosition() {
        Tensor x = Tensor.input("x", DType.FLOAT64, 1, 1, 3, 3);
        Tensor w = Tensor.input("w", DType.FLOAT64, 1, 1, 2, 2);
        Window2D window = Window2D.of(2).stride(LARGE);
        Array pixels = Array.of(Shape.of(1, 1, 3, 3), new double[] {1, 2, 3, 4, 50, 6, 7, 8, 9});
        Array filter = Array.of(Shape.of(1, 1, 2, 2), new double[] {1, 10, 100, 1000});
        List<Tensor> roots =
                List.of(Windows.convolve(x, w, window, 1), Windows.maxPool(x, window), Windows.averagePool(x, window));
        List<Array> expected = List.of(one(50421), one(50), one(57 / 4.0));
        assertThat(ReferenceExecutor.evaluate(roots, Map.of(x, pixels, w, filter)))
                .isEqualTo(expected);
        Program fused = Program.of(
                Fused.executor(),
                in -> List.of(
                        Windows.convolve(in.get(0), in.get(1), window, 1),
                        Windows.maxPool(in.get(0), window),
                        Windows.averagePool(in.get(0), window)));
        assertThat(fused.callAll(List.of(pixels, filter))).isEqualTo(expected);
    }

    private static Array one(double value) {
        return Array.of(Shape.of(1, 1, 1, 1), new double[] {value});
    }

    /** Every window of every small image: refused if and only if some window has all its places in the padding. */
    @Test
    void maxPoolingRefusesExactlyTheWindowsWithoutAnElement() {
        List<String> wrong = new ArrayList<>();
        int refused = 0;
        int counted = 0;
        for (int code = 0; code < 5 * 3 * 3 * 4 * 5 * 5; code++) {
            int rest = code;
            int extent = 1 + rest % 5;
            int kernel = 1 + (rest /= 5) % 3;
            int stride = 1 + (rest /= 3) % 3;
            int dilation = 1 + (rest /= 3) % 4;
            int before = (rest /= 4) % 5;
            int after = rest / 5;
            if (extent + before + after < dilation * (kernel - 1) + 1) {
                continue;
            }
            counted++;
            Window2D window = new Window2D(kernel, 1, stride, 1, dilation, 1, before, after, 0, 0);
            boolean empty = false;
            for (int o = 0; o < window.outputHeight(extent); o++) {
                int inside = 0;
                for (int tap = 0; tap < kernel; tap++) {
                    int place = o * stride + tap * dilation - before;
                    inside += place >= 0 && place < extent ? 1 : 0;
                }
                empty |= inside == 0;
            }
            refused += empty ? 1 : 0;
            boolean accepted = true;
            try {
                Windows.maxPool(Tensor.full(DType.FLOAT32, Shape.of(1, 1, extent, 1), 0), window);
            } catch (ShapeException e) {
                accepted = false;
                assertThat(e).hasMessageContaining("max pooling: along the height, window ");
            }
            if (accepted == empty) {
                wrong.add(window + " on " + extent);
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(refused).isBetween(100, counted - 100);
    }
}
