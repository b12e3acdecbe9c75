package dev.lemma.compiler.internal.kernel;

import dev.lemma.compiler.primitive.Layout;
import dev.lemma.compiler.primitive.Place;
import java.util.ArrayList;
import java.util.List;

/** Puts the elements of a strided view side by side, or at equal strides; runs of neighbours are copied in bulk. */
public final class StridedCopy implements Runnable {

    private final Object from;
    private final int fromStart;
    private final Object to;
    private final int toStart;
    private final int[] extents;
    private final int[] fromSteps;
    private final int[] toSteps;
    private final int[] index;

    /** Copies elements into places with the given strides along their axes. */
    public StridedCopy(Place source, Object to, int toStart, int[] toStrides) {
        Layout layout = source.layout();
        this.from = source.array();
        this.fromStart = source.start();
        this.to = to;
        this.toStart = toStart;
        List<int[]> axes = new ArrayList<>();
        for (int axis = 0; axis < layout.rank(); axis++) {
            int extent = layout.extent(axis);
            if (extent == 1) {
                continue;
            }
            int[] last = axes.isEmpty() ? null : axes.get(axes.size() - 1);
            int fromStep = layout.stride(axis);
            if (last != null && last[1] == fromStep * extent && last[2] == toStrides[axis] * extent) {
                last[0] *= extent;
                last[1] = fromStep;
                last[2] = toStrides[axis];
            } else {
                axes.add(new int[] {extent, fromStep, toStrides[axis]});
            }
        }
        if (axes.isEmpty()) {
            axes.add(new int[] {layout.size() == 0 ? 0 : 1, 1, 1});
        }
        this.extents = axes.stream().mapToInt(a -> a[0]).toArray();
        this.fromSteps = axes.stream().mapToInt(a -> a[1]).toArray();
        this.toSteps = axes.stream().mapToInt(a -> a[2]).toArray();
        this.index = new int[extents.length];
    }

    @Override
    public void run() {
        int inner = extents.length - 1;
        long rows = 1;
        for (int axis = 0; axis < inner; axis++) {
            rows *= extents[axis];
            index[axis] = 0;
        }
        int source = fromStart;
        int target = toStart;
        for (long row = 0; row < rows; row++) {
            line(source, target);
            for (int axis = inner - 1; axis >= 0; axis--) {
                source += fromSteps[axis];
                target += toSteps[axis];
                if (++index[axis] < extents[axis]) {
                    break;
                }
                source -= fromSteps[axis] * extents[axis];
                target -= toSteps[axis] * extents[axis];
                index[axis] = 0;
            }
        }
    }

    private void line(int source, int target) {
        int n = extents[extents.length - 1];
        int fromStep = fromSteps[extents.length - 1];
        int toStep = toSteps[extents.length - 1];
        if (fromStep == 1 && toStep == 1) {
            System.arraycopy(from, source, to, target, n);
        } else if (from instanceof float[] f) {
            float[] t = (float[]) to;
            for (int i = 0; i < n; i++) {
                t[target + i * toStep] = f[source + i * fromStep];
            }
        } else {
            double[] d = (double[]) from;
            double[] t = (double[]) to;
            for (int i = 0; i < n; i++) {
                t[target + i * toStep] = d[source + i * fromStep];
            }
        }
    }
}
