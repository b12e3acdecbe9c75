package dev.lemma.compiler.internal.window;

import dev.lemma.compiler.concurrent.Team;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * Numbers of a plane picked by their places, and the adjoint that puts them back: {@code y[b,i] = x[b, k[b,i]]} and {@code
 * x̄[b,j] = Σ_{i: k[b,i] = j} ȳ[b,i]}, for {@code planes} rows {@code b}, {@code i < taken}, places in {@code [0, extent)}.
 *
 * <p>Max pooling and its derivative, with the places of {@link MaxPool}. Sums run in the order of {@code i}; planes are
 * independent, so the bits do not depend on the team. Immutable, needs no scratch.
 *
 * @param planes rows of all three arrays, at least 0
 * @param extent numbers in a row of {@code x}
 * @param taken numbers in a row of {@code y} and of the places
 */
public record PlanePlaces(int planes, int extent, int taken) {

    /** Numbers per part; a part is a fixed run of planes. */
    private static final int PART = 1 << 14;

    public PlanePlaces {
        if (planes < 0 || extent < 0 || taken < 0) {
            throw new IllegalArgumentException("places: " + planes + " planes, extent " + extent + ", " + taken
                    + " taken from each: expected none to be negative");
        }
    }

    private int perPart() {
        return Math.max(1, PART / Math.max(1, Math.max(extent, taken)));
    }

    private int parts() {
        return (planes + perPart() - 1) / perPart();
    }

    private int end(int part) {
        return Math.min(planes, (part + 1) * perPart());
    }

    /** Writes {@code y} from {@code x} and the places. */
    public void take(float[] x, int xOffset, float[] places, int placesOffset, float[] y, int yOffset, Team team) {
        boundTake(x, xOffset, places, placesOffset, y, yOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable boundTake(
            float[] x, int xOffset, float[] places, int placesOffset, float[] y, int yOffset, Team team) {
        IntConsumer each = part -> {
            for (int b = part * perPart(); b < end(part); b++) {
                int row = xOffset + b * extent;
                int at = placesOffset + b * taken;
                int to = yOffset + b * taken;
                for (int i = 0; i < taken; i++) {
                    int place = (int) places[at + i];
                    if (place < 0 || place >= extent) {
                        throw outside(places[at + i], b);
                    }
                    y[to + i] = x[row + place];
                }
            }
        };
        return () -> Parts.run(team, 4L * planes * taken, parts(), each);
    }

    /** Writes {@code x̄} from {@code ȳ} and the places: the adjoint of {@link #take} in {@code x}. */
    public void put(float[] y, int yOffset, float[] places, int placesOffset, float[] x, int xOffset, Team team) {
        boundPut(y, yOffset, places, placesOffset, x, xOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable boundPut(
            float[] y, int yOffset, float[] places, int placesOffset, float[] x, int xOffset, Team team) {
        IntConsumer each = part -> {
            for (int b = part * perPart(); b < end(part); b++) {
                int row = xOffset + b * extent;
                int at = placesOffset + b * taken;
                int from = yOffset + b * taken;
                Arrays.fill(x, row, row + extent, 0);
                for (int i = 0; i < taken; i++) {
                    int place = (int) places[at + i];
                    if (place < 0 || place >= extent) {
                        throw outside(places[at + i], b);
                    }
                    x[row + place] += y[from + i];
                }
            }
        };
        return () -> Parts.run(team, 4L * planes * Math.max(taken, extent / 4), parts(), each);
    }

    /** Writes {@code y} from {@code x} and the places. */
    public void take(double[] x, int xOffset, double[] places, int placesOffset, double[] y, int yOffset, Team team) {
        boundTake(x, xOffset, places, placesOffset, y, yOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable boundTake(
            double[] x, int xOffset, double[] places, int placesOffset, double[] y, int yOffset, Team team) {
        IntConsumer each = part -> {
            for (int b = part * perPart(); b < end(part); b++) {
                int row = xOffset + b * extent;
                int at = placesOffset + b * taken;
                int to = yOffset + b * taken;
                for (int i = 0; i < taken; i++) {
                    int place = (int) places[at + i];
                    if (place < 0 || place >= extent) {
                        throw outside(places[at + i], b);
                    }
                    y[to + i] = x[row + place];
                }
            }
        };
        return () -> Parts.run(team, 4L * planes * taken, parts(), each);
    }

    /** Writes {@code x̄} from {@code ȳ} and the places: the adjoint of {@link #take} in {@code x}. */
    public void put(double[] y, int yOffset, double[] places, int placesOffset, double[] x, int xOffset, Team team) {
        boundPut(y, yOffset, places, placesOffset, x, xOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable boundPut(
            double[] y, int yOffset, double[] places, int placesOffset, double[] x, int xOffset, Team team) {
        IntConsumer each = part -> {
            for (int b = part * perPart(); b < end(part); b++) {
                int row = xOffset + b * extent;
                int at = placesOffset + b * taken;
                int from = yOffset + b * taken;
                Arrays.fill(x, row, row + extent, 0);
                for (int i = 0; i < taken; i++) {
                    int place = (int) places[at + i];
                    if (place < 0 || place >= extent) {
                        throw outside(places[at + i], b);
                    }
                    x[row + place] += y[from + i];
                }
            }
        };
        return () -> Parts.run(team, 4L * planes * Math.max(taken, extent / 4), parts(), each);
    }

    private IndexOutOfBoundsException outside(double place, int plane) {
        return new IndexOutOfBoundsException(
                "place " + place + " in plane " + plane + ": expected a whole number in [0, " + extent + ")");
    }
}
