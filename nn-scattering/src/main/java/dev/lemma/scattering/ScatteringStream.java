package dev.lemma.scattering;

import dev.lemma.api.tensor.Array;
import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import dev.lemma.api.tensor.ShapeException;
import dev.lemma.compiler.Program;
import dev.lemma.compiler.fused.Fused;
import java.util.Arrays;
import java.util.List;

/**
 * The scattering transform of a signal that comes in pieces and has no known end, in memory that does not grow (overlap-save):
 *
 * <pre>{@code
 * ScatteringStream stream = Scattering1D.of(1 << 14).scales(8).quality(8).stream();
 * Array first = stream.push(samples);            // [paths, times]: what is known by now
 * Array rest  = stream.finish();                 // what the end decides
 * }</pre>
 *
 * <p>The signal is cut into windows that overlap by as much as the filters of a path reach together, until their tails are below 1e-10 of the signal; of each window the
 * middle is kept. All coefficients together are those of {@link Scattering1D#transform} on the whole signal, where that is longer than the overlap, up to 1e-10 of the largest. Not
 * for several threads at once.
 */
public final class ScatteringStream {

    private final LineCascade window;
    private final Border border;
    private final int core;
    private final int margin;
    private final int stride;
    private final int paths;
    private final Program program;

    /** The samples from {@code start} on. */
    private double[] kept = new double[0];

    private long start;
    private int count;
    private long next;
    private DType type = DType.FLOAT64;
    private boolean finished;

    ScatteringStream(LineCascade window, Border border, int core, int margin, Normalization normalization) {
        this.window = window;
        this.border = border;
        this.core = core;
        this.margin = margin;
        this.stride = 1 << window.outputLevel();
        this.paths = window.paths().size();
        this.program = Program.of(
                Fused.executor(),
                x -> List.of(Part.together(
                        window.write(x.get(0)),
                        window.paths(),
                        normalization,
                        normalization instanceof Normalization.Renormalized
                                ? window.averageOfModulus(x.get(0))
                                : null)));
    }

    /** Samples on either side of a window that are computed again in the next. */
    public int overlap() {
        return margin;
    }

    /**
     * Takes more samples.
     *
     * @param samples [n], n ≥ 0
     * @return [paths, times], the coefficients that no later sample can change; times may be 0
     */
    public Array push(Array samples) {
        if (finished) {
            throw new IllegalStateException("scattering: this signal has ended: begin another stream");
        }
        if (samples.shape().rank() != 1) {
            throw new ShapeException("scattering: a stream takes one signal, [samples], got " + samples.shape());
        }
        if (!samples.isFinite()) {
            throw new IllegalArgumentException("scattering: the samples have numbers that are NaN or infinite");
        }
        type = samples.type();
        int more = samples.shape().size();
        if (count + more > kept.length) {
            kept = Arrays.copyOf(kept, Math.max(count + more, 2 * kept.length));
        }
        for (int i = 0; i < more; i++) {
            kept[count + i] = samples.get(i);
        }
        count += more;
        return windows(false);
    }

    /** Ends the signal: the coefficients that were waiting for what follows. */
    public Array finish() {
        if (finished) {
            throw new IllegalStateException("scattering: this signal has ended already");
        }
        finished = true;
        if (start + count == 0) {
            throw new ShapeException("scattering: the stream has ended before its first sample");
        }
        return windows(true);
    }

    /** Ready for another signal, with what has been compiled. */
    ScatteringStream again() {
        kept = new double[0];
        start = 0;
        count = 0;
        next = 0;
        finished = false;
        return this;
    }

    /** All coefficients of a signal that is there as a whole. */
    Array whole(Array samples) {
        Array first = push(samples);
        Array rest = finish();
        int early = first.shape().extent(1);
        int late = rest.shape().extent(1);
        Array all = Array.zeros(samples.type(), Shape.of(paths, early + late));
        for (int p = 0; p < paths; p++) {
            System.arraycopy(first.storage(), p * early, all.storage(), p * (early + late), early);
            System.arraycopy(rest.storage(), p * late, all.storage(), p * (early + late) + early, late);
        }
        return all;
    }

    private Array windows(boolean last) {
        long end = start + count;
        int ready = 0;
        for (long at = next; last ? at < end : at + core + margin <= end; at += core) {
            ready++;
        }
        int perWindow = core / stride;
        long times = 0;
        Array[] results = new Array[ready];
        for (int i = 0; i < ready; i++) {
            results[i] = program.call(window(end));
            times += last ? Math.min(perWindow, (end - next + stride - 1) / stride) : perWindow;
            next += core;
        }
        forget();
        Array all = Array.zeros(type, Shape.of(paths, (int) times));
        int whole = (core + 2 * margin) / stride;
        for (int p = 0; p < paths; p++) {
            for (int t = 0; t < times; t++) {
                System.arraycopy(
                        results[t / perWindow].storage(),
                        p * whole + margin / stride + t % perWindow,
                        all.storage(),
                        p * (int) times + t,
                        1);
            }
        }
        return all;
    }

    /** The samples around the next coefficients, continued beyond the ends of the signal. */
    private Array window(long end) {
        int size = core + 2 * margin;
        double[] samples = new double[size];
        for (int i = 0; i < size; i++) {
            long at = next - margin + i;
            // What lies further behind the end than the overlap reaches no coefficient of the signal.
            if (at < end + margin) {
                int place = at < 0 || at >= end ? border.place(at, (int) Math.min(end, Integer.MAX_VALUE)) : (int) at;
                samples[i] = place < 0 ? 0 : kept[(int) (place - start)];
            }
        }
        return Array.of(Shape.of(1, size), samples).as(type);
    }

    /** Samples that no window needs any more. */
    private void forget() {
        int gone = (int) Math.min(count, Math.max(0, next - 2L * margin - start));
        if (gone > 0) {
            System.arraycopy(kept, gone, kept, 0, count - gone);
            count -= gone;
            start += gone;
        }
    }
}
