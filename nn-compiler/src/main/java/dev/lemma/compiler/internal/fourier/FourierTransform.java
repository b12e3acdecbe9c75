package dev.lemma.compiler.internal.fourier;

import dev.lemma.api.tensor.DType;
import dev.lemma.api.tensor.Shape;
import java.util.List;

/**
 * A planned transform of arrays of one shape along some of their axes. Immutable; what a run needs beside its arrays is scratch space for each part that
 * runs at once.
 *
 * <pre>{@code
 * y[k] = scale · Σⱼ x[j] e^{∓2πi(j₁k₁/n₁ + …)}
 * }</pre>
 *
 * <p>The work is a few rounds, one after another, of parts that may run at once. Arrays with a leading axis that is not transformed take one round: each part
 * transforms some of its blocks along all axes while they are in the cache.
 */
public final class FourierTransform {

    /** Numbers that a part of several small blocks has at least. */
    private static final int GRAIN = 1 << 13;

    /** Blocks from which each part takes whole ones. */
    private static final int MANY = 8;

    private final TransformKind kind;
    private final AxisTransform[] passes;
    private final AxisTransform[] rest;
    private final int blocks;
    private final int group;
    private final int blockIn;
    private final int blockOut;
    private final int scratch;

    private FourierTransform(
            TransformKind kind,
            AxisTransform[] passes,
            AxisTransform[] rest,
            int blocks,
            int group,
            int blockIn,
            int blockOut) {
        this.kind = kind;
        this.passes = passes;
        this.rest = rest;
        this.blocks = blocks;
        this.group = group;
        this.blockIn = blockIn;
        this.blockOut = blockOut;
        int most = 0;
        for (AxisTransform pass : passes) {
            most = Math.max(most, pass.scratch());
        }
        for (AxisTransform pass : rest) {
            most = Math.max(most, pass.scratch());
        }
        this.scratch = most;
    }

    /**
     * The plan.
     *
     * @param shape of the time side for a real transform, of either side for a complex one
     * @param axes in increasing order; one for a real transform
     * @param inverse whether the sign in the exponent is +
     */
    public static FourierTransform of(
            DType type, TransformKind kind, Shape shape, List<Integer> axes, boolean inverse, double scale) {
        int first = axes.get(0);
        int leading = shape.range(0, first).size();
        boolean whole = axes.size() == 1 || leading < MANY;
        int blocks = whole ? 1 : leading;
        int block = shape.size() / Math.max(1, blocks);
        int group = whole ? 1 : Math.max(1, Math.min(blocks, GRAIN / Math.max(1, block)));
        int perGroup = whole ? leading : group;
        AxisTransform[] passes = passes(type, kind, shape, axes, inverse, scale, perGroup);
        AxisTransform[] rest = blocks % group == 0
                ? new AxisTransform[0]
                : passes(type, kind, shape, axes, inverse, scale, blocks % group);
        int n = shape.extent(axes.get(axes.size() - 1));
        return new FourierTransform(
                kind, passes, rest, blocks, group, block / n * kind.pointsIn(n), block / n * kind.pointsOut(n));
    }

    private static AxisTransform[] passes(
            DType type,
            TransformKind kind,
            Shape shape,
            List<Integer> axes,
            boolean inverse,
            double scale,
            int leading) {
        AxisTransform[] passes = new AxisTransform[axes.size()];
        for (int i = 0; i < passes.length; i++) {
            // From the last axis, which is densest, to the first; the last pass scales.
            int axis = axes.get(passes.length - 1 - i);
            int between = shape.range(axes.get(0), axis).size();
            int inner = shape.range(axis + 1, shape.rank()).size();
            passes[i] = AxisTransform.of(
                    type,
                    kind,
                    leading * between,
                    shape.extent(axis),
                    inner,
                    inverse,
                    i == passes.length - 1 ? scale : 1);
        }
        return passes;
    }

    /** From what to what it leads. */
    TransformKind kind() {
        return kind;
    }

    /** Rounds, each of which needs the one before to have ended. */
    public int rounds() {
        return blocks > 1 ? 1 : passes.length;
    }

    /** Parts of a round, which may run at once. */
    public int parts(int round) {
        return blocks > 1 ? (blocks + group - 1) / group : passes[round].parts();
    }

    /** Numbers of scratch space for each part that runs. */
    public int scratch() {
        return scratch;
    }

    /**
     * One part of a round. Real parts are read from {@code xr} from {@code in} on, imaginary ones from {@code xi} from {@code inI} on; where the kind has no
     * imaginary parts they are not touched.
     */
    public void part(
            int round,
            int i,
            Object xr,
            int in,
            Object xi,
            int inI,
            Object yr,
            int out,
            Object yi,
            int outI,
            Object scratch,
            int at) {
        if (blocks == 1) {
            if (round == 0) {
                passes[0].part(i, xr, in, xi, inI, yr, out, yi, outI, scratch, at);
            } else {
                passes[round].part(i, yr, out, yi, outI, yr, out, yi, outI, scratch, at);
            }
            return;
        }
        AxisTransform[] chosen = (i + 1) * group <= blocks ? passes : rest;
        int from = i * group * blockIn;
        int to = i * group * blockOut;
        for (int p = 0; p < chosen.length; p++) {
            for (int k = 0; k < chosen[p].parts(); k++) {
                if (p == 0) {
                    chosen[p].part(k, xr, in + from, xi, inI + from, yr, out + to, yi, outI + to, scratch, at);
                } else {
                    chosen[p].part(k, yr, out + to, yi, outI + to, yr, out + to, yi, outI + to, scratch, at);
                }
            }
        }
    }
}
