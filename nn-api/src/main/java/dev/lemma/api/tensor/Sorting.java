package dev.lemma.api.tensor;

/**
 * Elements in order. Where the order is strict, sorting moves numbers and so do its derivatives: a cotangent goes to where the number came from. Ties keep
 * their order, and the derivative is that of the order taken. NaN counts as the largest.
 *
 * <pre>{@code
 * Tensor median = Sorting.sort(x, -1).at(-1, n / 2);
 * Sorting.Top best = Sorting.top(logits, 5);          // values and places of the five largest of each row
 * }</pre>
 */
public final class Sorting {

    /**
     * The largest elements of each row.
     *
     * @param values […, k], from the largest down
     * @param places where they were along the last axis
     */
    public record Top(Tensor values, Tensor places) {}

    private Sorting() {}

    /** The places of the elements along an axis, from the smallest element up. */
    public static Tensor argSort(Tensor x, int axis) {
        int at = x.shape().axis(axis);
        Tensor order = Tensor.apply(new ArgSort(false), Mapped.move(x, at, x.rank() - 1));
        return Mapped.move(order, x.rank() - 1, at);
    }

    /** The elements along an axis, from the smallest up. */
    public static Tensor sort(Tensor x, int axis) {
        return sorted(x, axis, false);
    }

    /** The elements along an axis, from the largest down. */
    public static Tensor sortDescending(Tensor x, int axis) {
        return sorted(x, axis, true);
    }

    private static Tensor sorted(Tensor x, int axis, boolean descending) {
        int at = x.shape().axis(axis);
        Tensor rows = Mapped.move(x, at, x.rank() - 1);
        Tensor sorted = rows.takeAlong(Tensor.apply(new ArgSort(descending), rows));
        return Mapped.move(sorted, x.rank() - 1, at);
    }

    /** The k largest elements along the last axis, and their places. */
    public static Top top(Tensor x, int k) {
        if (x.rank() == 0 || k < 0 || k > x.shape().extent(-1)) {
            throw new ShapeException(
                    "top: expected at most as many as the last axis has places, got " + k + " of " + x.shape());
        }
        Tensor places = Tensor.apply(new ArgSort(true), x).slice(-1, 0, k);
        return new Top(x.takeAlong(places), places);
    }
}
