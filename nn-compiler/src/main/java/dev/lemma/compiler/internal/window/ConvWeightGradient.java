package dev.lemma.compiler.internal.window;

import dev.lemma.compiler.concurrent.Team;
import java.util.function.IntConsumer;

/**
 * The adjoint of a convolution in its weights: {@code w̄[o,k] = Σ_{images, p} ȳ[o,p] · x̂[shift(k) + p]}; bilinear in {@code x}
 * and {@code ȳ}.
 *
 * <p>Per image and group: the planes are packed ({@link PackedPlanes}), ȳ is transposed to {@code [position, output channel]},
 * in blocks of rows that fit the first cache, and {@link PlaneProducts#outer} adds the block's products to {@code w̄ᵀ}. The
 * batch is cut into at most four parts, each with its own sum, added in the parts' order, or a small batch of many groups by
 * groups: the bits do not depend on the team, and no sum in float32 runs over more than a block of positions, the blocks of a
 * part, and the parts. Cost: {@code 2·|ȳ|·terms} flop, output channels of a group rounded up to {@link PlaneProducts#lanes}: a
 * depthwise convolution uses one lane of them.
 *
 * <p>Infinities and NaN in {@code x} make those weights NaN that see them, and also others of the same channel: positions between
 * the rows are multiplied by zero, not left out.
 *
 * @param <A> {@code float[]} or {@code double[]}
 */
public final class ConvWeightGradient<A> {

    /** Numbers of transposed ȳ at a time: 48 KB of float32. */
    private static final int BLOCK = 12 * 1024;

    /** Positions that a block has at least, if the image has them: so many are summed in registers before w̄ᵀ is touched. */
    private static final int FEWEST = 64;

    /** Weights above which a batch is cut into two parts only, to spare memory. */
    private static final int LARGE = 1 << 19;

    private final ConvGeometry geometry;
    private final PlaneProducts<A> numbers;
    private final PackedPlanes planes;
    private final PlaneTaps taps;
    private final int blockRows;
    private final boolean byGroups;
    private final int parts;
    private final int ld;
    private final int sums;
    private final int allSums;
    private final int packed;
    private final int transposed;
    private final int dense;
    private final int perPart;

    /** Plans for one geometry, in the arithmetic of {@code numbers}. */
    public ConvWeightGradient(ConvGeometry geometry, PlaneProducts<A> numbers) {
        this.geometry = geometry;
        this.numbers = numbers;
        planes = new PackedPlanes(geometry);
        taps = planes.taps();
        ld = Extents.roundUp(geometry.groupOutputs(), numbers.lanes());
        int outW = geometry.outW();
        int pitch = planes.pitch();
        blockRows = Math.max(1, Math.min(geometry.outH(), Math.max(BLOCK / ld, FEWEST) / pitch));
        byGroups = geometry.batch() < Math.min(Parts.MOST, geometry.groups());
        int most = geometry.weightSize() > LARGE ? 2 : Parts.MOST;
        parts = byGroups ? Parts.of(geometry.groups()) : Math.min(Parts.of(geometry.batch()), most);
        sums = Math.multiplyExact(geometry.groups() * geometry.terms(), ld);
        packed = planes.size() + numbers.lanes();
        int positions = (blockRows - 1) * pitch + outW;
        transposed = Math.multiplyExact(positions, ld);
        dense = pitch == outW ? 0 : Math.multiplyExact(blockRows * outW, ld);
        perPart = Math.addExact(Extents.sum(packed, transposed, dense), numbers.workspace(taps, ld, positions));
        allSums = byGroups ? sums : Math.multiplyExact(parts, sums);
        Math.addExact(allSums, Math.multiplyExact(parts, perPart));
    }

    /** Numbers of scratch that {@link #run} needs; they need not be set, and hold nothing of use afterwards. */
    public int scratch() {
        return allSums + parts * perPart;
    }

