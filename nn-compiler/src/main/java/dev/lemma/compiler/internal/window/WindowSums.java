package dev.lemma.compiler.internal.window;

import dev.lemma.compiler.concurrent.Team;
import java.util.Arrays;
import java.util.function.IntConsumer;

/**
 * The sum over every window, padding being zero, and its adjoint: average pooling is this divided by a count.
 *
 * <p>{@code y[i,j] = Σ_{t,u} x̂[i·sH + t·dH, j·sW + u·dW]}; adjoint {@code x̄[r,c] = Σ ȳ[i,j]} over the windows that hold
 * {@code (r, c)}. Cost: one addition per tap. Planes are independent, so the bits do not depend on the team. Immutable, needs
 * no scratch.
 */
public final class WindowSums {

    /** Output numbers per part; a part is a fixed run of planes. */
    private static final int PART = 1 << 14;

    private final PoolGeometry geometry;
    private final WindowAxis v;
    private final WindowAxis h;
    private final int perPart;
    private final int parts;

    /** Plans for one geometry. */
    public WindowSums(PoolGeometry geometry) {
        this.geometry = geometry;
        v = WindowAxis.height(geometry.inH(), geometry.window());
        h = WindowAxis.width(geometry.inW(), geometry.window());
        perPart = Math.max(1, PART / Math.max(v.out() * h.out(), v.in() * h.in()));
        parts = (geometry.planes() + perPart - 1) / perPart;
    }

    private long additions() {
        return (long) geometry.outputSize() * v.kernel() * h.kernel();
    }

    private int firstPlane(int part) {
        return part * perPart;
    }

    private int endPlane(int part) {
        return Math.min(geometry.planes(), (part + 1) * perPart);
    }

    /** First output whose tap lies at or after the first input. */
    private static int first(WindowAxis axis, int tap) {
        int before = axis.pad() - tap * axis.dilation();
        return before <= 0 ? 0 : (before + axis.stride() - 1) / axis.stride();
    }

    /** Output after the last whose tap lies at or before the last input. */
    private static int end(WindowAxis axis, int tap) {
        return Math.min(
                axis.out(), Math.floorDiv(axis.in() - 1 + axis.pad() - tap * axis.dilation(), axis.stride()) + 1);
    }

    /** Writes {@code y} from {@code x}. */
    public void sum(float[] x, int xOffset, float[] y, int yOffset, Team team) {
        boundSum(x, xOffset, y, yOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable boundSum(float[] x, int xOffset, float[] y, int yOffset, Team team) {
        IntConsumer each = part -> {
            for (int plane = firstPlane(part); plane < endPlane(part); plane++) {
                int to = yOffset + plane * v.out() * h.out();
                Arrays.fill(y, to, to + v.out() * h.out(), 0);
                sumPlane(x, xOffset + plane * v.in() * h.in(), y, to);
            }
        };
        return () -> Parts.run(team, additions(), parts, each);
    }

    private void sumPlane(float[] x, int from, float[] y, int to) {
        for (int t = 0; t < v.kernel(); t++) {
            int lastRow = end(v, t);
            for (int i = first(v, t); i < lastRow; i++) {
                int row = from + (i * v.stride() + t * v.dilation() - v.pad()) * h.in() - h.pad();
                for (int u = 0; u < h.kernel(); u++) {
                    int lastColumn = end(h, u);
                    int at = row + u * h.dilation();
                    for (int j = first(h, u); j < lastColumn; j++) {
                        y[to + i * h.out() + j] += x[at + j * h.stride()];
                    }
                }
            }
        }
    }

    /** Writes {@code x̄} from {@code ȳ}: the adjoint. Inputs in no window become zero. */
    public void adjoint(float[] y, int yOffset, float[] x, int xOffset, Team team) {
        boundAdjoint(y, yOffset, x, xOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable boundAdjoint(float[] y, int yOffset, float[] x, int xOffset, Team team) {
        IntConsumer each = part -> {
            for (int plane = firstPlane(part); plane < endPlane(part); plane++) {
                int to = xOffset + plane * v.in() * h.in();
                Arrays.fill(x, to, to + v.in() * h.in(), 0);
                adjointPlane(y, yOffset + plane * v.out() * h.out(), x, to);
            }
        };
        return () -> Parts.run(team, additions(), parts, each);
    }

    private void adjointPlane(float[] y, int from, float[] x, int to) {
        for (int t = 0; t < v.kernel(); t++) {
            int lastRow = end(v, t);
            for (int i = first(v, t); i < lastRow; i++) {
                int row = to + (i * v.stride() + t * v.dilation() - v.pad()) * h.in() - h.pad();
                for (int u = 0; u < h.kernel(); u++) {
                    int lastColumn = end(h, u);
                    int at = row + u * h.dilation();
                    for (int j = first(h, u); j < lastColumn; j++) {
                        x[at + j * h.stride()] += y[from + i * h.out() + j];
                    }
                }
            }
        }
    }

    /** Writes {@code y} from {@code x}. */
    public void sum(double[] x, int xOffset, double[] y, int yOffset, Team team) {
        boundSum(x, xOffset, y, yOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable boundSum(double[] x, int xOffset, double[] y, int yOffset, Team team) {
        IntConsumer each = part -> {
            for (int plane = firstPlane(part); plane < endPlane(part); plane++) {
                int to = yOffset + plane * v.out() * h.out();
                Arrays.fill(y, to, to + v.out() * h.out(), 0);
                sumPlane(x, xOffset + plane * v.in() * h.in(), y, to);
            }
        };
        return () -> Parts.run(team, additions(), parts, each);
    }

    private void sumPlane(double[] x, int from, double[] y, int to) {
        for (int t = 0; t < v.kernel(); t++) {
            int lastRow = end(v, t);
            for (int i = first(v, t); i < lastRow; i++) {
                int row = from + (i * v.stride() + t * v.dilation() - v.pad()) * h.in() - h.pad();
                for (int u = 0; u < h.kernel(); u++) {
                    int lastColumn = end(h, u);
                    int at = row + u * h.dilation();
                    for (int j = first(h, u); j < lastColumn; j++) {
                        y[to + i * h.out() + j] += x[at + j * h.stride()];
                    }
                }
            }
        }
    }

    /** Writes {@code x̄} from {@code ȳ}: the adjoint. Inputs in no window become zero. */
    public void adjoint(double[] y, int yOffset, double[] x, int xOffset, Team team) {
        boundAdjoint(y, yOffset, x, xOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable boundAdjoint(double[] y, int yOffset, double[] x, int xOffset, Team team) {
        IntConsumer each = part -> {
            for (int plane = firstPlane(part); plane < endPlane(part); plane++) {
                int to = xOffset + plane * v.in() * h.in();
                Arrays.fill(x, to, to + v.in() * h.in(), 0);
                adjointPlane(y, yOffset + plane * v.out() * h.out(), x, to);
            }
        };
        return () -> Parts.run(team, additions(), parts, each);
    }

    private void adjointPlane(double[] y, int from, double[] x, int to) {
        for (int t = 0; t < v.kernel(); t++) {
            int lastRow = end(v, t);
            for (int i = first(v, t); i < lastRow; i++) {
                int row = to + (i * v.stride() + t * v.dilation() - v.pad()) * h.in() - h.pad();
                for (int u = 0; u < h.kernel(); u++) {
                    int lastColumn = end(h, u);
                    int at = row + u * h.dilation();
                    for (int j = first(h, u); j < lastColumn; j++) {
                        x[at + j * h.stride()] += y[from + i * h.out() + j];
                    }
                }
            }
        }
    }
}
