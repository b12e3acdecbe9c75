package dev.lemma.core.io;

import dev.lemma.api.check.Check;
import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.Shape;
import dev.lemma.core.io.internal.Element;
import dev.lemma.core.io.internal.Input;
import java.nio.ByteOrder;
import java.nio.file.Path;

/**
 * IDX, the format of MNIST and Fashion-MNIST: one array, plain or through gzip.
 *
 * <pre>{@code 0  0  type  rank   extents (4 bytes each)   numbers,    everything big-endian }</pre>
 *
 * <p>Types: 8 unsigned bytes, 9 signed bytes, 11 and 12 whole numbers of 16 and 32 bits, 13 float32, 14 float64. The
 * file must end where its header says. Whether it is gzip is seen from its first bytes, not from its name.
 *
 * @see <a href="http://yann.lecun.com/exdb/mnist/">LeCun, Cortes and Burges, The MNIST database</a>
 */
public final class Idx {

    private Idx() {}

    /** Reads the array: bytes and 16-bit numbers as float32 (unscaled), wider whole numbers as float64. */
    public static Array read(Path file) {
        Check.given("file", file);
        try (Input in = Input.openMaybeGzip(file, "IDX file")) {
            int zero = in.u8("the magic number") << 8 | in.u8("the magic number");
            int type = in.u8("the magic number");
            int rank = in.u8("the magic number");
            if (zero != 0) {
                throw in.refused("it starts with the bytes " + (zero >> 8) + " " + (zero & 0xFF) + ", expected 0 0");
            }
            Element element =
                    switch (type) {
                        case 0x08 -> Element.UINT8;
                        case 0x09 -> Element.INT8;
                        case 0x0B -> Element.INT16;
                        case 0x0C -> Element.INT32;
                        case 0x0D -> Element.FLOAT32;
                        case 0x0E -> Element.FLOAT64;
                        default -> throw in.refused("its type is " + type + ", expected 8, 9, 11, 12, 13 or 14");
                    };
            if (rank == 0 || rank > 8) {
                throw in.refused("it has " + rank + " axes, expected 1 to 8");
            }
            long[] extents = new long[rank];
            for (int axis = 0; axis < rank; axis++) {
                extents[axis] = in.u32(ByteOrder.BIG_ENDIAN, "extent " + axis);
            }
            Shape shape = in.shape(extents);
            long bytes = (long) shape.size() * element.bytes();
            if (in.isExact() && bytes < in.left()) {
                throw in.refused("its header claims " + bytes + " bytes of numbers, but " + in.left() + " follow");
            }
            Array array = in.numbers(element, ByteOrder.BIG_ENDIAN, shape, "the array");
            in.expectEnd();
            return array;
        }
    }
}