    /**
     * Writes {@code w̄} from {@code x} and {@code ȳ}, each beginning at its offset; none of the arrays' ranges may overlap.
     *
     * @throws IllegalArgumentException if an array is too short, before anything is written
     */
    public void run(A x, int xOffset, A y, int yOffset, A w, int wOffset, A scratch, int scratchOffset, Team team) {
        bound(x, xOffset, y, yOffset, w, wOffset, scratch, scratchOffset, team).run();
    }

    /** The same on these arrays, again and again, without making anything new. */
    public Runnable bound(
            A x, int xOffset, A y, int yOffset, A w, int wOffset, A scratch, int scratchOffset, Team team) {
        Extents.require("x", x, xOffset, geometry.inputSize());
        Extents.require("w", w, wOffset, geometry.weightSize());
        Extents.require("y", y, yOffset, geometry.outputSize());
        Extents.require("scratch", scratch, scratchOffset, scratch());
        IntConsumer each = part -> {
            int from = scratchOffset + allSums + part * perPart;
            if (byGroups) {
                int first = Parts.first(geometry.groups(), parts, part);
                int end = Parts.first(geometry.groups(), parts, part + 1);
                part(0, geometry.batch(), first, end, x, xOffset, y, yOffset, scratch, scratchOffset, from);
            } else {
                int first = Parts.first(geometry.batch(), parts, part);
                int end = Parts.first(geometry.batch(), parts, part + 1);
                int own = scratchOffset + part * sums;
                part(first, end, 0, geometry.groups(), x, xOffset, y, yOffset, scratch, own, from);
            }
        };
        return () -> {
            Parts.run(team, geometry.flops(), parts, each);
            gather(w, wOffset, scratch, scratchOffset);
        };
    }

    /** Adds up the sums of the parts. */
    private void gather(A w, int wOffset, A scratch, int scratchOffset) {
        for (int from = sums; from < allSums; from += sums) {
            numbers.add(scratch, scratchOffset + from, scratch, scratchOffset, sums);
        }
        int terms = geometry.terms();
        int outputs = geometry.groupOutputs();
        for (int group = 0; group < geometry.groups(); group++) {
            int from = scratchOffset + group * terms * ld;
            numbers.transpose(scratch, from, ld, terms, w, wOffset + group * outputs * terms, terms, outputs);
        }
    }

    private void part(
            int firstImage,
            int endImage,
            int firstGroup,
            int endGroup,
            A x,
            int xOffset,
            A y,
            int yOffset,
            A scratch,
            int sumsAt,
            int plane) {
        int outH = geometry.outH();
        int outW = geometry.outW();
        int outputs = geometry.groupOutputs();
        int terms = geometry.terms();
        int block = plane + packed;
        int perGroup = terms * ld;
        numbers.zero(scratch, sumsAt + firstGroup * perGroup, sumsAt + endGroup * perGroup);
        numbers.zero(scratch, plane, block + transposed);
        for (int image = firstImage; image < endImage; image++) {
            for (int group = firstGroup; group < endGroup; group++) {
                int channel = image * geometry.inChannels() + group * geometry.groupInputs();
                planes.pack(numbers, x, xOffset + channel * geometry.inH() * geometry.inW(), scratch, plane);
                int from = yOffset + (image * geometry.outChannels() + group * outputs) * outH * outW;
                for (int row = 0; row < outH; row += blockRows) {
                    int rows = Math.min(blockRows, outH - row);
                    int columns = rows * outW;
                    int source = from + row * outW;
                    if (dense == 0) {
                        numbers.transpose(y, source, outH * outW, outputs, scratch, block, ld, columns);
                    } else {
                        int between = block + transposed;
                        numbers.transpose(y, source, outH * outW, outputs, scratch, between, ld, columns);
                        numbers.copyRows(
                                scratch, between, outW * ld, scratch, block, planes.pitch() * ld, rows, outW * ld);
                    }
                    numbers.outer(
                            taps,
                            outputs,
                            (rows - 1) * planes.pitch() + outW,
                            scratch,
                            plane + row * planes.pitch(),
                            scratch,
                            block,
                            ld,
                            scratch,
                            sumsAt + group * perGroup,
                            scratch,
                            block + transposed + dense);
                }
            }
        }
    }
}
