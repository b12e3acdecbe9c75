package dev.lemma.compiler.internal.blas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.ref.WeakReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Segments are made once for a place in an array, and do not keep the array alive. */
class ForeignOperandsTest {
    private final ForeignOperands operands = new ForeignOperands();

    @BeforeEach
    void segmentsExist() {
        assumeTrue(Runtime.version().feature() >= 22, "java.lang.foreign came with Java 22");
    }

    @Test
    void aPlaceInAnArrayHasOneSegment() throws ReflectiveOperationException {
        double[] doubles = new double[10];
        float[] floats = new float[10];
        Object first = operands.segment(doubles, 3);
        assertThat(operands.segment(doubles, 3)).isSameAs(first);
        assertThat(operands.segment(doubles, 4)).isNotSameAs(first);
        assertThat(operands.segment(doubles.clone(), 3)).isNotSameAs(first);
        assertThat(bytes(first)).isEqualTo(7 * Double.BYTES);
        assertThat(bytes(operands.segment(floats, 3))).isEqualTo(7 * Float.BYTES);
    }

    @Test
    void moreOperandsThanPlacesAreEachWhatTheyAre() throws ReflectiveOperationException {
        double[] array = new double[20_000];
        for (int round = 0; round < 3; round++) {
            for (int offset = 0; offset < array.length; offset++) {
                assertThat(bytes(operands.segment(array, offset)))
                        .isEqualTo((long) Double.BYTES * (array.length - offset));
            }
        }
    }

    @Test
    void anArrayThatNobodyElseHasIsCollected() throws InterruptedException {
        WeakReference<double[]> array = new WeakReference<>(new double[1000]);
        double[] held = array.get();
        assertThat(operands.segment(held, 0)).isNotNull();
        held = null;
        for (int i = 0; i < 50 && array.get() != null; i++) {
            System.gc();
            Thread.sleep(10);
        }
        assertThat(array.get()).isNull();
    }

    private static long bytes(Object segment) throws ReflectiveOperationException {
        return (long) Class.forName("java.lang.foreign.MemorySegment")
                .getMethod("byteSize")
                .invoke(segment);
    }
}
