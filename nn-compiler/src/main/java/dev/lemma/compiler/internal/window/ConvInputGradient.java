package dev.lemma.compiler.internal.window;

import dev.lemma.compiler.concurrent.Team;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntConsumer;

/**
 * The adjoint of a convolution in its input: {@code x̄ = Aᵀ ȳ} for {@code A x = w ⋆ x}, also called transposed convolution;
 * bilinear in {@code ȳ} and {@code w}.
 *
 * <p>Inputs of one pair of phases (see {@link WindowAxis}) receive from the taps of that pair only: {@code x̄[c, s·q + a − pad]
 * = Σ_{o, t in phase a} w[o,c,t] · ȳ[o, q − q_t]}. That is again a sum of shifts over the padded ȳ, so every input is written
 * once, by one {@link PlaneProducts#sum} per pair of phases, and nothing is scattered. Inputs that no window reaches become
 * zero. Cost and threads as for {@link ConvForward}.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class ConvInputGradient<A> {

    /** Inputs of one pair of phases: where they lie and which terms they sum. */
    private record Phase(int a, int b, PlaneSums sums, int[] weights, int weightsAt) {}

    private final ConvGeometry geometry;
    private final PlaneProducts<A> numbers;
    private final WindowAxis v;
    private final WindowAxis h;
    private final List<Phase> phases = new ArrayList<>();
    private final int weights;
    private final int pitch;
    private final int plane;
    private final int leadV;
    private final int leadH;
    private final int dataRows;
    private final int dataColumns;
    private final int units;
    private final int parts;
    private final int packed;
    private final int perPart;

    /** Plans for one geometry, in the arithmetic of {@code numbers}. */
    public ConvInputGradient(ConvGeometry geometry, PlaneProducts<A> numbers) {
        this.geometry = geometry;
        this.numbers = numbers;
        v = WindowAxis.height(geometry.inH(), geometry.window());
        h = WindowAxis.width(geometry.inW(), geometry.window());
        leadV = lead(v);
        leadH = lead(h);
        int rows = read(v, leadV);
        int columns = read(h, leadH);
        dataRows = Math.max(0, Math.min(v.out(), rows - leadV));
        dataColumns = Math.max(0, Math.min(h.out(), columns - leadH));
        int pitch = Math.max(leadH + dataColumns, columns - leadH);
        for (int b = 0; b < h.stride(); b++) {
            pitch = Math.max(pitch, h.end(b) - h.first(b));
        }
        this.pitch = pitch;
        plane = Math.addExact(Math.multiplyExact(rows, pitch), Math.max(0, columns - pitch));
        packed = Math.addExact(Math.multiplyExact(geometry.groupOutputs(), plane), numbers.lanes());
        int weightsAt = 0;
        int workspace = 0;
        for (int a = 0; a < v.stride(); a++) {
            for (int b = 0; b < h.stride(); b++) {
                if (v.end(a) > v.first(a) && h.end(b) > h.first(b)) {
                    Phase phase = phase(a, b, weightsAt);
                    phases.add(phase);
                    weightsAt = Math.addExact(weightsAt, Math.multiplyExact(geometry.groups(), phase.weights.length));
                    workspace = Math.max(workspace, numbers.workspace(phase.sums));
                }
            }
        }
        units = geometry.batch() * geometry.groups();
        parts = Parts.of(units);
        perPart = Math.addExact(packed, workspace);
        weights = weightsAt;
        Math.addExact(weights, Math.multiplyExact(parts, perPart));
    }

    /** Numbers before the first row or column of ȳ that the first inputs of some phase read. */
    private static int lead(WindowAxis axis) {
        int lead = 0;
        for (int phase = 0; phase < axis.stride(); phase++) {
            if (axis.end(phase) > axis.first(phase) && axis.hasTaps(phase)) {
                lead = Math.max(lead, axis.maxShift(phase) - axis.first(phase));
            }
        }
        return lead;
    }

    /** End of what the last inputs of some phase read, counted from the beginning of the lead. */
    private static int read(WindowAxis axis, int lead) {
        int read = 0;
        for (int phase = 0; phase < axis.stride(); phase++) {
            if (axis.end(phase) > axis.first(phase) && axis.hasTaps(phase)) {
                read = Math.max(read, axis.end(phase) - axis.minShift(phase) + lead);
            }
        }
        return read;
    }

    private Phase phase(int a, int b, int weightsAt) {
        int rows = v.end(a) - v.first(a);
        int inputs = geometry.groupInputs();
        int outputs = geometry.groupOutputs();
        int terms = outputs * v.count(a) * h.count(b);
        int[] shifts = new int[terms];
        int[] weights = new int[inputs * terms];
        int[] first = new int[rows];
        int[] end = new int[rows];
        int k = 0;
        for (int t = 0; t < v.kernel(); t++) {
            if (v.phase(t) != a) {
                continue;
            }
            for (int o = 0; o < outputs; o++) {
                for (int u = 0; u < h.kernel(); u++) {
                    if (h.phase(u) == b) {
                        int row = v.first(a) - v.shift(t) + leadV;
                        int column = h.first(b) - h.shift(u) + leadH;
                        shifts[k] = o * plane + row * pitch + column;
                        for (int c = 0; c < inputs; c++) {
                            weights[c * terms + k] = ((o * inputs + c) * v.kernel() + t) * h.kernel() + u;
                        }
                        k++;
                    }
                }
            }
            for (int i = 0; i < rows; i++) {
                int read = v.first(a) + i - v.shift(t);
                if (read >= v.out()) {
                    first[i] = k;
                }
                if (read >= 0) {
                    end[i] = k;
                }
            }
        }
        PlaneSums sums = new PlaneSums(inputs, shifts, rows, h.end(b) - h.first(b), pitch, first, end);
        int[] arranged = numbers.arrangement(sums);
        for (int i = 0; i < arranged.length; i++) {
            arranged[i] = weights[arranged[i]];
        }
        return new Phase(a, b, sums, arranged, weightsAt);
    }

    /** Numbers of scratch that {@link #run} needs; they need not be set, and hold nothing of use afterwards. */
    public int scratch() {
        return weights + parts * perPart;
    }

    /**
     * Writes {@code x̄} from {@code ȳ} and {@code w}, each beginning at its offset; none of the arrays' ranges may overlap.
     *
     * @throws IllegalArgumentException if an array is too short, before anything is written
     */
    public void run(A y, int yOffset, A w, int wOffset, A x, int xOffset, A scratch, int scratchOffset, Team team) {
        bound(y, yOffset, w, wOffset, x, xOffset, scratch, scratchOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable bound(
            A y, int yOffset, A w, int wOffset, A x, int xOffset, A scratch, int scratchOffset, Team team) {
        Extents.require("x", x, xOffset, geometry.inputSize());
        Extents.require("w", w, wOffset, geometry.weightSize());
        Extents.require("y", y, yOffset, geometry.outputSize());
        Extents.require("scratch", scratch, scratchOffset, scratch());
        IntConsumer each = part -> {
            int from = scratchOffset + weights + part * perPart;
            part(part, y, yOffset, x, xOffset, scratch, scratchOffset, from);
        };
        return () -> {
            int perGroup = geometry.groupOutputs() * geometry.terms();
            for (Phase phase : phases) {
                for (int group = 0; group < geometry.groups(); group++) {
                    int to = scratchOffset + phase.weightsAt + group * phase.weights.length;
                    numbers.permute(w, wOffset + group * perGroup, scratch, to, phase.weights);
                }
            }
            Parts.run(team, geometry.flops(), parts, each);
        };
    }

    private void part(int part, A y, int yOffset, A x, int xOffset, A scratch, int arranged, int at) {
        int outputs = geometry.groupOutputs();
        int last = Parts.first(units, parts, part + 1);
        numbers.zero(scratch, at, at + packed);
        for (int unit = Parts.first(units, parts, part); unit < last; unit++) {
            int image = unit / geometry.groups();
            int group = unit % geometry.groups();
            int from = yOffset + (image * geometry.outChannels() + group * outputs) * v.out() * h.out();
            for (int o = 0; o < outputs; o++) {
                int to = at + o * plane + leadV * pitch + leadH;
                int plane = from + o * v.out() * h.out();
                numbers.copyRows(y, plane, h.out(), scratch, to, pitch, dataRows, dataColumns);
            }
            int channel = image * geometry.inChannels() + group * geometry.groupInputs();
            for (Phase phase : phases) {
                int own = arranged + phase.weightsAt + group * phase.weights.length;
                inputs(phase, scratch, own, x, xOffset + channel * v.in() * h.in(), at);
            }
        }
    }

    private void inputs(Phase phase, A scratch, int weights, A x, int to, int at) {
        int row = v.input(phase.a, v.first(phase.a));
        int column = h.input(phase.b, h.first(phase.b));
        numbers.sum(
                phase.sums,
                scratch,
                weights,
                scratch,
                at,
                x,
                to + row * h.in() + column,
                v.in() * h.in(),
                v.stride() * h.in(),
                h.stride(),
                scratch,
                at + packed);
    }
}
