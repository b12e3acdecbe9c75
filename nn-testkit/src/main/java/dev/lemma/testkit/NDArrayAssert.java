package dev.lemma.testkit;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * Assertions on arrays, with a tolerance that is stated: {@code INDArray.equals} has one of its own.
 *
 * <pre>{@code
 * NDArrayAssert.assertThat(theta).hasShape(3, 2).isCloseTo(expected, Tolerance.relative(1e-12));
 * }</pre>
 */
public final class NDArrayAssert extends AbstractAssert<NDArrayAssert, Array> {

    private NDArrayAssert(Array actual) {
        super(actual, NDArrayAssert.class);
    }

    /** Of a copy of an ND4J array. */
    public static NDArrayAssert assertThat(INDArray actual) {
        return new NDArrayAssert(Array.of(actual));
    }

    /** Of an array, not copied. */
    public static NDArrayAssert assertThat(Array actual) {
        return new NDArrayAssert(actual);
    }

    /** Exactly these extents. */
    public NDArrayAssert hasShape(int... extents) {
        if (!actual.shape().equals(Shape.of(extents))) {
            failWithMessage("Expected shape %s, got %s", Shape.of(extents), actual.shape());
        }
        return this;
    }

    /** Exactly this type: float32 numbers do not pass for float64. */
    public NDArrayAssert hasType(DType type) {
        if (actual.type() != type) {
            failWithMessage("Expected type %s, got %s", type, actual.type());
        }
        return this;
    }

    /** No NaN and no infinity; the first one is named with its place. */
    public NDArrayAssert isFinite() {
        double[] numbers = actual.toDoubles();
        for (int i = 0; i < numbers.length; i++) {
            if (!Double.isFinite(numbers[i])) {
                failWithMessage(
                        "Expected finite numbers, got %s at %s of shape %s", numbers[i], place(i), actual.shape());
            }
        }
        return this;
    }

    /** Same shape, and every number close; the worst one is named. */
    public NDArrayAssert isCloseTo(INDArray expected, Tolerance tolerance) {
        return isCloseTo(Array.of(expected), tolerance);
    }

    /** Same shape, and every number close; the worst one is named. */
    public NDArrayAssert isCloseTo(Array expected, Tolerance tolerance) {
        if (!actual.shape().equals(expected.shape())) {
            failWithMessage("Expected shape %s, got %s", expected.shape(), actual.shape());
        }
        double[] a = actual.toDoubles();
        double[] b = expected.toDoubles();
        int worst = -1;
        int count = 0;
        for (int i = 0; i < a.length; i++) {
            if (!tolerance.accepts(a[i], b[i])) {
                count++;
                worst = worst < 0 || !(Math.abs(a[i] - b[i]) <= Math.abs(a[worst] - b[worst])) ? i : worst;
            }
        }
        if (worst >= 0) {
            failWithMessage(
                    "%s of %s numbers differ by more than %s. The worst, at %s: expected %s, got %s (difference %s)",
                    count, a.length, tolerance, place(worst), b[worst], a[worst], Math.abs(a[worst] - b[worst]));
        }
        return this;
    }

    /** As many numbers, in row-major order, and every one close; the worst one is named. */
    public NDArrayAssert isCloseTo(double[] expected, Tolerance tolerance) {
        return isCloseTo(Array.of(actual.shape(), expected), tolerance);
    }

    /** Same shape, type and bits, signs of zeros and NaN included. */
    public NDArrayAssert hasSameBitsAs(Array expected) {
        if (!actual.shape().equals(expected.shape()) || actual.type() != expected.type()) {
            failWithMessage(
                    "Expected %s %s, got %s %s", expected.type(), expected.shape(), actual.type(), actual.shape());
        }
        int first = Arrays.mismatch(actual.toDoubles(), expected.toDoubles());
        if (first >= 0) {
            failWithMessage(
                    "Expected the same bits; at %s: expected %s, got %s",
                    place(first), expected.get(first), actual.get(first));
        }
        return this;
    }

    private String place(int index) {
        int[] place = new int[actual.shape().rank()];
        int rest = index;
        for (int axis = place.length - 1; axis >= 0; axis--) {
            place[axis] = rest % actual.shape().extent(axis);
            rest /= actual.shape().extent(axis);
        }
        return Arrays.toString(place);
    }
}
