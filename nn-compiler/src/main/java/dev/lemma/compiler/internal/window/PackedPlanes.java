package dev.lemma.compiler.internal.window;

/**
 * The input of a convolution with its padding written out, one plane per channel and pair of phases (see {@link WindowAxis}).
 *
 * <p>Output {@code (i, j)} has position {@code p = i·pitch + j}, and term {@code k = (c, t, u)} reads number {@code shift(k) +
 * p} of the packed planes: {@code y[p] = Σ_k w[k]·packed[shift(k) + p]}, without any other index arithmetic. Rows are {@code
 * pitch} apart, just enough that one row's padding on the right is the next row's on the left. Positions between the rows
 * ({@code j ≥ outW}) yield numbers that nobody reads.
 */
final class PackedPlanes {

    private final WindowAxis v;
    private final WindowAxis h;
    private final int channels;
    private final int pitch;
    private final int plane;
    private final int[] planeOf;
    private final int planes;

    PackedPlanes(ConvGeometry geometry) {
        v = WindowAxis.height(geometry.inH(), geometry.window());
        h = WindowAxis.width(geometry.inW(), geometry.window());
        channels = geometry.groupInputs();
        int pitch = h.out();
        int reach = 0;
        for (int b = 0; b < h.stride(); b++) {
            if (h.hasTaps(b)) {
                int read = h.out() + h.maxShift(b);
                pitch = Math.max(pitch, Math.max(Math.min(h.end(b), read), read - h.first(b)));
                reach = Math.max(reach, read);
            }
        }
        this.pitch = pitch;
        int rows = 0;
        planeOf = new int[v.stride() * h.stride()];
        int planes = 0;
        for (int a = 0; a < v.stride(); a++) {
            if (v.hasTaps(a)) {
                rows = Math.max(rows, v.out() + v.maxShift(a));
                for (int b = 0; b < h.stride(); b++) {
                    planeOf[a * h.stride() + b] = h.hasTaps(b) ? planes++ : -1;
                }
            }
        }
        this.planes = planes;
        plane = Math.addExact(Math.multiplyExact(rows, pitch), Math.max(0, reach - pitch));
        Math.multiplyExact(Math.multiplyExact(plane, planes), channels);
    }

    /** Distance between output rows. */
    int pitch() {
        return pitch;
    }

    /** Numbers in the packed planes of one image's group. */
    int size() {
        return channels * planes * plane;
    }

    /** What an output of the convolution sums, its terms ordered by {@code (t, c, u)}. */
    PlaneSums sums(int outputs) {
        int[] order = order();
        int[] terms = taps().shifts();
        int[] shifts = new int[order.length];
        for (int k = 0; k < shifts.length; k++) {
            shifts[k] = terms[order[k]];
        }
        int[] first = new int[v.out()];
        int[] end = new int[v.out()];
        int perRow = channels * h.kernel();
        for (int i = 0; i < v.out(); i++) {
            int t = 0;
            while (t < v.kernel() && !v.reads(i, t)) {
                t++;
            }
            first[i] = t * perRow;
            while (t < v.kernel() && v.reads(i, t)) {
                t++;
            }
            end[i] = t * perRow;
        }
        return new PlaneSums(outputs, shifts, v.out(), h.out(), pitch, first, end);
    }

    /** For each term of {@link #sums} its number among the weights {@code [c, t, u]} of an output. */
    int[] order() {
        int[] order = new int[channels * v.kernel() * h.kernel()];
        int k = 0;
        for (int t = 0; t < v.kernel(); t++) {
            for (int c = 0; c < channels; c++) {
                for (int u = 0; u < h.kernel(); u++) {
                    order[k++] = (c * v.kernel() + t) * h.kernel() + u;
                }
            }
        }
        return order;
    }

    /** Where the terms {@code (c, t, u)} begin, in the order of the weights. */
    PlaneTaps taps() {
        int[] shifts = new int[channels * v.kernel() * h.kernel()];
        int k = 0;
        for (int c = 0; c < channels; c++) {
            for (int t = 0; t < v.kernel(); t++) {
                for (int u = 0; u < h.kernel(); u++) {
                    int start = (c * planes + planeOf[v.phase(t) * h.stride() + h.phase(u)]) * plane;
                    shifts[k++] = start + v.shift(t) * pitch + h.shift(u);
                }
            }
        }
        boolean together = h.stride() == 1 && h.dilation() == 1;
        return new PlaneTaps(shifts, together ? h.kernel() : 1);
    }

    /** Packs the group of channels that begins at {@code x[from]}. The numbers in between are zero already and stay so. */
    <A> void pack(PlaneProducts<A> numbers, A x, int from, A packed, int to) {
        for (int c = 0; c < channels; c++) {
            for (int a = 0; a < v.stride(); a++) {
                if (!v.hasTaps(a)) {
                    continue;
                }
                int last = Math.min(v.end(a), v.out() + v.maxShift(a));
                for (int b = 0; b < h.stride(); b++) {
                    if (!h.hasTaps(b)) {
                        continue;
                    }
                    int first = h.first(b);
                    int n = Math.min(h.end(b), h.out() + h.maxShift(b)) - first;
                    int start = to + (c * planes + planeOf[a * h.stride() + b]) * plane + first;
                    if (n <= 0) {
                        continue;
                    }
                    int row = v.first(a);
                    int source = from + (c * v.in() + v.input(a, row)) * h.in() + h.input(b, first);
                    int step = v.stride() * h.in();
                    if (h.stride() == 1) {
                        numbers.copyRows(x, source, step, packed, start + row * pitch, pitch, last - row, n);
                        continue;
                    }
                    for (int r = 0; r < last - row; r++) {
                        numbers.copy(x, source + r * step, h.stride(), packed, start + (row + r) * pitch, 1, n);
                    }
                }
            }
        }
    }
}
